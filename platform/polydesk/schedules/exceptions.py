"""Exceptions: single dates on which other hours hold, for one schedule or (without one) for the whole company.

Each change recompiles the schedules concerned and publishes a version where the hours become others. An exception of a
date that has passed changes nothing by itself: it needs `past_ok` and takes part when the past is corrected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from polydesk.kernel.actor import Actor
from polydesk.schedules.compiling import Intervals

Kind = Literal["closed", "hours", "partial"]


@dataclass(frozen=True)
class ExceptionRow:
    """`hours` are open (kind hours) or closed (partial). Without a schedule it is the whole company's."""

    id: UUID
    schedule_id: UUID | None
    date: date
    kind: Kind
    hours: Intervals
    note: str


async def exceptions_of(schedule_id: UUID | None, *, since: date | None = None) -> list[ExceptionRow]:
    """Those of this schedule alone, or the company's, by date; `since` leaves out earlier ones."""
    raise NotImplementedError


async def exception(exception_id: UUID) -> ExceptionRow:
    """Raises NotFound."""
    raise NotImplementedError


async def add(
    schedule_id: UUID | None,
    first: date,
    last: date | None = None,
    *,
    kind: Kind,
    hours: Sequence[Sequence[str]] = (),
    note: str = "",
    by: Actor,
    past_ok: bool = False,
) -> list[UUID]:
    """One for each date from `first` to `last`. Raises NotFound, BadHours (places `first`, `last`, `hours[0]`, `note`)."""
    raise NotImplementedError


async def change(
    exception_id: UUID,
    *,
    on: date,
    kind: Kind,
    hours: Sequence[Sequence[str]] = (),
    note: str = "",
    by: Actor,
    past_ok: bool = False,
) -> None:
    """Raises NotFound, BadHours (places as for `add`)."""
    raise NotImplementedError


async def remove(exception_ids: Sequence[UUID], *, by: Actor) -> list[ExceptionRow]:
    """Takes them away and answers what they were, so that `put_back` can undo it. Those not there are left out."""
    raise NotImplementedError


async def put_back(rows: Sequence[ExceptionRow], *, by: Actor) -> None:
    """Undoes `remove`; a date that has got an exception meanwhile keeps it."""
    raise NotImplementedError
