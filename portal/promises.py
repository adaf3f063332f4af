"""By when we would answer: what the form says before a ticket is sent, and what its page and receipt say afterwards."""

from uuid import UUID

from i18n import current_locale
from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.sla.facts import facts_for
from polydesk.sla.promise_words import Told, told, told_of_ticket
from polydesk.sla.promising import promise_for
from polydesk.tickets.ticket import Ticket
from tenants.here import site


async def before_sending(zone: str) -> Told | None:
    """What a ticket sent now would be promised; `zone` is the reader's, or nothing. None when nothing is promised."""
    at = instant_of(now())
    facts = await facts_for(
        channel="portal",
        language=current_locale(),
        organisation_id=await _organisation_of_reader(),
        priority="normal",
        at=at,
    )
    promise = await promise_for(facts, at)
    return told(promise, zone, house_zone=site().zone) if promise else None


async def of_ticket(ticket: Ticket, zone: str | None) -> Told | None:
    """What its customer was promised and still waits for; `zone` is the customer's. None when there is nothing to say."""
    return None if ticket.is_spam or not ticket.is_open else await told_of_ticket(ticket.id, zone)


async def _organisation_of_reader() -> UUID | None:
    """Only of somebody who is signed in: an address alone opens no contract."""
    if not actor().is_requester:
        return None
    found: UUID | None = await unit.fetchval(
        "SELECT organisation_id FROM person WHERE tenant_id = app.tenant_id() AND id = $1", actor().id
    )
    return found
