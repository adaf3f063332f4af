"""The wall line: the open seconds of a schedule on a clock that never changes its offset.

It counts wall seconds since 1970-01-01 00:00 on the wall. Most of it is one week for ever; a date with an exception has
spans of its own. Since the line knows nothing of zones, counting is a division by weeks and a bisection among the
exception dates, however long the range (b5: "jump whole weeks up to the next exception date by division").
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping

from polydesk.hours.spans import DAY, WEEK, Spans

NEVER = 2**62

# 1970-01-01 was a Thursday: weeks begin on Monday, three days earlier.
_MONDAY = 3 * DAY

# Earlier than any instant there is, at the beginning of a week; before it counting has no meaning.
_ORIGIN = -(10**6) * WEEK - _MONDAY


class WallLine:
    """`before(x)` counts open seconds from the origin to x; `reach(n)` turns it round."""

    __slots__ = ("_bias", "_days", "_reached", "_starts", "_week", "_weekly")

    def __init__(self, week: Spans, days: Mapping[int, Spans]) -> None:
        """`week` in seconds since Monday 00:00; `days` by number of the date since 1970, in seconds of that date."""
        self._week = week
        self._weekly = week.total
        # Sections: each begins at starts[i], where reached[i] seconds have been open. One with its own spans has them
        # in days[i]; one that follows the week counts as the week does, shifted by bias[i].
        self._starts: list[int] = []
        self._days: list[Spans | None] = []
        self._reached: list[int] = []
        self._bias: list[int] = []
        for start, spans in _sections(days):
            reached = self.before(start) if self._starts else self._in_weeks(start)
            self._starts.append(start)
            self._days.append(spans)
            self._reached.append(reached)
            self._bias.append(reached - self._in_weeks(start))

    def before(self, second: int) -> int:
        at = bisect_right(self._starts, second) - 1
        day = self._days[at]
        if day is None:
            return self._bias[at] + self._in_weeks(second)
        return self._reached[at] + day.before(second - self._starts[at])

    def reach(self, count: int) -> int:
        """The smallest wall second before which `count` open ones lie; NEVER when there are not so many."""
        at = bisect_left(self._reached, count) - 1
        day = self._days[at]
        if day is not None:
            return self._starts[at] + day.reach(count - self._reached[at])
        if not self._weekly:
            return NEVER
        weeks, rest = divmod(count - self._bias[at] - 1, self._weekly)
        return weeks * WEEK - _MONDAY + self._week.reach(rest + 1)

    def next_from(self, second: int) -> int:
        """The first second of the line at or after this one."""
        return self.reach(self.before(second) + 1) - 1

    def _in_weeks(self, second: int) -> int:
        weeks, rest = divmod(second + _MONDAY, WEEK)
        return weeks * self._weekly + self._week.before(rest)


def _sections(days: Mapping[int, Spans]) -> Iterator[tuple[int, Spans | None]]:
    yield _ORIGIN, None
    for day in sorted(days):
        yield day * DAY, days[day]
        if day + 1 not in days:
            yield (day + 1) * DAY, None
