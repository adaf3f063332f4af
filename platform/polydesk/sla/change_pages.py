"""`/admin/changes`: changes that wait for a decision, what each would do, and the decision."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import Refusal
from polydesk.kernel.web import Page, moment, read_form, redirect
from polydesk.sla import change_rows, deciding
from polydesk.sla.change_looks import listed, look_of
from polydesk.sla.reviewing import PAGE

AnyRequest = Request[Any, Any, Any]


class Decision(Struct):
    open: str = ""


class ChangePages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[Any]:
        return Page("sla/changes.html", changes=await listed(), said=moment().query == "said=discarded")

    @get("/{change_id:uuid}")
    async def show(self, change_id: FromPath[UUID]) -> Response[Any]:
        """By htmx what is known by now, as long as it is being computed."""
        return await _page(change_id)

    @post("/{change_id:uuid}/application", status_code=200)
    async def apply(self, request: AnyRequest, change_id: FromPath[UUID]) -> Response[Any]:
        form = await read_form(request, Decision)
        try:
            row = await deciding.apply(change_id, also_open=form.value("open") == "also", by=actor())
        except deciding.AlreadyDecided as refusal:
            return await _page(change_id, refusal=refusal)
        except Refusal as refusal:
            return await _page(change_id, refusal=refusal, can_renew=True)
        return redirect(row.change.there)

    @post("/{change_id:uuid}/renewal", status_code=200)
    async def compute_again(self, change_id: FromPath[UUID]) -> Response[Any]:
        try:
            return redirect(f"{PAGE}/{await deciding.compute_again(change_id, by=actor())}")
        except Refusal as refusal:
            return await _page(change_id, refusal=refusal)

    @post("/{change_id:uuid}/refusal", status_code=200)
    async def discard(self, change_id: FromPath[UUID]) -> Response[Any]:
        try:
            await deciding.discard(change_id, by=actor())
        except deciding.AlreadyDecided as refusal:
            return await _page(change_id, refusal=refusal)
        return redirect(f"{PAGE}?said=discarded")


async def _page(change_id: UUID, *, refusal: Refusal | None = None, can_renew: bool = False) -> Response[Any]:
    return Page(
        "sla/change.html",
        partial="sla/_change_found.html",
        status=refusal.status if refusal else 200,
        change=await look_of(await change_rows.change_row(change_id)),
        refusal=refusal,
        can_renew=can_renew,
    )
