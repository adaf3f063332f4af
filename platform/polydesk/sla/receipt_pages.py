"""`/desk/tickets/{number}/service-level`: why a due time is what it is, what came of it, excuses, and links for customers."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, Parameter

from i18n import LazyText, lazy
from polydesk.hours.instants import instant_of
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Form, Page, moment, read_form, redirect
from polydesk.sla import excusing, receipt_links
from polydesk.sla.beside_ticket import beside
from polydesk.sla.promise_looks import card_of
from polydesk.sla.queries import timers_of
from polydesk.sla.receipt import page_of
from polydesk.sla.receipt_looks import look_of
from polydesk.sla.why import why
from polydesk.tickets.policy import ticket_for
from polydesk.tickets.ticket import Ticket
from tenants.here import site

AnyRequest = Request[Any, Any, Any]
Number = Annotated[int, Parameter(required=False, ge=1, le=100_000)]
PATH = "/desk/tickets/{number:int}/service-level"
SAID: dict[str, LazyText] = {
    "shared": lazy("The link is made. Whoever has it can read this receipt."),
    "withdrawn": lazy("The link is withdrawn: it opens nothing any more."),
    "excused": lazy("The miss is excused and counted apart."),
    "counted": lazy("The miss counts again."),
}


class ExcuseForm(msgspec.Struct):
    timer_id: UUID
    reason: Annotated[str, msgspec.Meta(min_length=3, max_length=excusing.MOST)] = ""


class ReceiptPages(Controller):
    path = PATH

    @get()
    async def show(self, number: FromPath[int], page: Number = 1) -> Response[Any]:
        return await _page(await ticket_for(number), page)

    @get("/card")
    async def card(self, number: FromPath[int]) -> Response[Any]:
        """The card of the side panel, asked for again while time runs."""
        ticket = await ticket_for(number)
        return Page("sla/_card.html", ticket=ticket, promises=await card_of(*await beside(ticket.id)))


class LinkPages(Controller):
    """Links for customers; whoever may write to them may also show them this."""

    path = f"{PATH}/links"

    @post()
    async def create(self, number: FromPath[int]) -> Response[Any]:
        await receipt_links.make(await ticket_for(number), by=actor())
        return redirect(f"{_address(number)}?said=shared#links")

    @post("/{key:str}/withdrawal")
    async def withdraw(self, number: FromPath[int], key: FromPath[str]) -> Response[Any]:
        await receipt_links.revoke(await ticket_for(number), key=key)
        return redirect(f"{_address(number)}?said=withdrawn#links")


class ExcusePages(Controller):
    path = f"{PATH}/excuses"

    @post(status_code=200)
    async def create(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        ticket = await ticket_for(number)
        form = await read_form(request, ExcuseForm)
        timer_id, page = await _timer(ticket, form)
        if not form.ok:
            return await _page(ticket, page, form=form, status=422)
        await excusing.excuse(timer_id, reason=form.data.reason, by=actor())
        return redirect(f"{_address(number)}?page={page}&said=excused#p-{timer_id}")

    @post("/withdrawal")
    async def withdraw(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        ticket = await ticket_for(number)
        timer_id, page = await _timer(ticket, await read_form(request, ExcuseForm))
        await excusing.withdraw(timer_id, by=actor())
        return redirect(f"{_address(number)}?page={page}&said=counted#p-{timer_id}")


async def _page(
    ticket: Ticket, page: int = 1, *, form: Form[ExcuseForm] | None = None, status: int = 200
) -> Response[Any]:
    said = SAID.get(moment().query.rpartition("said=")[2])
    return Page(
        "sla/receipt.html",
        status=status,
        ticket=ticket,
        receipt=await look_of(ticket.id, instant_of(now()), page),
        here=_address(ticket.number),
        why=await why(ticket),
        links=await receipt_links.links_of(ticket.id) if actor().may("tickets.reply") else [],
        base_url=site().base_url,
        form=form,
        said=str(said) if said else "",
    )


async def _timer(ticket: Ticket, form: Form[ExcuseForm]) -> tuple[UUID, int]:
    """The promise that the form names, only of this ticket, and the page on which it stands. Raises NotFound."""
    timer_id, timers = to_id(form.value("timer_id")), await timers_of(ticket.id)
    if timer_id is None or all(timer_id != one.id for one in timers):
        raise NotFound
    return timer_id, page_of(timers, timer_id)


def _address(number: int) -> str:
    return f"/desk/tickets/{number}/service-level"
