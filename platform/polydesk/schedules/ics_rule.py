"""A rule of repetition (RFC 5545), from daily to yearly, worked out period by period and never beyond an end.

Pure. Each period offers its dates, the parts of the rule leave some of them, BYSETPOS picks among those. A rule that
matches nothing is followed to the end like any other, so there is none that never stops.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")

Weekday = tuple[int, int]  # the weekday, and which of its kind in the month or year; 0 is each


@dataclass(frozen=True)
class Rule:
    frequency: str
    interval: int = 1
    count: int | None = None
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[Weekday, ...] = ()
    positions: tuple[int, ...] = ()
    week_begins: int = 0

    def dates(self, start: date, first: date, last: date) -> Iterator[date]:
        """Those from `start` on that lie in [first, last]."""
        rule = self._with_defaults(start)
        if rule.count is not None:
            counted = islice(rule._from(start, start, last), rule.count)
            return (day for day in counted if day >= first)
        return rule._from(start, first, last)

    def _with_defaults(self, start: date) -> "Rule":
        """What the rule does not say, its beginning does."""
        if self.weeks or self.year_days or self.month_days or self.weekdays:
            return self
        if self.frequency == "YEARLY":
            return replace(self, months=self.months or (start.month,), month_days=(start.day,))
        if self.frequency == "MONTHLY":
            return replace(self, month_days=(start.day,))
        if self.frequency == "WEEKLY":
            return replace(self, weekdays=((start.weekday(), 0),))
        return self

    def _from(self, start: date, first: date, last: date) -> Iterator[date]:
        for period in self._periods(start, first, last):
            days = [day for day in period if self._fits(day)]
            for day in self._placed(days):
                if max(start, first) <= day <= last:
                    yield day

    def _periods(self, start: date, first: date, last: date) -> Iterator[list[date]]:
        """Every `interval`-th one from the one that holds `start`; those that end before `first` are leapt over."""
        index, end = self._index(start), self._index(last)
        if first > start:
            index += (self._index(first) - index) // self.interval * self.interval
        for number in range(index, end + 1, self.interval):
            yield self._days(number)

    def _index(self, day: date) -> int:
        if self.frequency == "YEARLY":
            return day.year
        if self.frequency == "MONTHLY":
            return day.year * 12 + day.month - 1
        if self.frequency == "WEEKLY":
            return (day.toordinal() - 1 - self.week_begins) // 7
        return day.toordinal()

    def _days(self, index: int) -> list[date]:
        if self.frequency == "YEARLY":
            return _run(date(index, 1, 1), 365 + (monthrange(index, 2)[1] == 29))
        if self.frequency == "MONTHLY":
            first = date(index // 12, index % 12 + 1, 1)
            return _run(first, monthrange(first.year, first.month)[1])
        if self.frequency == "WEEKLY":
            return _run(date.fromordinal(index * 7 + 1 + self.week_begins), 7)
        return [date.fromordinal(index)]

    def _fits(self, day: date) -> bool:
        return (
            (not self.months or day.month in self.months)
            and (not self.month_days or _either(_in_month(day), self.month_days))
            and (not self.year_days or _either(_in_year(day), self.year_days))
            and (not self.weeks or _either(_week_in_year(day, self.week_begins), self.weeks))
            and (not self.weekdays or self._is_weekday(day))
        )

    def _is_weekday(self, day: date) -> bool:
        by_month = self.frequency == "MONTHLY" or bool(self.months)
        at, of = _in_month(day) if by_month else _in_year(day)
        nth = {0, (at - 1) // 7 + 1, -((of - at) // 7 + 1)}
        counts = self.frequency in ("MONTHLY", "YEARLY")
        return any(day.weekday() == weekday and (which in nth if counts else True) for weekday, which in self.weekdays)

    def _placed(self, days: Sequence[date]) -> Sequence[date]:
        if not self.positions:
            return days
        picked = {days[at - 1 if at > 0 else at] for at in self.positions if 0 < abs(at) <= len(days)}
        return sorted(picked)


_Place = tuple[int, int]  # the number of a day or week, and how many there are


def _run(first: date, length: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(length)]


def _either(place: _Place, wanted: Sequence[int]) -> bool:
    """By its number from the beginning or from the end."""
    at, of = place
    return at in wanted or at - of - 1 in wanted


def _in_month(day: date) -> _Place:
    return day.day, monthrange(day.year, day.month)[1]


def _in_year(day: date) -> _Place:
    return day.timetuple().tm_yday, 365 + (monthrange(day.year, 2)[1] == 29)


def _week_in_year(day: date, begins: int) -> _Place:
    """The first week of a year is the first with four of its days."""
    middle = day + timedelta(days=3 - (day.weekday() - begins) % 7)
    at = (middle.timetuple().tm_yday - 1) // 7 + 1
    last = date(middle.year, 12, 31)
    last_middle = last + timedelta(days=3 - (last.weekday() - begins) % 7)
    of = 53 if last_middle.year == middle.year and (last_middle.timetuple().tm_yday - 1) // 7 == 52 else 52
    return at, of
