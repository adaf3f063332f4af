"""People in copy of a ticket: an agent says who belongs to the conversation, and who does not."""

from typing import Any

from litestar import Controller, Request, Response, post
from litestar.params import FromPath
from msgspec import Struct

from polydesk.desk.ticket_page import regions
from polydesk.kernel.actor import actor
from polydesk.kernel.web import read_form
from polydesk.tickets import participants
from polydesk.tickets.policy import ticket_for

AnyRequest = Request[Any, Any, Any]
REGIONS = "desk/ticket.swap.html"


class Named(Struct):
    address: str = ""


class ParticipantPages(Controller):
    """`place` only tells the buttons of a page apart; who is meant says the form."""

    path = "/desk/tickets/{number:int}/participants/{place:int}"

    @post(status_code=200)
    async def add(self, request: AnyRequest, number: FromPath[int], place: FromPath[int]) -> Response[Any]:
        return await _decide(request, number, belongs=True)

    @post("/end", status_code=200)
    async def keep_out(self, request: AnyRequest, number: FromPath[int], place: FromPath[int]) -> Response[Any]:
        return await _decide(request, number, belongs=False)


async def _decide(request: AnyRequest, number: int, *, belongs: bool) -> Response[Any]:
    address = (await read_form(request, Named)).value("address")
    await participants.decide(await ticket_for(number), address, belongs=belongs, by=actor())
    return await regions(REGIONS, number)
