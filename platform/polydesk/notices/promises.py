"""A promise that is due soon or broken, told while there is still something to do about it."""

from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.notices.audience import members_of
from polydesk.notices.telling import write_down

# A promise that was kept, excused or given up while the notice was held is no news any more.
STILL_OPEN = """
SELECT t.state IN ('running', 'paused') AND t.excused_at IS NULL AND k.spam_at IS NULL AS is_open,
       t.state = 'running' AND t.breached_at IS NULL AND (t.due_at IS NULL OR t.due_at >= $2) AS holds,
       t.due_at, t.metric, k.number, k.subject, k.priority = 'urgent' AS is_urgent
  FROM sla_timer t JOIN ticket k ON k.tenant_id = t.tenant_id AND k.id = t.ticket_id
 WHERE t.tenant_id = app.tenant_id() AND t.id = $1
"""


async def tell_of_promise(
    kind: str, *, timer_id: UUID, ticket_id: UUID, audiences: list[str], once: str, due_at: datetime, urgent: bool
) -> None:
    """`kind`: due_soon, breached or stepped. Says nothing when there is nothing to do about it any more."""
    promise = await unit.fetchrow(STILL_OPEN, timer_id, now())
    if promise is None or not promise["is_open"] or (kind == "due_soon" and not promise["holds"]):
        return
    facts = {
        "metric": promise["metric"],
        "number": promise["number"],
        "subject": promise["subject"],
        "due_at": (promise["due_at"] or due_at).isoformat(),
    }
    await write_down(
        kind,
        once=f"{timer_id}:{once}",
        data=facts,
        named=await members_of(audiences, ticket_id=ticket_id),
        ticket_id=ticket_id,
        urgent=urgent or promise["is_urgent"],
    )
