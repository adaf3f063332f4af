"""`/desk/notices`: what a member should know, and whether it comes by mail as well."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery

from i18n.formats import number
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Page, read_form, redirect
from polydesk.notices import queries, words

HERE = "/desk/notices"


class MailChoice(msgspec.Struct):
    by_mail: Annotated[str, msgspec.Meta(max_length=10)] = ""


class NoticePages(Controller):
    path = HERE

    @get()
    async def index(self, before: FromQuery[str] = "") -> Response[Any]:
        me = _me()
        found, older = await queries.notices_of(me, before=before)
        return Page(
            "notices/list.html",
            notices=[(one, words.told(one.kind, one.data)) for one in found],
            has_new=any(one.seen_at is None for one in found),
            older=f"{HERE}?before={older}" if older else None,
            newest=HERE if before else None,
            by_mail=await queries.by_mail(me),
        )

    @get("/count")
    async def count(self) -> Response[Any]:
        """What stands beside the bell: asked for when a page has come, and when something is told."""
        new = await queries.new_ones(_me())
        return Page("notices/_count.html", new=new, text=number(min(new, queries.COUNTED - 1)))

    @post("/{notice_id:uuid}/seen")
    async def see(self, notice_id: FromPath[UUID]) -> Response[Any]:
        """On to what it is about; from then on it is seen."""
        found = await queries.notice(notice_id)
        if found is None or found.member_id != _me():
            raise NotFound
        await queries.see(_me(), notice_id)
        return redirect(words.told(found.kind, found.data).path)

    @post("/seen")
    async def see_all(self) -> Response[Any]:
        await queries.see(_me())
        return redirect(HERE)

    @post("/setting")
    async def choose(self, request: Request[Any, Any, Any]) -> Response[Any]:
        form = await read_form(request, MailChoice)
        await queries.choose_mail(_me(), wanted=form.value("by_mail") == "yes")
        return redirect(HERE)


def _me() -> UUID:
    found = actor().id
    if found is None:
        raise NotFound
    return found
