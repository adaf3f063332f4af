"""A compiled schedule and its verbs: open or not, elapsed, deadline, next opening, next closing, open intervals.

Compiling lays the week and the exceptions out on a wall line; the zone's offsets cut time into stretches in which the
wall is UTC plus a constant. A count in UTC is then the sum, over the stretches, of two counts on the wall line (b5):
a range costs one step for each change of offset in it and a bisection among the exceptions, never a step for a day.
No interval is ever mapped by its two ends, so gaps and folds need no case of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from polydesk.hours import form, offsets
from polydesk.hours.form import Form
from polydesk.hours.offsets import Offsets
from polydesk.hours.spans import DAY, WEEK, Spans
from polydesk.hours.wall import WallLine

HORIZON = 3_660 * DAY


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """Made by `compiled` or `schedule_of`; holds for ever and may be shared between threads."""

    form: Form
    offsets: Offsets
    opened: WallLine
    shut: WallLine
    closures: dict[int, Spans]  # what was closed on which date, for explanations

    def is_open(self, instant: int) -> bool:
        shown = instant + self.offsets.at(instant)
        return self.opened.before(shown + 1) > self.opened.before(shown)

    def elapsed(self, start: int, end: int) -> int:
        """The open seconds in [start, end); 0 when it ends before it starts."""
        before = self.opened.before
        return sum(before(b + offset) - before(a + offset) for a, b, offset in self.offsets.stretches(start, end))

    def deadline(self, start: int, budget: int, *, until: int | None = None) -> int | None:
        """The earliest instant by which `budget` open seconds have passed; None when there are not so many until then."""
        if budget < 0:
            raise ValueError("A budget cannot be below zero.")
        return (
            self._earliest(self.opened, start, budget, start + HORIZON if until is None else until) if budget else start
        )

    def next_opening(self, instant: int) -> int | None:
        """The first open instant from this one on: itself, when it is open."""
        return self._next(self.opened, instant, instant + HORIZON)

    def next_closing(self, instant: int) -> int | None:
        """The first closed instant from this one on: itself, when it is closed; None for hours that never close."""
        return self._next(self.shut, instant, instant + HORIZON)

    def open_intervals(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The open pieces of [start, end) in UTC, as long as they can be."""
        opening = self._next(self.opened, start, end)
        while opening is not None:
            closing = self._next(self.shut, opening, end)
            yield opening, end if closing is None else closing
            opening = None if closing is None else self._next(self.opened, closing, end)

    def _next(self, line: WallLine, start: int, until: int) -> int | None:
        passed = self._earliest(line, start, 1, until)
        return None if passed is None else passed - 1

    def _earliest(self, line: WallLine, start: int, count: int, until: int) -> int | None:
        """The earliest instant ≤ until by which so many seconds of the line have passed since the start."""
        for a, b, offset in self.offsets.stretches(start, until):
            had = line.before(a + offset)
            gained = line.before(b + offset) - had
            if count <= gained:
                return line.reach(had + count) - offset
            count -= gained
        return None


def schedule_of(raw: object) -> Schedule:
    """The compiled schedule of a JSON form; raises `form.BadHours`."""
    return compiled(form.read_form(raw))


def compiled(hours: Form) -> Schedule:
    week = Spans.union(form.split_at_midnight(hours.weekly))
    closures = {day: Spans.union(pairs) for day, pairs in hours.closures.items()}
    usual = [week.cut(weekday * DAY, (weekday + 1) * DAY) for weekday in range(7)]
    days = {
        day: _open_and_shut(
            Spans.union(hours.special[day]) if day in hours.special else usual[(day + 3) % 7],  # day 0 was a Thursday
            closures.get(day),
        )
        for day in hours.special.keys() | closures.keys()
    }
    return Schedule(
        form=hours,
        offsets=offsets.of_zone(hours.tz),
        opened=WallLine(week, {day: opened for day, (opened, _) in days.items()}),
        shut=WallLine(week.complement(within=WEEK), {day: shut for day, (_, shut) in days.items()}),
        closures=closures,
    )


@lru_cache(maxsize=1024)
def _open_and_shut(hours: Spans, closed: Spans | None) -> tuple[Spans, Spans]:
    """What a date is open without its closures, and the rest of it; a list of holidays repeats few such dates."""
    opened = hours if closed is None else hours.minus(closed, within=DAY)
    return opened, opened.complement(within=DAY)
