"""What support hours tell the floors above, in the transaction in which it happens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class ScheduleChanged:
    """A new version is in force from `valid_from` on (now, later, or earlier when the past was corrected); open
    promises on the schedule get a new due time. Not announced for the first version of a schedule."""

    schedule_id: UUID
    no: int
    valid_from: datetime


@dataclass(frozen=True)
class ZonesChanged:
    """Release `after` of the time zone database has other rules for the schedule's zone than release `before` had:
    same hours on the wall, other instants. There is no new version; open promises get a new due time."""

    schedule_id: UUID
    before: str
    after: str


@dataclass(frozen=True)
class HolidaysProposed:
    """The library of holidays says something new about dates that a calendar has rows for: somebody should look."""

    calendar_id: UUID
    days: int
