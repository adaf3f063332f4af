"""`/admin/spam`: senders whose tickets are spam from the start, as agents taught it, and the way to take one back."""

from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from msgspec import Meta, Struct

from polydesk.kernel.web import Page, moment, read_form, redirect
from polydesk.tickets import spam

PAGE = "/admin/spam"

AnyRequest = Request[Any, Any, Any]


class SenderForm(Struct):
    pattern: Annotated[str, Meta(max_length=300)]


class SpamPages(Controller):
    path = PAGE

    @get()
    async def show(self) -> Response[Any]:
        return await _page()

    @post("/removals", status_code=200)
    async def remove(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, SenderForm)
        if not form.ok:
            return await _page(status=422)
        await spam.forget_sender(form.data.pattern)
        return redirect(f"{PAGE}?saved=1")


async def _page(*, status: int = 200) -> Response[Any]:
    return Page("desk/spam.html", status=status, senders=await spam.senders(), saved=moment().query == "saved=1")
