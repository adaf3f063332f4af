"""Who may see and change a ticket: one rule for pages, fragments, files and exports alike.

A member with `tickets.read` sees every ticket of the tenant, a customer sees their own, a guest the one that the link
names. To everybody else the ticket does not exist.
"""

from dataclasses import replace
from uuid import UUID

from polydesk.customers.queries import person
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor, actor
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.tokens import digest
from polydesk.tickets.queries import by_id, by_number
from polydesk.tickets.refusals import LinkRevoked, NotYours
from polydesk.tickets.ticket import Ticket

FIND_LINK = """
SELECT ticket_id, person_id, revoked_at FROM ticket_access WHERE tenant_id = app.tenant_id() AND hash = $1
"""


def may_see(ticket: Ticket, who: Actor) -> bool:
    if who.is_member:
        return who.may("tickets.read")
    return who.kind == "system" or owns(ticket, who)


def owns(ticket: Ticket, who: Actor) -> bool:
    return who.is_requester and who.id is not None and who.id == ticket.person_id


async def ticket_for(number: int, who: Actor | None = None) -> Ticket:
    """The ticket with this number if `who` (the actor of this request) may see it. Raises NotFound."""
    ticket = await by_number(number)
    if not may_see(ticket, who or actor()):
        raise NotFound
    return ticket


async def guest_ticket(token: str) -> tuple[Ticket, Actor]:
    """The ticket behind a guest's link and who holds it. Raises NotFound, LinkRevoked."""
    row = await unit.fetchrow(FIND_LINK, digest(token)) if token else None
    if row is None:
        raise NotFound
    if row["revoked_at"] is not None:
        raise LinkRevoked
    ticket, holder = await by_id(row["ticket_id"]), await _holder(row["person_id"])
    if not owns(ticket, holder):
        raise LinkRevoked
    return ticket, holder


def demand(ticket: Ticket, permission: str, *, by: Actor, customers_too: bool = False) -> None:
    """Raises NotYours when `by` may not do to this ticket what needs `permission`; NotFound to strangers."""
    if not may_see(ticket, by):
        raise NotFound
    if by.is_member and not by.may(permission):
        raise NotYours
    if by.is_requester and not customers_too:
        raise NotYours


async def _holder(person_id: UUID) -> Actor:
    found = await person(person_id)
    return replace(Actor("requester", found.id), name=found.name, email=found.address, language=found.language)
