"""Family: the tickets that were merged into one, where each goes on, and taking hold of them all in one order.

`ticket.merged_into_id` is always the ticket that is left (its *home*), however many merges lie between; the table
`ticket_merge` keeps which was merged into which, so that each can be undone.
"""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.tickets.queries import by_id
from polydesk.tickets.ticket import COLUMNS, Ticket, from_row

# Whoever holds several tickets takes them in the order of their ids, so that two who merge both ways wait, and never
# for each other.
HOLD = f"""
SELECT {COLUMNS} FROM ticket
 WHERE tenant_id = app.tenant_id() AND (id = ANY($1::uuid[]) OR merged_into_id = ANY($1::uuid[]))
 ORDER BY id FOR UPDATE
"""  # noqa: S608
HOLD_FOR_WRITING = f"""
SELECT {COLUMNS} FROM ticket
 WHERE tenant_id = app.tenant_id()
   AND (id = $1 OR id = (SELECT merged_into_id FROM ticket WHERE tenant_id = app.tenant_id() AND id = $1))
 ORDER BY id FOR UPDATE
"""  # noqa: S608


async def home_of(ticket: Ticket) -> Ticket:
    """Where it goes on: another ticket after a merge, else itself."""
    return await by_id(ticket.merged_into_id) if ticket.merged_into_id else ticket


async def hold(*ids: UUID) -> dict[UUID, Ticket]:
    """These tickets and all that were merged into them, as they are now, held until the unit ends."""
    return {row["id"]: from_row(row) for row in await unit.fetch(HOLD, list(ids))}


async def hold_for_writing(ticket: Ticket) -> tuple[Ticket, Ticket]:
    """The ticket and its home, both held. A merge that was committed while we waited is followed."""
    held = {row["id"]: from_row(row) for row in await unit.fetch(HOLD_FOR_WRITING, ticket.id)}
    own = held[ticket.id]
    home_id = own.merged_into_id or own.id
    return (own, held[home_id]) if home_id in held else await hold_for_writing(own)
