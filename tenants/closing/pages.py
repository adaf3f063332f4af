"""`/admin/export` and `/admin/closing`, for owners alone, also where the help desk is closed: take everything along, leave."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Stream
from msgspec import Meta, Struct

from i18n import _
from polydesk.kernel import storage
from polydesk.kernel.refusals import NotFound, Refusal
from polydesk.kernel.settings import settings
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from tenants.closing import exports, orders
from tenants.here import site

EXPORT, CLOSING = "/admin/export", "/admin/closing"


class SlugForm(Struct):
    slug: Annotated[str, Meta(max_length=100)] = ""


class ExportPages(Controller):
    path = EXPORT

    @get()
    async def show(self) -> Response[Any]:
        return await _exports()

    @post()
    async def create(self) -> Response[Any]:
        try:
            await exports.ask()
        except Refusal as refusal:
            return await _exports(status=refusal.status, problem=str(refusal.message))
        return redirect(EXPORT)

    @get("/{export_id:uuid}/file")
    async def fetch(self, export_id: FromPath[UUID]) -> Response[Any]:
        one = await exports.export(export_id)
        pieces = storage.read_beside(one.stored_as)
        first = await anext(pieces, None) if one.is_there else None
        if first is None:
            raise NotFound()
        await exports.fetched(one)
        name = f"{site().slug}-{one.asked_at:%Y-%m-%d}.zip"
        return Stream(
            _from(first, pieces),
            media_type="application/zip",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Content-Length": str(one.bytes),
                "Cache-Control": "private, no-store",
            },
        )


class ClosingPages(Controller):
    path = CLOSING

    @get()
    async def show(self) -> Response[Any]:
        return await _closing(empty(SlugForm))

    @post("/erasure")
    async def demand(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, SlugForm)
        if form.value("slug").strip().lower() != site().slug:
            form.fail("slug", _("Type %(slug)s to confirm.") % {"slug": site().slug})
            return await _closing(form, status=422)
        await orders.demand()
        return redirect(CLOSING)

    @post("/erasure/withdrawal")
    async def withdraw(self) -> Response[Any]:
        await orders.think_better()
        return redirect(CLOSING)


async def _exports(*, status: int = 200, problem: str = "") -> Response[Any]:
    return Page(
        "tenants/closing/export.html",
        status=status,
        partial="tenants/closing/_exports.html",
        layout=_layout(),
        exports=await exports.exports(),
        weight=await storage.used_bytes(),
        problem=problem,
    )


async def _closing(form: Form[SlugForm], *, status: int = 200) -> Response[Any]:
    return Page(
        "tenants/closing/closing.html",
        status=status,
        layout=_layout(),
        form=form,
        order=await orders.own_order(),
        is_closed=site().status == "closed",
        bills=settings().bills,
        hours=int(orders.COOLING.total_seconds() // 3600),
    )


def _layout() -> str:
    """A closed house has no rooms that a side bar could lead to."""
    return "web/desk.html" if site().is_open else "tenants/tenant_door.html"


async def _from(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece
