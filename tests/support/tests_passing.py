"""Time that passes for one ticket of a running product: everything that is written down about it moves into the past.

Nobody sleeps and no clock is moved: between two pages of a journey hours have gone by for this ticket alone.
"""

from datetime import timedelta

import asyncpg
from tests_running import Running

from polydesk.runtime.postgres import Cluster

# Instants of a ticket, by table; `due_at` and the like move too, since what was promised was promised earlier.
INSTANTS = {
    "ticket": ("id", "created_at", "updated_at", "waiting_since", "first_response_at", "due_at"),
    "message": ("ticket_id", "at"),
    "ticket_event": ("ticket_id", "at"),
    "sla_timer": (
        *("ticket_id", "started_at", "since", "due_at", "next_event_at", "breached_at", "completed_at", "excused_at"),
    ),
    "sla_event": ("ticket_id", "at", "detected_at"),
}
SPANS = """
UPDATE sla_span SET from_at = from_at - $2::interval, to_at = to_at - $2::interval
 WHERE timer_id IN (SELECT id FROM sla_timer WHERE ticket_id = $1)
"""
FIND = "SELECT t.id FROM ticket t JOIN tenant h ON h.id = t.tenant_id WHERE h.slug = $1 AND t.number = $2"


async def time_passes(polydesk: Running, slug: str, number: int, **length: float) -> None:
    """`await time_passes(polydesk, "acme", 7, hours=2)`."""
    connection = await asyncpg.connect(Cluster(polydesk.folder).url("postgres", "polydesk"))
    try:
        async with connection.transaction():
            ticket_id = await connection.fetchval(FIND, slug, number)
            assert ticket_id is not None, f"no ticket {number} at {slug}"
            for table, (key, *names) in INSTANTS.items():
                moved = ", ".join(f"{name} = {name} - $2::interval" for name in names)
                await connection.execute(
                    f"UPDATE {table} SET {moved} WHERE {key} = $1",  # noqa: S608 - names of this module
                    *(ticket_id, timedelta(**length)),
                )
            await connection.execute(SPANS, ticket_id, timedelta(**length))
    finally:
        await connection.close()
