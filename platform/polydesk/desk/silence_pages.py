"""A customer who is silent: the ticket is kept open, or resolved by itself after all."""

from typing import Any

from litestar import Controller, Response, post
from litestar.params import FromPath

from polydesk.desk.ticket_page import regions
from polydesk.kernel.actor import actor
from polydesk.mailroom import silence
from polydesk.tickets.policy import ticket_for

REGIONS = "desk/ticket.swap.html"


class SilencePages(Controller):
    path = "/desk/tickets/{number:int}/silence"

    @post(status_code=200)
    async def keep_open(self, number: FromPath[int]) -> Response[Any]:
        await silence.keep_open(await ticket_for(number), by=actor())
        return await regions(REGIONS, number)

    @post("/end", status_code=200)
    async def let_resolve(self, number: FromPath[int]) -> Response[Any]:
        await silence.let_resolve(await ticket_for(number), by=actor())
        return await regions(REGIONS, number)
