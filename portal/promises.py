"""By when we would answer: what the form says before a ticket is sent, and what its page and receipt say afterwards."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from i18n import current_locale, current_zone
from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.sla.facts import facts_for
from polydesk.sla.promise_words import Told, deadlines_of_tickets, told, told_of_ticket
from polydesk.sla.promising import promise_for
from polydesk.tickets.own_tickets import OwnTicket
from polydesk.tickets.ticket import Ticket
from tenants.here import site


async def before_sending(zone: str, category_id: UUID | None = None) -> Told | None:
    """What a ticket sent now would be promised; `zone` is the reader's, or nothing. None when nothing is promised."""
    at = instant_of(now())
    facts = await facts_for(
        channel="portal",
        language=current_locale(),
        organisation_id=await _organisation_of_reader(),
        priority="normal",
        category_id=category_id,
        at=at,
    )
    promise = await promise_for(facts, at)
    return told(promise, zone, house_zone=site().zone) if promise else None


async def of_ticket(ticket: Ticket, zone: str | None, *, is_guest: bool) -> Told | None:
    """What its customer was promised and still waits for; `zone` is the customer's. None when there is nothing to say."""
    if ticket.is_spam or not ticket.is_open:
        return None
    if is_guest and ticket.organisation_id is not None:
        return await _to_anybody(ticket, zone)
    return await told_of_ticket(ticket.id, zone)


async def by_ticket(rows: Iterable[OwnTicket]) -> dict[UUID, str]:
    """By when each of these is answered, for whoever is signed in and asked them; read at once."""
    awaited = [row.id for row in rows if row.is_awaited]
    return await deadlines_of_tickets(awaited, str(current_zone())) if awaited else {}


async def _to_anybody(ticket: Ticket, zone: str | None) -> Told | None:
    """What the form said before it was sent: a guest may have typed an address of somebody else's company, and what was
    agreed with that one is for its own people, in their mail and after a sign-in."""
    if ticket.first_response_at is not None or ticket.status == "waiting_customer":
        return None
    at, present = instant_of(ticket.created_at), instant_of(now())
    facts = await facts_for(
        channel=ticket.channel,
        language=ticket.language,
        organisation_id=None,
        priority="normal",
        category_id=ticket.category_id,
        at=at,
    )
    promise = await promise_for(facts, at)
    if promise is None or (promise.at is not None and promise.at < present):
        return None
    opens_at = promise.opens_at if promise.opens_at and promise.opens_at > present else None
    return told(replace(promise, opens_at=opens_at), zone or "", house_zone=site().zone)


async def _organisation_of_reader() -> UUID | None:
    """Only of somebody who is signed in: an address alone opens no contract."""
    if not actor().is_requester:
        return None
    found: UUID | None = await unit.fetchval(
        "SELECT organisation_id FROM person WHERE tenant_id = app.tenant_id() AND id = $1", actor().id
    )
    return found
