"""`/admin`: where one stands, what is left to do, and the way to every setting; also the samples' one-click end."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from polydesk.kernel import storage
from polydesk.kernel.actor import actor
from polydesk.kernel.web import Page, moment, redirect
from tenants import checklist, samples
from tenants.closing import orders


class AdminHomePages(Controller):
    path = "/admin"

    @get()
    async def show(self) -> Response[Any]:
        may_set_up = actor().may("settings.manage")
        return Page(
            "tenants/admin/home.html",
            checklist=await checklist.checklist() if may_set_up else None,
            room=await storage.room() if may_set_up else None,
            erasure=await orders.own_order() if actor().may("tenant.close") else None,
            samples=may_set_up and await samples.are_there(),
            said=moment().query if moment().query in ("samples=gone",) else "",
        )


class ChecklistPages(Controller):
    """The list by itself, for the desk's home; and how it goes away."""

    path = "/admin/checklist"

    @get()
    async def show(self) -> Response[Any]:
        return Page("tenants/admin/_checklist.html", checklist=await checklist.checklist())

    @post("/{step:str}/confirmation")
    async def confirm(self, step: FromPath[str]) -> Response[Any]:
        await checklist.confirm(step)
        return redirect("/admin#checklist")

    @post("/dismissal")
    async def dismiss(self) -> Response[Any]:
        await checklist.dismiss()
        return redirect("/admin")


class SamplePages(Controller):
    path = "/admin/samples/removal"

    @post()
    async def create(self) -> Response[Any]:
        await samples.remove_all()
        return redirect("/admin?samples=gone")
