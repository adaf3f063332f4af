"""Reports by mail: a member has one sent each week or month, with its filters, at eight in the morning where they are.

Each tells of a whole week or month of the company's reporting zone, so it waits for the first eight o'clock after that
is over. What is due is sent and put forward in one transaction: it goes once, whatever happens in between.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import Conflict, NotFound
from polydesk.kernel.turns import take_turn
from polydesk.notices.quiet import next_time
from polydesk.reports.period import Period

Report = Literal["tickets", "surveys", "service-levels"]
Rhythm = Literal["weekly", "monthly"]
REPORTS: tuple[Report, ...] = get_args(Report)
MOST = 20
EIGHT = time(8)
AT_ONCE = 20
JUST_BEFORE = timedelta(microseconds=1)


class TooManyMails(Conflict):
    message = lazy("That are too many reports by mail. Stop one first.")


@dataclass(frozen=True)
class ReportMail:
    id: UUID
    member_id: UUID
    report: Report
    query: str
    rhythm: Rhythm
    next_at: datetime
    until: date
    stopped_at: datetime | None

    def period(self, zone: ZoneInfo) -> Period:
        """What the next one tells of."""
        return Period(_first_day(self.rhythm, self.until), self.until, zone, "days")


@dataclass(frozen=True)
class Clocks:
    """Where the reader is, and where the company's days begin."""

    reader: ZoneInfo
    company: ZoneInfo


async def mails_of(member_id: UUID) -> list[ReportMail]:
    """The next one first, those that were stopped last."""
    rows = await unit.fetch(f"{_SELECT} AND member_id = $1 ORDER BY stopped_at IS NOT NULL, next_at, id", member_id)
    return [ReportMail(**row) for row in rows]


async def have_sent(member_id: UUID, report: Report, query: str, rhythm: Rhythm, *, by: Clocks) -> None:
    """From the next week or month on; the same again is the same. Raises TooManyMails."""
    await take_turn("report mails")
    if sum(one.stopped_at is None for one in await mails_of(member_id)) >= MOST:
        raise TooManyMails
    until, at = following(rhythm, now(), by=by)
    await unit.execute(_ADD, new_id(), member_id, report, query, rhythm, at, until, now())


async def stop(mail_id: UUID, *, member_id: UUID | None = None) -> None:
    """`member_id` None: whoever has its link. Raises NotFound. Stopped twice is stopped."""
    if not await unit.fetchval(_STOP, mail_id, member_id, now()):
        raise NotFound


async def begin_again(mail_id: UUID, *, member_id: UUID, by: Clocks) -> None:
    """Raises NotFound."""
    held = await unit.fetchrow(f"{_SELECT} AND id = $1 AND member_id = $2", mail_id, member_id)
    if held is None:
        raise NotFound
    await have_sent(member_id, held["report"], held["query"], held["rhythm"], by=by)


async def found(mail_id: UUID) -> ReportMail:
    """Raises NotFound."""
    row = await unit.fetchrow(f"{_SELECT} AND id = $1", mail_id)
    if row is None:
        raise NotFound
    return ReportMail(**row)


async def due() -> list[ReportMail]:
    """Held until the end of the unit, in which each is sent and put forward."""
    rows = await unit.fetch(f"{_SELECT} {_DUE}", now(), AT_ONCE)
    return [ReportMail(**row) for row in rows]


async def put_forward(one: ReportMail, *, by: Clocks) -> None:
    until, at = following(one.rhythm, now(), by=by)
    await unit.execute(_FORWARD, one.id, at, until)


def following(rhythm: Rhythm, at: datetime, *, by: Clocks) -> tuple[date, datetime]:
    """The last day of the next week or month that is told of after `at`, and when."""
    first = _first_day(rhythm, at.astimezone(by.company).date())
    first = _first_day(rhythm, first - timedelta(days=1))  # its mail may be still to come
    while True:
        first = _next(rhythm, first)
        over = datetime.combine(first, time(), tzinfo=by.company)
        leaves = next_time(over - JUST_BEFORE, EIGHT, by.reader.key)
        if leaves > at:
            return first - timedelta(days=1), leaves


def _first_day(rhythm: Rhythm, day: date) -> date:
    return day - timedelta(days=day.weekday()) if rhythm == "weekly" else day.replace(day=1)


def _next(rhythm: Rhythm, first: date) -> date:
    return first + timedelta(days=7) if rhythm == "weekly" else (first + timedelta(days=31)).replace(day=1)


_SELECT = """
SELECT id, member_id, report, query, rhythm, next_at, until, stopped_at FROM report_mail WHERE tenant_id = app.tenant_id()
"""
_DUE = "AND stopped_at IS NULL AND next_at <= $1 ORDER BY next_at, id LIMIT $2 FOR UPDATE SKIP LOCKED"
_ADD = """
INSERT INTO report_mail (id, member_id, report, query, rhythm, next_at, until, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (tenant_id, member_id, report, query, rhythm) DO UPDATE
   SET stopped_at = NULL, next_at = excluded.next_at, until = excluded.until
 WHERE report_mail.stopped_at IS NOT NULL
"""
_STOP = """
UPDATE report_mail SET stopped_at = COALESCE(stopped_at, $3)
 WHERE tenant_id = app.tenant_id() AND id = $1 AND ($2::uuid IS NULL OR member_id = $2) RETURNING true
"""
_FORWARD = "UPDATE report_mail SET next_at = $2, until = $3 WHERE tenant_id = app.tenant_id() AND id = $1"
