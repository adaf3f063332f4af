"""Comparing hours: from when on two clocks say something else, and whether they ever do."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Protocol

Interval = tuple[int, int]


class Hours(Protocol):
    def open_intervals(self, start: int, end: int) -> Iterator[Interval]: ...


def first_difference(one: Hours, other: Hours, start: int, end: int) -> int:
    """The first second of [start, end) that is open by one and closed by the other; `end` when there is none."""
    for mine, theirs in zip_longest(_joined(one, start, end), _joined(other, start, end)):
        if mine == theirs:
            continue
        if mine is None or theirs is None:
            return int((mine or theirs)[0])
        return min(mine[0], theirs[0]) if mine[0] != theirs[0] else min(mine[1], theirs[1])
    return end


def are_same(one: Hours, other: Hours, start: int, end: int) -> bool:
    return first_difference(one, other, start, end) == end


def _joined(hours: Hours, start: int, end: int) -> Iterator[Interval]:
    """Open pieces; those that touch, as at the border of two versions, are one."""
    held: Interval | None = None
    for begins, ends in hours.open_intervals(start, end):
        if held and held[1] == begins:
            held = (held[0], ends)
            continue
        if held:
            yield held
        held = (begins, ends)
    if held:
        yield held
