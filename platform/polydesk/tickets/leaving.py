"""Leaving: the open tickets of somebody who is a member no more go back to the queue."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM
from polydesk.tickets.assignment import assign
from polydesk.tickets.ticket import COLUMNS, from_row

AT_ONCE = 200
OPEN = f"""
SELECT {COLUMNS} FROM ticket
 WHERE tenant_id = app.tenant_id() AND assignee_id = $1 AND status NOT IN ('resolved', 'closed')
 ORDER BY number LIMIT $2
"""  # noqa: S608


async def give_back(member_id: UUID) -> int:
    """Answers how many went back, 200 at most a time. Whoever has come back meanwhile keeps theirs."""
    if await unit.fetchval("SELECT state = 'active' FROM member WHERE id = $1", member_id):
        return 0
    rows = await unit.fetch(OPEN, member_id, AT_ONCE)
    for row in rows:
        await assign(from_row(row), to=None, by=SYSTEM)
    return len(rows)
