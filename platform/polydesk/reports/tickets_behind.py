"""The tickets behind a figure about tickets: as many lines as the figure says, the newest first."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from polydesk.kernel import unit
from polydesk.reports.behind import PAGE, read_cursor
from polydesk.reports.tickets_one_by_one import FLOW, IN_PERIOD, narrowing
from polydesk.reports.tickets_wanted import TicketFigure, TicketsWanted

FIGURES: dict[TicketFigure, str] = {
    "created": "m.kind = 'created'",
    "solved": "m.kind = 'solved'",
    "reopened": "m.kind = 'reopened'",
    "first_response": "m.kind = 'first_response'",
    "next_response": "m.kind = 'next_response'",
    "complaint": "m.kind = 'complaint'",
    "at_first_contact": "m.kind = 'solved' AND m.at_first_contact",
    "unfinished": "m.kind = 'created' AND m.is_unfinished",
}
# Open at the end is what is open now or was solved since, without what came or was opened again since.
OPEN_AT_THE_END = """
m.tenant_id = app.tenant_id() AND m.kind = 'created' AND m.at < $2 AND $1::timestamptz IS NOT NULL
  AND (m.is_unfinished OR m.ticket_id IN (SELECT s.ticket_id FROM since s))
  AND m.is_unfinished::int - COALESCE((SELECT s.net FROM since s WHERE s.ticket_id = m.ticket_id), 0) = 1
"""
SINCE = f"""
since AS MATERIALIZED (
  SELECT m.ticket_id, sum(CASE m.kind WHEN 'solved' THEN -1 ELSE 1 END) AS net
    FROM report_moment m WHERE m.tenant_id = app.tenant_id() AND m.at >= $2 AND {FLOW} GROUP BY 1
)
"""  # noqa: S608
BEHIND = f"""
WITH {SINCE}
SELECT m.at, m.ticket_id, m.place, m.ticket_number, t.subject, t.status, m.priority, m.channel, m.message_language,
       m.wall_s, m.support_s, m.replies, COALESCE(o.name, ''), COALESCE(e.name, ''), COALESCE(a.name, ''), c.names
  FROM report_moment m
  LEFT JOIN ticket t ON t.tenant_id = m.tenant_id AND t.id = m.ticket_id
  LEFT JOIN organisation o ON o.tenant_id = m.tenant_id AND o.id = m.organisation_id
  LEFT JOIN team e ON e.tenant_id = m.tenant_id AND e.id = m.team_id
  LEFT JOIN member a ON a.tenant_id = m.tenant_id AND a.id = m.agent_id
  LEFT JOIN ticket_category c ON c.tenant_id = m.tenant_id AND c.id = m.category_id
 WHERE {{figure}} {{narrowed}} AND ($3::timestamptz IS NULL OR (m.at, m.ticket_id) < ($3, $4))
 ORDER BY m.at DESC, m.ticket_id DESC, m.place DESC LIMIT $5
"""  # noqa: S608


class TicketLine(NamedTuple):
    """`subject` and `status` are None for a ticket that was erased."""

    at: datetime
    ticket_id: UUID
    place: int
    number: int
    subject: str | None
    status: str | None
    priority: str
    channel: str
    message_language: str | None
    wall_s: int | None
    support_s: int | None
    replies: int | None
    organisation: str
    team: str
    agent: str
    category: dict[str, str] | None


class TicketLines(NamedTuple):
    """`older` is the cursor of the next page; empty at the end."""

    lines: list[TicketLine]
    older: str


async def tickets_behind(wanted: TicketsWanted, *, after: str = "", most: int = PAGE) -> TicketLines:
    args: list[Any] = [wanted.period.begins, wanted.period.ends, *read_cursor(after), most + 1]
    figure = OPEN_AT_THE_END if wanted.figure == "open" else f"{IN_PERIOD} AND {FIGURES[wanted.figure]}"
    rows = await unit.fetch(BEHIND.format(figure=figure, narrowed=narrowing(wanted, args)), *args)
    lines = [TicketLine(*row) for row in rows[:most]]
    return TicketLines(lines, f"{lines[-1].at.isoformat()}_{lines[-1].ticket_id}" if len(rows) > most else "")
