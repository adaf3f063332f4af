"""Thinkable dates: those that somebody may mean in a form. Far from them calendars end, and nobody has support hours."""

from datetime import date

FIRST, LAST = date(1970, 1, 2), date(2199, 12, 31)


def is_thinkable(on: date) -> bool:
    return FIRST.year <= on.year <= LAST.year


def thinkable(on: date) -> date:
    """The nearest one that is: whoever refuses what lies too far back or ahead can count with it."""
    return min(max(on, FIRST), LAST)
