"""`/rate/<token>`: the page behind the link in the mail, where the tap preselects. What happens there: `rating_room`."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery

from surveys import rating_room
from surveys.doors import come_in, over
from surveys.rating_room import Room


class RatePages(Controller):
    path = "/rate/{token:str}"

    @get()
    async def show(self, token: FromPath[str], score: FromQuery[str | None] = None) -> Response[Any]:
        room = await _room(token)
        return await rating_room.show(room, score) if room else await over(None)

    @post()
    async def create(self, request: Request[Any, Any, Any], token: FromPath[str]) -> Response[Any]:
        room = await _room(token)
        return await rating_room.create(request, room) if room else await over(None)

    @get("/thanks")
    async def thanks(self, token: FromPath[str]) -> Response[Any]:
        room = await _room(token)
        return await rating_room.thanks(room) if room else await over(None)


async def _room(token: str) -> Room | None:
    invitation = await come_in(token)
    return Room(invitation, f"/rate/{token}", token) if invitation else None
