"""Closing: what was solved and stayed quiet is closed; the keys of yesterday's submits are forgotten."""

from datetime import timedelta

from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.clock import now
from polydesk.tickets.lifecycle import move
from polydesk.tickets.statuses import settings_of
from polydesk.tickets.ticket import COLUMNS, from_row

AT_ONCE = 200
KEYS_KEPT = timedelta(hours=24)
DUE = f"""
SELECT {COLUMNS} FROM ticket
 WHERE tenant_id = app.tenant_id() AND status = 'resolved' AND resolved_at <= $1
 ORDER BY resolved_at LIMIT $2 FOR UPDATE SKIP LOCKED
"""  # noqa: S608


async def close_resolved() -> int:
    """Closes what has been solved for as long as the tenant wants; answers how many, 200 at most a time."""
    until = now() - timedelta(days=(await settings_of()).close_after_days)
    rows = await unit.fetch(DUE, until, AT_ONCE)
    for row in rows:
        await move(from_row(row), to="closed", by=SYSTEM)
    return len(rows)


async def forget_keys() -> None:
    await unit.execute(
        "DELETE FROM submission WHERE tenant_id = app.tenant_id() AND created_at < $1", now() - KEYS_KEPT
    )
