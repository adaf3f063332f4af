"""Applying: the hours date by date, as a clock on the wall shows them, with what makes a date special.

Pure. A date's real length comes from the zone's offsets, so a night in which clocks move counts what it really has;
open pieces are shown by the wall at their two ends, and a repeated hour is shown twice when it is open in part only.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from polydesk.hours import offsets
from polydesk.hours.form import day_number
from polydesk.hours.history import History
from polydesk.hours.offsets import Offsets
from polydesk.hours.schedule import Schedule
from polydesk.hours.spans import DAY, HOUR, MINUTE
from polydesk.schedules.compiling import DateException, Holiday, Interval
from polydesk.schedules.naming import name_here

_WIDEST = 2 * DAY  # no offset is as large, so a date lies within so much of the same date in UTC
_KINDS: dict[str, Literal["holiday", "half_day", "working_day", "partial"]] = {
    "closed": "holiday",
    "half": "half_day",
    "workday": "working_day",
    "partial": "partial",
}


@dataclass(frozen=True)
class Mark:
    """Why a date is not like its weekday. `name` is the holiday's or the exception's note, in the reader's language."""

    kind: Literal["closed", "hours", "partial", "holiday", "half_day", "working_day"]
    name: str


@dataclass(frozen=True)
class AppliedDay:
    """One wall date. `open` are wall times, "24:00" at its end. `open_s` are the real seconds that count, so a night
    with a change of clocks shows its true length. `clock_moved` is by how many seconds clocks move that date (forward
    > 0), `clock_moved_at` the wall time before it. `exists` is False for a date that the zone leaps over."""

    date: date
    open: tuple[Interval, ...]
    open_s: int
    marks: tuple[Mark, ...]
    clock_moved: int
    clock_moved_at: str
    exists: bool


def applied_days(
    hours: Schedule | History, zone: str, first: date, days: int, marks: Mapping[date, Sequence[Mark]]
) -> list[AppliedDay]:
    """The dates of `zone` from `first` on."""
    table = offsets.of_zone(zone)
    dates = (first + timedelta(days=number) for number in range(days))
    return [_applied(hours, table, day, tuple(marks.get(day, ()))) for day in dates]


def marks_of(holidays: Iterable[Holiday], exceptions: Iterable[DateException]) -> dict[date, list[Mark]]:
    """Why dates are special: exceptions of the schedule, of the company, holidays. What a stronger word has made
    idle (a holiday on which somebody works after all) is left out."""
    found: dict[date, list[Mark]] = defaultdict(list)
    decided: dict[date, bool] = {}
    for exception in sorted(exceptions, key=lambda one: not one.is_own):
        if decided.get(exception.date, exception.is_own) == exception.is_own:
            found[exception.date].append(Mark(exception.kind, exception.note))
            if exception.kind != "partial":
                decided[exception.date] = exception.is_own
    for holiday in holidays:
        if holiday.date not in decided:
            found[holiday.date].append(Mark(_KINDS[holiday.kind], name_here(holiday.names, holiday.name)))
    return dict(found)


def _applied(hours: Schedule | History, table: Offsets, day: date, marks: tuple[Mark, ...]) -> AppliedDay:
    begins = day_number(day) * DAY
    pieces = list(_pieces(table, begins))
    shown: list[Interval] = []
    for start, end in _joined(pieces):
        for a, b in hours.open_intervals(start, end):
            shown.append((_time(a + table.at(a) - begins), _time(b + table.at(b - 1) - begins)))
    moved, moved_at = _move(table, begins)
    open_s = sum(hours.elapsed(a, b) for a, b in pieces)
    return AppliedDay(day, tuple(shown), open_s, marks, moved, moved_at, exists=bool(pieces))


def _pieces(table: Offsets, begins: int) -> Iterator[tuple[int, int]]:
    """The UTC pieces during which the wall shows the date that begins at this wall second."""
    for a, b, offset in table.stretches(begins - _WIDEST, begins + DAY + _WIDEST):
        start, end = max(a, begins - offset), min(b, begins + DAY - offset)
        if start < end:
            yield start, end


def _joined(pieces: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Pieces that follow each other at a change of offset are one stretch of the date."""
    held: tuple[int, int] | None = None
    for start, end in pieces:
        if held and held[1] == start:
            held = held[0], end
            continue
        if held:
            yield held
        held = start, end
    if held:
        yield held


def _move(table: Offsets, begins: int) -> tuple[int, str]:
    """By how much clocks are moved to show this date's time, and what they show of it just before."""
    first = bisect_left(table.changes, begins - _WIDEST)
    for at in range(first, bisect_left(table.changes, begins + DAY + _WIDEST)):
        before, after = table.offsets[at : at + 2]
        if 0 <= table.changes[at] + after - begins < DAY:
            return after - before, _time(max(0, table.changes[at] + before - begins))
    return 0, ""


def _time(second: int) -> str:
    return f"{second // HOUR:02}:{second % HOUR // MINUTE:02}"
