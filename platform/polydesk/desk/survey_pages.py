"""Asking a ticket's customer how it went, by hand."""

from typing import Any

from litestar import Controller, Response, post
from litestar.params import FromPath

from polydesk.desk.ticket_page import regions
from polydesk.tickets.policy import ticket_for
from surveys import asking


class SurveyPages(Controller):
    path = "/desk/tickets/{number:int}/survey"

    @post(status_code=200)
    async def create(self, number: FromPath[int]) -> Response[Any]:
        await asking.ask_by_hand((await ticket_for(number)).id)
        return await regions("desk/ticket.swap.html", number)
