"""Due: the next promise of a ticket as its row keeps it, so that queues sort by it without asking the timers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit

SET = """
UPDATE ticket SET due_at = $2, due_metric = $3, due_schedule_id = $4, due_paused = $5, due_left_s = $6
 WHERE tenant_id = app.tenant_id() AND id = $1
"""


@dataclass(frozen=True)
class Due:
    """`at` empty: nothing is due now; `paused` says why, `left_s` how much is left then. No schedule: the calendar."""

    at: datetime | None = None
    metric: str | None = None
    schedule_id: UUID | None = None
    paused: str | None = None
    left_s: int | None = None


async def set_due(ticket_id: UUID, due: Due) -> None:
    """No new version and no line in the timeline: nobody changed the ticket. Telling open pages is the caller's."""
    await unit.execute(SET, ticket_id, due.at, due.metric, due.schedule_id, due.paused, due.left_s)
