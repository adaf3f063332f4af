"""Merging two tickets: which one, what it would do, and the way back."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery

from i18n import _
from polydesk.desk.forms import Merge
from polydesk.desk.frame import frame
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Page, read_form, redirect
from polydesk.tickets import merging
from polydesk.tickets.conditions import Conditions
from polydesk.tickets.family import home_of
from polydesk.tickets.listing import QueueRow, queue
from polydesk.tickets.merge_preview import preview
from polydesk.tickets.policy import ticket_for
from polydesk.tickets.refusals import MergeRefused
from polydesk.tickets.searching import search
from polydesk.tickets.ticket import Ticket
from tenants.here import site

AnyRequest = Request[Any, Any, Any]
MOST = 20
NEAR = 6


class MergePages(Controller):
    path = "/desk/tickets/{number:int}/merge"

    @get()
    async def choose(self, number: FromPath[int], q: FromQuery[str] = "", into: FromQuery[int] = 0) -> Response[Any]:
        ticket = await ticket_for(number)
        if ticket.is_merged:
            return redirect(f"/desk/tickets/{(await home_of(ticket)).number}/merge")
        if into:
            return await _preview(ticket, into)
        return await _choice(ticket, q)

    @post(status_code=200)
    async def merge(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        ticket = await ticket_for(number)
        form = await read_form(request, Merge)
        if not form.ok:
            return await _choice(ticket, "", problem=_("Please choose a ticket."), status=422)
        into = await ticket_for(form.data.into)
        try:
            left = await merging.merge(ticket, into=into, by=actor(), across_customers=form.data.across == "yes")
        except MergeRefused as refusal:
            return await _preview(ticket, form.data.into, problem=str(refusal.message), status=refusal.status)
        return redirect(f"/desk/tickets/{left.number}?merged={number}")

    @post("/end", status_code=200)
    async def undo(self, number: FromPath[int]) -> Response[Any]:
        """Back to the ticket that is left, from where it was undone; it says where the other one is."""
        ticket = await ticket_for(number)
        home = await home_of(ticket)
        await merging.unmerge(ticket, by=actor())
        return redirect(f"/desk/tickets/{home.number}?unmerged={number}")


async def _choice(ticket: Ticket, q: str, *, problem: str = "", status: int = 200) -> Response[str]:
    words = " ".join(q.split())[:200]
    found = await search(words, by=actor(), languages=site().languages, most=MOST + 1) if words else []
    return Page(
        "desk/merge.html",
        partial="desk/_merge_found.html",
        status=status,
        desk=await frame(),
        ticket=ticket,
        q=words,
        problem=problem,
        found=_offered(found, ticket)[:MOST],
        theirs=[] if words else _offered(await _of_the_customer(ticket), ticket)[:NEAR],
        firms=[] if words else _offered(await _of_the_organisation(ticket), ticket)[:NEAR],
    )


async def _preview(ticket: Ticket, number: int, *, problem: str = "", status: int = 200) -> Response[str]:
    try:
        into = await ticket_for(number)
    except NotFound:
        missing = _("There is no ticket #%(number)s. Search for another one.") % {"number": number}
        return await _choice(ticket, "", problem=missing, status=422)
    seen = await preview(ticket, into=into)
    return Page(
        "desk/merge_preview.html",
        status=status,
        desk=await frame(),
        seen=seen,
        sides=((_("This ticket is merged"), seen.merged), (_("This ticket goes on"), seen.left)),
        problem=problem or seen.problem,
        blocked=bool(seen.problem),
    )


def _offered(found: list[QueueRow], ticket: Ticket) -> list[QueueRow]:
    return [row for row in found if row.number != ticket.number]


async def _of_the_customer(ticket: Ticket) -> list[QueueRow]:
    if ticket.person_id is None:
        return []
    return (await queue(Conditions(person=ticket.person_id), by=actor(), sort="newest", most=NEAR + 1)).rows


async def _of_the_organisation(ticket: Ticket) -> list[QueueRow]:
    """Of their colleagues."""
    if ticket.organisation_id is None:
        return []
    wanted = Conditions(organisation=ticket.organisation_id)
    found = (await queue(wanted, by=actor(), sort="newest", most=3 * NEAR)).rows
    theirs = {row.number for row in await _of_the_customer(ticket)}
    return [row for row in found if row.number not in theirs]
