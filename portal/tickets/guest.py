"""A guest with a link: that ticket only, until the link is withdrawn."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from polydesk.kernel.storage import BODY_LIMIT
from portal.tickets import rating, room
from portal.tickets.room import AnyRequest

Html = Response[Any]


class GuestTicketPages(Controller):
    path = "/t/{token:str}"

    @get()
    async def show(self, token: FromPath[str]) -> Html:
        return await room.show(await room.guest_room(token))

    @get("/receipt")
    async def receipt(self, token: FromPath[str]) -> Html:
        return await room.receipt(await room.guest_room(token))

    @post("/messages", request_max_body_size=BODY_LIMIT)
    async def write(self, request: AnyRequest, token: FromPath[str]) -> Html:
        return await room.write(request, await room.guest_room(token))

    @post("/solution")
    async def solve(self, token: FromPath[str]) -> Html:
        return await room.solve(await room.guest_room(token))

    @post("/reopening")
    async def reopen(self, token: FromPath[str]) -> Html:
        return await room.reopen(await room.guest_room(token))

    @post("/urgency")
    async def say_how_urgent(self, request: AnyRequest, token: FromPath[str]) -> Html:
        return await room.say_how_urgent(request, await room.guest_room(token))

    @post("/link")
    async def renew_link(self, token: FromPath[str]) -> Html:
        return await room.renew_link(await room.guest_room(token))

    @get("/rating")
    async def ask_for_rating(self, token: FromPath[str], score: FromQuery[str | None] = None) -> Html:
        return await rating.show(await room.guest_room(token), score)

    @post("/rating")
    async def rate(self, request: AnyRequest, token: FromPath[str]) -> Html:
        return await rating.create(request, await room.guest_room(token))

    @get("/rating/thanks")
    async def thank_for_rating(self, token: FromPath[str]) -> Html:
        return await rating.thanks(await room.guest_room(token))

    @get("/files/{file:str}")
    async def file(self, token: FromPath[str], file: FromPath[str]) -> Html:
        return await room.hand_out(await room.guest_room(token), file)
