"""Telling: a notice for each member who is meant, once, and a mail beside it for those who want mails."""

from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.live import tell as tell_pages
from polydesk.kernel.outbox import enqueue
from polydesk.notices.audience import members_of

INSERT = """
INSERT INTO notice (id, member_id, kind, once, ticket_id, data, created_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[]), (VALUES ($3::text, $4::text, $5::uuid, $6::jsonb, $7::timestamptz)) v
ON CONFLICT DO NOTHING RETURNING id, member_id
"""
# A promise that was kept, excused or given up while the notice was held is no news any more.
STILL_OPEN = """
SELECT t.state IN ('running', 'paused') AND t.excused_at IS NULL AND k.spam_at IS NULL AS is_open,
       t.state = 'running' AND t.breached_at IS NULL AND (t.due_at IS NULL OR t.due_at >= $2) AS holds,
       t.due_at, t.metric, k.number, k.subject
  FROM sla_timer t JOIN ticket k ON k.tenant_id = t.tenant_id AND k.id = t.ticket_id
 WHERE t.tenant_id = app.tenant_id() AND t.id = $1
"""


async def tell_of_promise(
    kind: str, *, timer_id: UUID, ticket_id: UUID, audiences: list[str], once: str, due_at: datetime
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
    members = await members_of(audiences, ticket_id=ticket_id)
    await tell(members, kind, once=f"{timer_id}:{once}", ticket_id=ticket_id, data=facts)


async def tell(
    members: list[UUID], kind: str, *, once: str, data: dict[str, Any], ticket_id: UUID | None = None
) -> None:
    rows = await unit.fetch(INSERT, [new_id() for _ in members], members, kind, once, ticket_id, data, now())
    for row in rows:
        await tell_pages("notice", str(row["member_id"]))
        await enqueue("notices.mail", notice_id=str(row["id"]))
