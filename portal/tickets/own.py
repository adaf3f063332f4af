"""A customer who is signed in: their tickets, and one of them."""

from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, Parameter

from polydesk.kernel.actor import actor
from polydesk.kernel.ids import new_id
from polydesk.kernel.storage import BODY_LIMIT
from polydesk.kernel.web import Page
from polydesk.tickets.own_tickets import own_tickets
from portal import promises
from portal.languages import enter
from portal.tickets import rating, room
from portal.tickets.room import AnyRequest

Html = Response[Any]
Typed = Annotated[str, Parameter(required=False)]


class MyTicketsPages(Controller):
    path = "/{language:str}/tickets"

    @get()
    async def index(self, language: FromPath[str], status: Typed = "", q: Typed = "", before: Typed = "") -> Html:
        enter(language)
        rows, older = await own_tickets(actor().id or new_id(), which=status, words=q, before=_number(before))
        more = {key: value for key, value in (("status", status), ("q", q), ("before", older)) if value}
        return Page(
            "portal/tickets/list.html",
            partial="portal/tickets/_list.html",
            rows=rows,
            deadlines=await promises.by_ticket(rows),
            which=status,
            words=q,
            older=f"/{language}/tickets?{urlencode(more)}" if older else None,
        )


class MyTicketPages(Controller):
    path = "/{language:str}/tickets/{number:int}"

    @get()
    async def show(self, language: FromPath[str], number: FromPath[int]) -> Html:
        return await room.show(await room.own_room(language, number))

    @get("/receipt")
    async def receipt(self, language: FromPath[str], number: FromPath[int]) -> Html:
        return await room.receipt(await room.own_room(language, number))

    @post("/messages", request_max_body_size=BODY_LIMIT)
    async def write(self, request: AnyRequest, language: FromPath[str], number: FromPath[int]) -> Html:
        return await room.write(request, await room.own_room(language, number))

    @post("/solution")
    async def solve(self, language: FromPath[str], number: FromPath[int]) -> Html:
        return await room.solve(await room.own_room(language, number))

    @post("/reopening")
    async def reopen(self, language: FromPath[str], number: FromPath[int]) -> Html:
        return await room.reopen(await room.own_room(language, number))

    @post("/urgency")
    async def say_how_urgent(self, request: AnyRequest, language: FromPath[str], number: FromPath[int]) -> Html:
        return await room.say_how_urgent(request, await room.own_room(language, number))

    @post("/link")
    async def renew_link(self, language: FromPath[str], number: FromPath[int]) -> Html:
        return await room.renew_link(await room.own_room(language, number))

    @get("/rating")
    async def ask_for_rating(
        self, language: FromPath[str], number: FromPath[int], score: FromQuery[str | None] = None
    ) -> Html:
        return await rating.show(await room.own_room(language, number), score)

    @post("/rating")
    async def rate(self, request: AnyRequest, language: FromPath[str], number: FromPath[int]) -> Html:
        return await rating.create(request, await room.own_room(language, number))

    @get("/rating/thanks")
    async def thank_for_rating(self, language: FromPath[str], number: FromPath[int]) -> Html:
        return await rating.thanks(await room.own_room(language, number))

    @get("/files/{file:str}")
    async def file(self, language: FromPath[str], number: FromPath[int], file: FromPath[str]) -> Html:
        return await room.hand_out(await room.own_room(language, number), file)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
