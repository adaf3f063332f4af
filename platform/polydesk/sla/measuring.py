"""Measuring: how much of a budget pieces of running time have used, by a clock, and when they had used it up.

A promise is measured, never kept as a date: the same pieces measured by another clock give the due time that the other
promise would have had from the start (b8).
"""

from collections.abc import Iterable

from polydesk.hours.history import Clock

Piece = tuple[int, int]  # [start, end) in which a promise ran


def counted(pieces: Iterable[Piece], clock: Clock) -> int:
    return sum(clock.elapsed(start, end) for start, end in pieces)


def used_up_at(pieces: Iterable[Piece], budget_s: int, clock: Clock) -> int | None:
    """The earliest instant by which the pieces had used the budget; None while something of it is left."""
    left = budget_s
    for start, end in sorted(pieces):
        used = clock.elapsed(start, end)
        if left <= used:
            return clock.deadline(start, left)
        left -= used
    return None


def before(pieces: Iterable[Piece], instant: int) -> list[Piece]:
    """The parts of the pieces that lie before an instant."""
    return [(start, min(end, instant)) for start, end in pieces if start < instant]


def after(pieces: Iterable[Piece], instant: int) -> list[Piece]:
    """The parts of the pieces from an instant on."""
    return [(max(start, instant), end) for start, end in pieces if instant < end]
