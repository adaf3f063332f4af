"""`/desk/tickets/<number>/priority`: setting it, and saying why when impact and urgency give another one."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery

from i18n import _
from polydesk.desk.choices import PRIORITY_NAMES
from polydesk.desk.forms import PriorityChoice
from polydesk.desk.frame import frame
from polydesk.desk.ticket_page import regions
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import BadRequest
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.sla import matrix
from polydesk.sla.matrix import ReasonNeeded
from polydesk.tickets import changing
from polydesk.tickets.policy import ticket_for
from polydesk.tickets.ticket import Ticket

AnyRequest = Request[Any, Any, Any]
REGIONS = "desk/ticket.swap.html"


class PriorityPages(Controller):
    path = "/desk/tickets/{number:int}/priority"

    @get()
    async def ask_why(self, number: FromPath[int], to: FromQuery[str] = "") -> Response[Any]:
        return await _why(await ticket_for(number), empty(PriorityChoice, priority=to))

    @post(status_code=200)
    async def set(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        """From the side panel without a reason, from the page that asks for one with it."""
        ticket, form = await ticket_for(number), await read_form(request, PriorityChoice)
        if not form.ok:
            raise BadRequest(next(iter(form.errors.values())))
        wanted, asked = form.data, "reason" in form.values
        try:
            await matrix.demand_reason(ticket, to=wanted.priority, reason=wanted.reason, by=actor())
        except ReasonNeeded as refusal:
            if not asked:
                return redirect(f"/desk/tickets/{number}/priority?to={wanted.priority}")
            form.fail("reason", refusal.message)
            return await _why(ticket, form, status=422)
        await changing.set_priority(ticket, to=wanted.priority, reason=wanted.reason, by=actor())
        if asked or not moment().is_htmx:
            return redirect(f"/desk/tickets/{number}")
        return await regions(REGIONS, number)


async def _why(ticket: Ticket, form: Form[PriorityChoice], *, status: int = 200) -> Response[Any]:
    wanted = form.value("priority")
    if wanted not in PRIORITY_NAMES:
        raise BadRequest(_("Please choose one of the options."))
    given = matrix.derived(await matrix.matrix(), ticket.impact, ticket.urgency)
    return Page(
        "desk/priority.html",
        status=status,
        desk=await frame(),
        ticket=ticket,
        form=form,
        wanted=wanted,
        wanted_name=str(PRIORITY_NAMES[wanted]),
        given_name=str(PRIORITY_NAMES[given]) if given else "",
    )
