"""The rating of a resolved ticket, from its own page: by login or by a guest's link, under the same rules as by mail."""

from typing import Any

from litestar import Response

from portal.tickets.room import AnyRequest, Room
from surveys import rating_room
from surveys.on_ticket import invited_on

Html = Response[Any]


async def show(room: Room, score: str | None) -> Html:
    return await rating_room.show(await _rating(room), score)


async def create(request: AnyRequest, room: Room) -> Html:
    return await rating_room.create(request, await _rating(room))


async def thanks(room: Room) -> Html:
    return await rating_room.thanks(await _rating(room))


async def _rating(room: Room) -> rating_room.Room:
    """Raises NotFound where nothing is asked."""
    invitation = await invited_on(room.ticket, person_id=room.by.id)
    return rating_room.Room(invitation, f"{room.base}/rating", f"ticket {invitation.id}", room.base)
