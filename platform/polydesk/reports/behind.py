"""The tickets behind a figure: as many lines as the figure says, each with what was promised and what came of it."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from polydesk.kernel import unit
from polydesk.reports.counted import COUNTED, FIGURES, KEYS, arguments
from polydesk.reports.wanted import Wanted

PAGE = 50
EXPORTED = 50_000
# Beyond them a moment has no day in some zones.
YEARS = range(1970, 9000)

BEHIND = """
SELECT c.timer_id, c.ticket_number, k.subject, c.metric, c.cycle, c.priority, c.policy_names, c.organisation_name,
       c.team_name, c.agent_name, c.due_at, c.ended_at, c.counted_at, c.outcome, c.is_open, c.breach_cause,
       c.excused_at, c.excused_by_name, c.excuse, c.category_names, c.message_language
  FROM ({counted}) c JOIN ticket k ON k.tenant_id = app.tenant_id() AND k.id = c.ticket_id
 WHERE {figure} AND ($7::text IS NULL OR {key} = $7) AND $6::timestamptz[] IS NOT NULL
   AND ($8::timestamptz IS NULL OR (c.counted_at, c.timer_id) < ($8, $9))
 ORDER BY c.counted_at DESC, c.timer_id DESC LIMIT $10
"""


class Line(NamedTuple):
    """`ended_at` is None for what is still open; late is measured from `due_at`."""

    timer_id: UUID
    number: int
    subject: str
    metric: str
    cycle: int
    priority: str
    policy: dict[str, str]
    organisation: str
    team: str
    agent: str
    due_at: datetime | None
    ended_at: datetime | None
    counted_at: datetime
    outcome: str
    is_open: bool
    cause: str | None
    excused_at: datetime | None
    excused_by: str
    excuse: str
    category: dict[str, str] | None
    message_language: str | None

    def late_s(self, now: datetime) -> int:
        if self.outcome == "met" or self.due_at is None:
            return 0
        return max(0, round(((self.ended_at or now) - self.due_at).total_seconds()))


class Lines(NamedTuple):
    """`older` is the cursor of the next page; empty at the end."""

    lines: list[Line]
    older: str


async def behind(wanted: Wanted, *, after: str = "", most: int = PAGE) -> Lines:
    """The newest first."""
    at, timer_id = read_cursor(after)
    sql = BEHIND.format(counted=COUNTED, figure=FIGURES[wanted.figure], key=KEYS[wanted.by])
    rows = await unit.fetch(sql, *arguments(wanted), wanted.group, at, timer_id, most + 1)
    lines = [Line(*row) for row in rows[:most]]
    return Lines(lines, f"{lines[-1].counted_at.isoformat()}_{lines[-1].timer_id}" if len(rows) > most else "")


def read_cursor(text: str) -> tuple[datetime | None, UUID | None]:
    """A cursor that nobody gave out begins from the start."""
    at, _line, timer_id = text.rpartition("_")
    try:
        instant = datetime.fromisoformat(at.replace(" ", "+"))
        is_ours = instant.tzinfo and instant.year in YEARS
        return (instant, UUID(timer_id)) if is_ours else (None, None)
    except ValueError:
        return None, None
