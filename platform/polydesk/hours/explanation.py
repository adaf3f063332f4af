"""Why a deadline is what it is: every open and closed piece of time from the start to the due time, with its cause.

The pieces follow each other without a hole; the seconds of the open ones add up to the budget. A piece ends where the
hours or the cause change, and where the clocks are moved: the next one then says by how much (`clock_moved`).
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from polydesk.hours.form import date_of
from polydesk.hours.schedule import HORIZON, Schedule
from polydesk.hours.spans import DAY


class Cause(StrEnum):
    """The rule that decides about a piece; the last two are told by `Piece.jump`."""

    WEEKLY = "weekly"
    SPECIAL = "special"
    CLOSURE = "closure"
    GAP = "gap"
    FOLD = "fold"


@dataclass(frozen=True, slots=True)
class Piece:
    start: int
    end: int
    is_open: bool
    cause: Cause
    day: date | None  # the wall date of a special date or closure
    clock_moved: int  # seconds by which the clocks were moved at the start: forward > 0, back < 0
    passed: int  # open seconds from the start of the explanation to the end of this piece

    @property
    def seconds(self) -> int:
        return self.end - self.start

    @property
    def jump(self) -> Cause | None:
        """GAP when wall times were left out just before this piece, FOLD when it shows some again."""
        if not self.clock_moved:
            return None
        return Cause.GAP if self.clock_moved > 0 else Cause.FOLD


@dataclass(frozen=True, slots=True)
class Explanation:
    start: int
    budget: int
    due: int | None  # None: not within the horizon
    pieces: tuple[Piece, ...]

    @property
    def passed(self) -> int:
        return self.pieces[-1].passed if self.pieces else 0


def explain(schedule: Schedule, start: int, budget: int) -> Explanation:
    """The account of `schedule.deadline(start, budget)`; without a deadline it runs to the horizon."""
    due = schedule.deadline(start, budget)
    end = start + HORIZON if due is None else due
    return Explanation(start, budget, due, tuple(pieces(schedule, start, end)))


def pieces(schedule: Schedule, start: int, end: int) -> Iterator[Piece]:
    """[start, end) in pieces, each as long as it can be."""
    passed = 0
    held: Piece | None = None
    for a, b, is_open, (cause, day), moved in _raw(schedule, start, end):
        passed += b - a if is_open else 0
        if held and not moved and (held.is_open, held.cause, held.day) == (is_open, cause, day):
            held = Piece(held.start, b, is_open, cause, day, held.clock_moved, passed)
            continue
        if held:
            yield held
        held = Piece(a, b, is_open, cause, day, moved, passed)
    if held:
        yield held


_Rule = tuple[Cause, date | None]
_Raw = tuple[int, int, bool, _Rule, int]


def _raw(schedule: Schedule, start: int, end: int) -> Iterator[_Raw]:
    """The pieces before those that look alike are joined: (start, end, open, rule, clock moved)."""
    rules = _Rules(schedule)
    previous = schedule.offsets.at(start - 1)
    for a, b, offset in schedule.offsets.stretches(start, end):
        moved, previous = offset - previous, offset
        for c, d, rule in rules.between(a + offset, b + offset):
            for e, f, is_open in _turns(schedule, c, d):
                yield e - offset, f - offset, is_open, rule, moved
                moved = 0


def _turns(schedule: Schedule, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """[start, end) of the wall in turns of open and closed."""
    while start < end:
        opening = min(schedule.opened.next_from(start), end)
        if start < opening:
            yield start, opening, False
        start = min(schedule.shut.next_from(opening), end)
        if opening < start:
            yield opening, start, True


class _Rules:
    """Which rule decides, along the wall: the week, but for special dates and what closures cover of a date."""

    def __init__(self, schedule: Schedule) -> None:
        self._starts: list[int] = []
        self._rules: list[_Rule] = []
        for day in sorted(schedule.form.special.keys() | schedule.closures.keys()):
            begins = day * DAY
            self._from(begins, (Cause.SPECIAL, date_of(day)) if day in schedule.form.special else (Cause.WEEKLY, None))
            usual = self._rules[-1]
            for closed, reopened in schedule.closures.get(day, ()):
                self._from(begins + closed, (Cause.CLOSURE, date_of(day)))
                self._from(begins + reopened, usual)
            self._from(begins + DAY, (Cause.WEEKLY, None))

    def between(self, start: int, end: int) -> Iterator[tuple[int, int, _Rule]]:
        first = bisect_right(self._starts, start)
        last = bisect_right(self._starts, end)
        edges = [start, *self._starts[first:last], end]
        for at, (a, b) in enumerate(pairwise(edges), first - 1):
            if a < b:
                yield a, b, self._rules[at] if at >= 0 else (Cause.WEEKLY, None)

    def _from(self, start: int, rule: _Rule) -> None:
        self._starts.append(start)
        self._rules.append(rule)
