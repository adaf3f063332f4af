"""What comes of an answer, on the ticket: who calls back, whether it is done, and whether it is a complaint."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, post
from litestar.params import FromPath

from polydesk.desk.forms import Assignment
from polydesk.desk.ticket_page import regions
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import BadRequest
from polydesk.kernel.web import read_form
from polydesk.tickets.policy import ticket_for
from surveys import complaints, follow_ups

REGIONS = "desk/ticket.swap.html"


class FollowUpPages(Controller):
    path = "/desk/tickets/{number:int}/follow-ups/{follow_up_id:uuid}"

    @post("/done", status_code=200)
    async def done(self, number: FromPath[int], follow_up_id: FromPath[UUID]) -> Response[Any]:
        await follow_ups.mark_done((await ticket_for(number)).id, follow_up_id, by=actor())
        return await regions(REGIONS, number)

    @post("/undo", status_code=200)
    async def undo(self, number: FromPath[int], follow_up_id: FromPath[UUID]) -> Response[Any]:
        await follow_ups.open_again((await ticket_for(number)).id, follow_up_id)
        return await regions(REGIONS, number)


class FollowUpAssigneePages(Controller):
    path = "/desk/tickets/{number:int}/follow-ups/{follow_up_id:uuid}/assignee"

    @post(status_code=200)
    async def hand_over(
        self, request: Request[Any, Any, Any], number: FromPath[int], follow_up_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await read_form(request, Assignment)
        if not form.ok:
            raise BadRequest
        await follow_ups.hand_to((await ticket_for(number)).id, follow_up_id, form.data.member)
        return await regions(REGIONS, number)


class ComplaintPages(Controller):
    path = "/desk/tickets/{number:int}/complaint"

    @post(status_code=200)
    async def mark(self, number: FromPath[int]) -> Response[Any]:
        await complaints.mark((await ticket_for(number)).id, by=actor())
        return await regions(REGIONS, number)

    @post("/end", status_code=200)
    async def unmark(self, number: FromPath[int]) -> Response[Any]:
        await complaints.unmark((await ticket_for(number)).id)
        return await regions(REGIONS, number)
