"""Writing the timeline: one row for each thing that happened, as data, told in the reader's words when it is read."""

from typing import Any
from uuid import UUID

from polydesk.kernel import live, unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.tickets.ticket import Ticket

INSERT = """
INSERT INTO ticket_event (id, ticket_id, at, kind, actor_kind, actor_id, actor_name, data)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


async def write_event(ticket_id: UUID, kind: str, *, by: Actor, **data: Any) -> None:
    await unit.execute(INSERT, new_id(), ticket_id, now(), kind, by.kind, by.id, by.name or by.email, data)


async def write_change(ticket: Ticket, field: str, *, old: Any, new: Any, by: Actor) -> None:
    """A field went from one value to another; names go along with ids, so that the line can be read for ever."""
    await write_event(ticket.id, "changed", by=by, field=field, old=old, new=new)


async def tell_readers(ticket_id: UUID) -> None:
    """Open pages that show this ticket, or a list with it, look again after the commit."""
    await live.tell("ticket", str(ticket_id))
