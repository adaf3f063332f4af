"""Opening: is somebody there, when do we open again, and what are the hours of the next days as they will be applied.

`applied_days` is pure and serves the editor's preview of unsaved hours, the saved ones and the public page alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from polydesk.hours.history import History
from polydesk.hours.schedule import Schedule
from polydesk.schedules.compiling import Content, DateException, Holiday, Interval


@dataclass(frozen=True)
class Opening:
    """Instants are None for "not within ten years". `closes_at` when it is open, `opens_at` when it is closed."""

    is_open: bool
    opens_at: int | None
    closes_at: int | None
    zone: str


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


async def opening(at: int, schedule_id: UUID | None = None) -> Opening | None:
    """Of the default schedule without an id; None when there is no schedule at all. Raises NotFound."""
    raise NotImplementedError


async def opening_hours(days: int = 14, schedule_id: UUID | None = None, first: date | None = None) -> list[AppliedDay]:
    """As applied, version by version, from today on the schedule's wall (or `first`). Empty when there is no schedule.
    Raises NotFound."""
    raise NotImplementedError


async def preview(
    content: Content, *, schedule_id: UUID | None = None, first: date | None = None, days: int = 14
) -> list[AppliedDay]:
    """The same for hours that are not saved, with the holidays and exceptions they would be compiled with. Raises BadHours."""
    raise NotImplementedError


def applied_days(
    hours: Schedule | History, zone: str, first: date, days: int, marks: Mapping[date, Sequence[Mark]]
) -> list[AppliedDay]:
    """Pure: the dates of `zone` from `first` on."""
    raise NotImplementedError


def marks_of(holidays: Iterable[Holiday], exceptions: Iterable[DateException]) -> dict[date, list[Mark]]:
    """Pure: why dates are special, in the order in which they decide."""
    raise NotImplementedError
