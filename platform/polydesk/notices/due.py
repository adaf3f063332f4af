"""What is due for somebody on a channel: taken with its rows locked, grouped by ticket, without what is no news any more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.notices import holding
from polydesk.notices.preferences import Preferences

DUE = """
SELECT n.id, n.kind, n.ticket_id, n.data, n.created_at, h.is_urgent,
       n.seen_at IS NULL AND t.spam_at IS NULL AND (n.kind <> 'assigned' OR t.assignee_id = n.member_id) AS is_news
  FROM notice_held h JOIN notice n ON n.tenant_id = h.tenant_id AND n.id = h.notice_id
       LEFT JOIN ticket t ON t.tenant_id = n.tenant_id AND t.id = n.ticket_id
 WHERE h.tenant_id = app.tenant_id() AND h.member_id = $1 AND h.channel = $2 AND h.due_at <= $3
 ORDER BY n.created_at, n.id FOR UPDATE OF h
"""


@dataclass(frozen=True)
class News:
    id: UUID
    kind: str
    ticket_id: UUID | None
    data: dict[str, Any]
    created_at: datetime
    is_urgent: bool


async def take(channel: str, member_id: UUID, due: datetime, chosen: Preferences) -> list[News]:
    """What may reach this member now. What is quiet is put off, what they have seen or nobody needs is let go.

    `due` is the instant of the job: the clock of this machine may be a little behind the one that woke it.
    """
    rows = await unit.fetch(DUE, member_id, channel, max(now(), due))
    await holding.release(channel, [row["id"] for row in rows if not row["is_news"]])
    news = [News(*tuple(row)[:6]) for row in rows if row["is_news"]]
    until = chosen.rhythm.not_quiet(now())
    if until <= now():
        return news
    if waits := [one.id for one in news if not one.is_urgent]:
        await holding.put_off(channel, member_id, waits, until)
    return [one for one in news if one.is_urgent]


def by_ticket(news: list[News]) -> list[list[News]]:
    """In the order in which their first one happened."""
    groups: dict[UUID, list[News]] = {}
    for one in news:
        groups.setdefault(one.ticket_id or one.id, []).append(one)
    return list(groups.values())
