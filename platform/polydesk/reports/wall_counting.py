"""The figures of the wallboard, read in four short statements: the queue as it stands, and the reports' figures of today.

What stands in the queue is counted by the queue's own conditions and indexes, and no further than a wall can show. What
came and went is read from the same moments and sums as the reports, so that they agree. Looking changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.reports.period import Period
from polydesk.reports.reading import reporting_zone
from polydesk.reports.survey_counting import tallies
from polydesk.reports.survey_wanted import ScoresWanted
from polydesk.reports.tickets_one_by_one import today
from polydesk.reports.tickets_wanted import TicketsWanted
from polydesk.tickets.conditions import DUE, OPEN, Conditions, Where, where
from surveys.scores import Tally

CAP = 10_001
SOON = timedelta(hours=1)
WEEK = timedelta(days=6)
# As in the reports: a ticket to try things with is none.
NO_SAMPLE = "NOT EXISTS (SELECT FROM sample s WHERE s.tenant_id = t.tenant_id AND s.kind = 'ticket' AND s.id = t.id)"
WAITS = "COALESCE(t.waiting_since, 'infinity'::timestamptz)"
WAITS_FOR_US = f"{WAITS} < 'infinity'"
READ = f"""
SELECT {{columns}}, l.number, l.waiting_since FROM (SELECT) one LEFT JOIN LATERAL (
  SELECT t.number, t.waiting_since FROM ticket t WHERE {{waiting}} ORDER BY {WAITS}, t.number LIMIT 1) l ON true
"""  # noqa: S608


@dataclass(frozen=True)
class Queue:
    """`longest` waits for us since `since`; both None when nobody does."""

    open: int
    unassigned: int
    waiting: int
    overdue: int
    soon: int
    longest: int | None
    since: datetime | None


@dataclass(frozen=True)
class Today:
    """Medians of first responses in seconds, by support hours and by every hour."""

    created: int
    solved: int
    support_s: int | None
    wall_s: int | None


@dataclass(frozen=True)
class Wall:
    """`week` are the ratings of the last seven days."""

    queue: Queue
    today: Today
    week: Tally


async def wall(team_id: UUID | None = None) -> Wall:
    """Of one team, or of all."""
    zone = await reporting_zone()
    day = now().astimezone(zone).date()
    row = await unit.fetchrow(*_queue(team_id))
    assert row is not None, "a statement of scalars always answers one row"
    wanted = TicketsWanted(Period(day, day, zone, "days"), only={"team": str(team_id)} if team_id else {})
    return Wall(
        Queue(*row),
        Today(*await today(wanted)),
        await _week(Period(day - WEEK, day, zone, "days"), team_id),
    )


async def _week(period: Period, team_id: UUID | None) -> Tally:
    dimension, key = ("team", str(team_id)) if team_id else ("all", "all")
    found: dict[str, Tally] = dict(await tallies(ScoresWanted(period), dimension, "key", "csat"))
    return found.get(key, Tally())


def _queue(team_id: UUID | None) -> tuple[Any, ...]:
    """The statement and its values."""
    at = now().replace(microsecond=0)
    args: list[Any] = [at, at + SOON]

    def those(part: str = "", assignee: str = "") -> Where:
        found = where(Conditions(statuses=OPEN, team=team_id, assignee=assignee), by=actor(), args=args)
        for condition in filter(None, (part, NO_SAMPLE)):
            found.add(condition)
        return found

    def count(found: Where) -> str:
        return f"(SELECT count(*) FROM (SELECT FROM ticket t WHERE {found} LIMIT {CAP}) x)"  # noqa: S608

    counts = (
        those(),
        those(assignee="nobody"),
        those(WAITS_FOR_US),
        those(f"{DUE} < $1::timestamptz"),
        those(f"{DUE} >= $1::timestamptz AND {DUE} < $2::timestamptz"),
    )
    columns = ", ".join(f"{count(found)} AS c{place}" for place, found in enumerate(counts))
    return READ.format(columns=columns, waiting=those(WAITS_FOR_US)), *args
