"""Opening: is somebody there, when do we open again, and what are the hours of the next days as they will be applied.

`applied_days` (in `applying.py`) is pure and serves the editor's preview of unsaved hours, the saved ones and the public
page alike.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from polydesk.hours.history import History
from polydesk.hours.instants import instant_of
from polydesk.hours.schedule import HORIZON, schedule_of
from polydesk.kernel.clock import now
from polydesk.schedules import queries
from polydesk.schedules.applying import AppliedDay, Mark, applied_days, marks_of
from polydesk.schedules.compiling import Content, form_of
from polydesk.schedules.keeping import public_history
from polydesk.schedules.parts import parts_of
from polydesk.schedules.recompiling import day_before

__all__ = [
    "AppliedDay",
    "Mark",
    "Opening",
    "applied_days",
    "marks_of",
    "opening",
    "opening_hours",
    "preview",
    "public_opening",
]

MOST_DAYS = 366


@dataclass(frozen=True)
class Opening:
    """Instants are None for "not within ten years". `closes_at` when it is open, `opens_at` when it is closed."""

    is_open: bool
    opens_at: int | None
    closes_at: int | None
    zone: str


async def opening(at: int, schedule_id: UUID | None = None) -> Opening | None:
    """Of the default schedule without an id; None when there is no schedule at all. Raises NotFound."""
    chosen = schedule_id or await _default()
    if chosen is None:
        return None
    return _at(at, await queries.history_of(chosen))


async def public_opening(at: int) -> Opening | None:
    """Of the default schedule, where the portal shows it."""
    hours = await public_history()
    return _at(at, hours) if hours else None


async def opening_hours(days: int = 14, schedule_id: UUID | None = None, first: date | None = None) -> list[AppliedDay]:
    """As applied, version by version, from today on the schedule's wall (or `first`). Empty when there is no schedule.
    Raises NotFound."""
    chosen = schedule_id or await _default()
    if chosen is None:
        return []
    hours = await queries.history_of(chosen)
    held = await queries.version_at(chosen, instant_of(now()))
    zone = hours.at(instant_of(now())).form.tz
    marks = marks_of(*await parts_of(held.calendar_ids, chosen))
    return applied_days(hours, zone, first or _today(zone), min(days, MOST_DAYS), marks)


async def preview(
    content: Content, *, schedule_id: UUID | None = None, first: date | None = None, days: int = 14
) -> list[AppliedDay]:
    """The same for hours that are not saved, with the holidays and exceptions they would be compiled with.
    Raises BadHours."""
    parts = await parts_of(content.calendar_ids, schedule_id)
    hours = schedule_of(form_of(content, *parts))
    return applied_days(hours, content.tz, first or _today(content.tz), min(days, MOST_DAYS), marks_of(*parts))


def _at(at: int, hours: History) -> Opening:
    zone = hours.at(at).form.tz
    if hours.is_open(at):
        return Opening(True, None, _closing(hours, at), zone)
    return Opening(False, hours.next_opening(at), None, zone)


async def _default() -> UUID | None:
    held = await queries.default_schedule()
    return held.id if held else None


def _closing(hours: History, at: int) -> int | None:
    """The end of the open piece, also when it runs on under the next version."""
    end = at
    for begins, ends in hours.open_intervals(at, at + HORIZON):
        if begins > end:
            break
        end = ends
    return end if end < at + HORIZON else None


def _today(zone: str) -> date:
    return day_before(now(), zone) + timedelta(days=1)
