"""`/admin/billing/cancel`: what happens when, the button that does it, and the one that takes it back; and the way back in."""

from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from msgspec import Meta, Struct

from billing import leaving
from billing.leaving import REASONS
from i18n import _
from polydesk.kernel.refusals import Refusal
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from tenants.here import site

PAGE = "/admin/billing/cancel"


class ReasonForm(Struct):
    reason: Annotated[str, Meta(max_length=40)] = ""
    words: Annotated[str, Meta(max_length=1000)] = ""


class CancelPages(Controller):
    path = PAGE

    @get()
    async def show(self) -> Response[Any]:
        return await _page(empty(ReasonForm))

    @post()
    async def create(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, ReasonForm)
        if not form.ok:
            form.errors.setdefault("words", _("Please write at most %(num)s characters.") % {"num": 1000})
            return await _page(form, status=422)
        reason = form.data.reason if form.data.reason in REASONS else ""
        try:
            await leaving.cancel(reason=reason, words=form.data.words.strip())
        except Refusal as refusal:
            return await _page(form, refusal=refusal)
        return redirect(PAGE)

    @post("/undo")
    async def undo(self) -> Response[Any]:
        try:
            await leaving.undo_cancel()
        except Refusal as refusal:
            return await _page(empty(ReasonForm), refusal=refusal)
        return redirect("/admin/billing?said=undone")


class ReturnPages(Controller):
    path = "/admin/billing/return"

    @post()
    async def create(self) -> Response[Any]:
        await leaving.come_back()
        return redirect("/admin/billing")


async def _page(form: Form[ReasonForm], status: int = 200, *, refusal: Refusal | None = None) -> Response[Any]:
    return Page(
        "billing/cancel.html",
        status=refusal.status if refusal else status,
        form=form,
        refusal=refusal,
        leave=await leaving.leave(),
        reasons=[(code, str(text)) for code, text in REASONS.items()],
        is_trial=site().status == "trial",
    )
