"""What is asked about schedules: the list, one of them, its versions, and its hours as one clock through all of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.hours.history import History
from polydesk.schedules.compiling import Compiled, Content, DateException, Holiday


@dataclass(frozen=True)
class VersionRow:
    """A version as it was published. `hash` names the hours in reports."""

    id: UUID
    schedule_id: UUID
    no: int
    valid_from: datetime
    tz: str
    weekly: dict[str, Any]
    calendar_ids: tuple[UUID, ...]
    hash: str
    compiled: Compiled

    @property
    def content(self) -> Content:
        return Content(self.tz, self.weekly, self.calendar_ids)


@dataclass(frozen=True)
class Publication(VersionRow):
    """A version with how it came about. `superseded_by` is the number of the version that took it out of force."""

    reason: str
    note: str
    made_at: datetime
    made_by_name: str
    superseded_by: int | None


@dataclass(frozen=True)
class ScheduleRow:
    """A schedule with the version in force now. `no` is its highest number: what an editor passes as `based_on`.

    `planned` is when hours that were published for later begin, None without. `zone_is_known` is False when the time
    zone database knows the zone no longer: the hours then go by the company's zone until somebody chooses another.
    """

    id: UUID
    name: str
    tz: str
    no: int
    weekly: dict[str, Any]
    calendar_ids: tuple[UUID, ...]
    compiled: Compiled
    hash: str
    is_default: bool
    archived_at: datetime | None
    planned: datetime | None
    zone_is_known: bool

    @property
    def content(self) -> Content:
        return Content(self.tz, self.weekly, self.calendar_ids)


async def schedules(archived_too: bool = False) -> list[ScheduleRow]:
    """The default one first, then by position and name; archived ones last."""
    raise NotImplementedError


async def schedule(schedule_id: UUID) -> ScheduleRow:
    """Raises NotFound."""
    raise NotImplementedError


async def default_schedule() -> ScheduleRow | None:
    raise NotImplementedError


async def hours_are_public() -> bool:
    """Whether the portal shows the hours of the default schedule and whether it is open now."""
    raise NotImplementedError


async def history_of(schedule_id: UUID, up_to: int | None = None) -> History:
    """The schedule as one clock. `up_to` is the highest version number that counts: what came later is as if it had
    never been published. Raises NotFound. Compiled versions are kept in this process."""
    raise NotImplementedError


async def version_at(schedule_id: UUID, instant: int, up_to: int | None = None) -> VersionRow:
    """The version in force at the instant; before the first one, the first one."""
    raise NotImplementedError


async def versions_of(schedule_id: UUID) -> list[Publication]:
    """Every version, the newest number first. Raises NotFound."""
    raise NotImplementedError


async def parts_of(
    calendar_ids: tuple[UUID, ...], schedule_id: UUID | None = None
) -> tuple[list[Holiday], list[DateException]]:
    """The holidays that apply and the exceptions (the company's and the schedule's own) that hours are compiled with."""
    raise NotImplementedError


async def draft_form(content: Content, schedule_id: UUID | None = None) -> Compiled:
    """The form that `content` would have if it were published now: for previews, "what if" and the simulator.
    Raises BadHours."""
    raise NotImplementedError
