"""`/desk/notices`: what a member should know, the newest first, and the count beside the bell."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from i18n import lazy
from i18n.formats import number
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Page, redirect
from polydesk.notices import queries, words

HERE = "/desk/notices"
# What the list may be narrowed to, and the events of each.
SHOWN = {
    "": (lazy("All"), ()),
    "new": (lazy("New"), ()),
    "tickets": (lazy("Tickets"), words.TICKETS),
    "promises": (lazy("Promises"), words.PROMISES),
    "company": (lazy("Company"), words.COMPANY),
}


class NoticePages(Controller):
    path = HERE

    @get()
    async def index(self, before: FromQuery[str] = "", show: FromQuery[str] = "") -> Response[Any]:
        show = show if show in SHOWN else ""
        kinds = [kind for kind in words.EVENTS if words.chosen_as(kind) in SHOWN[show][1]]
        found, older = await queries.notices_of(my_id(), before=before, only_new=show == "new", kinds=kinds)
        here = f"{HERE}?show={show}" if show else HERE
        return Page(
            "notices/list.html",
            partial="notices/_list.html",
            notices=[(one, words.told(one.kind, one.data), words.icon_of(one.kind)) for one in found],
            older=f"{HERE}?show={show}&before={older}" if older else None,
            newest=here if before else None,
            here=f"{here}{'&' if show else '?'}before={before}" if before else here,
            show=show,
            shown=[
                (label, f"{HERE}?show={name}" if name else HERE, name == show, None)
                for name, (label, _kinds) in SHOWN.items()
            ],
        )

    @get("/count")
    async def count(self) -> Response[Any]:
        """What stands beside the bell: asked for when a page has come, and when something is told."""
        new = await queries.new_ones(my_id())
        return Page("notices/_count.html", new=new, text=number(min(new, queries.COUNTED - 1)))

    @post("/{notice_id:uuid}/seen")
    async def see(self, notice_id: FromPath[UUID]) -> Response[Any]:
        """On to what it is about; from then on it is seen."""
        found = await queries.notice(notice_id)
        if found is None or found.member_id != my_id():
            raise NotFound
        await queries.see(my_id(), notice_id)
        return redirect(words.told(found.kind, found.data).path)

    @post("/seen")
    async def see_all(self) -> Response[Any]:
        await queries.see(my_id())
        return redirect(HERE)


def my_id() -> UUID:
    found = actor().id
    if found is None:
        raise NotFound
    return found
