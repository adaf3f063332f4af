"""Complaints: tickets that an agent calls one. They are counted apart, whatever the customer's rating was."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.live import tell


async def mark(ticket_id: UUID, *, by: Actor) -> None:
    """Marked twice, the first mark stays."""
    await unit.execute(_MARK, ticket_id, now(), by.name)
    await tell("ticket", str(ticket_id))


async def unmark(ticket_id: UUID) -> None:
    await unit.execute(_UNMARK, ticket_id)
    await tell("ticket", str(ticket_id))


_MARK = "INSERT INTO ticket_complaint (ticket_id, at, by_name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
_UNMARK = "DELETE FROM ticket_complaint WHERE tenant_id = app.tenant_id() AND ticket_id = $1"
