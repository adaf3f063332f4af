"""Clocks that promises run by: a schedule through all its versions, and the calendar, on which every second counts.

A schedule's versions make one function of time: the hours at an instant are those of the version in force then (b4).
What was counted before an edit stays counted under the old hours, and a deadline may cross into a version to come.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from polydesk.hours.schedule import HORIZON, Schedule


class Clock(Protocol):
    def is_open(self, instant: int) -> bool: ...

    def elapsed(self, start: int, end: int) -> int:
        """The seconds in [start, end) that count; 0 when it ends before it starts."""
        ...

    def deadline(self, start: int, budget: int) -> int | None:
        """The earliest instant by which so many seconds have counted; None for never."""
        ...


class Calendar:
    """Every second counts, closed or not."""

    def is_open(self, instant: int) -> bool:
        return True

    def elapsed(self, start: int, end: int) -> int:
        return max(0, end - start)

    def deadline(self, start: int, budget: int) -> int | None:
        return start + budget if budget <= HORIZON else None


CALENDAR = Calendar()


@dataclass(frozen=True, slots=True)
class History:
    """`begins[n]` is when `schedules[n]` comes into force; the first was always in force before."""

    begins: tuple[int, ...]
    schedules: tuple[Schedule, ...]

    def at(self, instant: int) -> Schedule:
        return self.schedules[self._era(instant)]

    def is_open(self, instant: int) -> bool:
        return self.at(instant).is_open(instant)

    def elapsed(self, start: int, end: int) -> int:
        return sum(hours.elapsed(a, b) for hours, a, b in self.eras(start, end))

    def deadline(self, start: int, budget: int) -> int | None:
        if budget < 0:
            raise ValueError("A budget cannot be below zero.")
        left = budget
        for hours, begins, ends in self.eras(start, start + HORIZON):
            if (reached := hours.deadline(begins, left, until=ends)) is not None:
                return reached
            left -= hours.elapsed(begins, ends)
        return None

    def next_opening(self, instant: int) -> int | None:
        return next((begins for begins, _ends in self.open_intervals(instant, instant + HORIZON)), None)

    def open_intervals(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The open pieces of [start, end) in UTC; a piece ends where a version does."""
        for hours, begins, ends in self.eras(start, end):
            yield from hours.open_intervals(begins, ends)

    def _era(self, instant: int) -> int:
        return max(0, bisect_right(self.begins, instant) - 1)

    def eras(self, start: int, end: int) -> Iterator[tuple[Schedule, int, int]]:
        """[start, end) in pieces of one version: (its hours, start, end)."""
        if end <= start:
            return
        first = self._era(start)
        ends = (*self.begins[first + 1 :], None)
        for hours, era_ends in zip(self.schedules[first:], ends, strict=True):
            until = end if era_ends is None else min(end, era_ends)
            if start < until:
                yield hours, start, until
            if until == end:
                return
            start = until


def history_of(versions: Sequence[tuple[int, Schedule]]) -> History:
    """From (valid_from, hours) in the order of their numbers; of two that begin at once the later number holds."""
    eras = dict(sorted(versions, key=lambda version: version[0]))
    return History(tuple(eras), tuple(eras.values()))
