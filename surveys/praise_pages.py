"""`/admin/surveys/praise`: whether the portal shows what customers say, and which answers; approved and withdrawn by hand."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from polydesk.kernel.refusals import Conflict
from polydesk.kernel.web import Form, Page, moment, read_form, redirect
from surveys import praise

PAGE = "/admin/surveys/praise"


class PraiseSwitch(msgspec.Struct):
    shown: Annotated[str, msgspec.Meta(max_length=10)] = ""


class Approval(msgspec.Struct):
    """`seen` is the mark of the answer as it was read."""

    shown_as: Annotated[str, msgspec.Meta(max_length=praise.LONGEST_NAME)] = ""
    seen: Annotated[str, msgspec.Meta(max_length=40)] = ""


class PraisePages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[Any]:
        return await _page()

    @post()
    async def switch(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, PraiseSwitch)
        await praise.switch(on=form.value("shown") == "yes")
        return redirect(f"{PAGE}?saved=1")

    @post("/{rating_id:uuid}")
    async def approve(self, request: Request[Any, Any, Any], rating_id: FromPath[UUID]) -> Response[Any]:
        form = await read_form(request, Approval)
        if not form.ok:
            return await _page(status=422, typed=(rating_id, form))
        try:
            await praise.approve(rating_id, shown_as=form.data.shown_as, seen=form.data.seen)
        except Conflict as refusal:
            form.fail("shown_as", refusal.message)
            return await _page(status=refusal.status, typed=(rating_id, form))
        return redirect(f"{PAGE}#said-{rating_id}")

    @post("/{rating_id:uuid}/end")
    async def withdraw(self, rating_id: FromPath[UUID]) -> Response[Any]:
        await praise.withdraw(rating_id)
        return redirect(f"{PAGE}#said-{rating_id}")


async def _page(*, status: int = 200, typed: tuple[UUID, Form[Approval]] | None = None) -> Response[Any]:
    """`typed` is the answer whose form was not taken, with what was typed."""
    return Page(
        "surveys/praise.html",
        status=status,
        is_shown=await praise.is_shown(),
        offered=await praise.offered(),
        typed=typed,
        limit=praise.LONGEST_NAME,
        saved=moment().query == "saved=1",
    )
