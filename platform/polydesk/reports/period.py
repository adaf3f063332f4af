"""From when until when a report counts: months and days as the company's reporting zone has them.

The boundaries are made here, with the zone data that the product carries, and go to the database as instants; the
database's own zones are never asked.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

Span = Literal["month", "last_month", "quarter", "year", "days"]
SPANS: tuple[Span, ...] = get_args(Span)

MOST_DAYS, MOST_WEEKS = 92, 53
FIRST = date(2000, 1, 1)
LAST = date(2200, 1, 1)


@dataclass(frozen=True)
class Period:
    """Whole days; `until` is included."""

    since: date
    until: date
    zone: ZoneInfo
    span: Span

    @property
    def begins(self) -> datetime:
        return _midnight(self.since, self.zone)

    @property
    def ends(self) -> datetime:
        return _midnight(self.until + timedelta(days=1), self.zone)

    def months(self) -> list[date]:
        """The first days of the months that it touches."""
        found = [self.since.replace(day=1)]
        while (following := _next_month(found[-1])) <= self.until:
            found.append(following)
        return found

    def month_starts(self) -> list[datetime]:
        return [_midnight(month, self.zone) for month in self.months()]

    def slices(self) -> list["Period"]:
        """Its days; a longer one in weeks from Monday or in months, since nobody reads hundreds of columns."""
        days = (self.until - self.since).days + 1
        if days <= MOST_DAYS:
            firsts = [self.since + timedelta(days=day) for day in range(days)]
        elif days <= MOST_WEEKS * 7:
            monday = self.since - timedelta(days=self.since.weekday())
            firsts = [max(self.since, monday + timedelta(days=day)) for day in range(0, days + 6, 7)]
            firsts = [first for first in firsts if first <= self.until]
        else:
            firsts = [max(self.since, month) for month in self.months()]
        lasts = [*(first - timedelta(days=1) for first in firsts[1:]), self.until]
        return [Period(first, last, self.zone, "days") for first, last in zip(firsts, lasts, strict=True)]


def period_of(span: str, *, today: date, zone: ZoneInfo, since: str = "", until: str = "") -> Period:
    """What a reader chose; days that cannot be read, or end before they begin, are the last ninety."""
    begins, ends = _day(since), _day(until)
    if span == "days" and begins and ends and FIRST <= begins <= ends < LAST:
        return Period(begins, ends, zone, "days")
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    if span == "last_month":
        return Period(before, month - timedelta(days=1), zone, "last_month")
    if span == "month":
        return Period(month, today, zone, "month")
    if span == "year":
        return Period(today.replace(month=1, day=1), today, zone, "year")
    return Period(today - timedelta(days=89), today, zone, "quarter")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
