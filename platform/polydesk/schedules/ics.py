"""ICS: a calendar file becomes a list of proposed days. Pure but for the time it takes; call it in a thread.

Whole days are closed (DTEND is exclusive, floating dates are never shifted); timed events close a part of the day, on
the wall of the schedule's zone. Repeats are followed as far as `through` and no endless rule is.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from polydesk.schedules.compiling import Intervals

LARGEST = 5_000_000


@dataclass(frozen=True)
class IcsDay:
    """`hours` are closed, for kind partial."""

    date: date
    name: str
    kind: Literal["closed", "partial"]
    hours: Intervals | None = None


@dataclass(frozen=True)
class Reading:
    """`left_out` says in sentences what was not taken, with how many ("3 events lie in the past.")."""

    days: tuple[IcsDay, ...]
    left_out: tuple[str, ...]


def read_ics(content: bytes, *, zone: str, first: date, through: date) -> Reading:
    """The days from `first` to `through`. Raises BadIcs, IcsTooLarge."""
    raise NotImplementedError
