"""Who may see and change a ticket: one rule for pages, fragments, files and exports alike.

A member with `tickets.read` sees every ticket of the tenant, a customer sees their own, a guest the one that the link
names. To everybody else the ticket does not exist.
"""

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor, actor
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.tokens import digest
from polydesk.tickets.queries import by_number
from polydesk.tickets.refusals import LinkRevoked, NotYours
from polydesk.tickets.ticket import COLUMNS, Ticket

# The ticket, the person who was given the link, and whether it still holds, in one look.
FIND_LINK = f"""
SELECT {", ".join("t." + name for name in COLUMNS.split(", "))}, a.revoked_at, p.id, p.name, p.language, p.zone, COALESCE((
         SELECT e.address FROM person_address e WHERE e.tenant_id = p.tenant_id AND e.person_id = p.id
          ORDER BY e.is_primary DESC, e.created_at LIMIT 1), '')
  FROM ticket_access a
  JOIN ticket t ON t.tenant_id = a.tenant_id AND t.id = a.ticket_id
  JOIN person p ON p.tenant_id = a.tenant_id AND p.id = a.person_id
 WHERE a.tenant_id = app.tenant_id() AND a.hash = $1
"""  # noqa: S608


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
    *of_ticket, revoked_at, person_id, name, language, zone, address = row
    holder = Actor("requester", person_id, name, address, language=language, zone=zone)
    ticket = Ticket(*of_ticket)
    if revoked_at is not None or not owns(ticket, holder):
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
