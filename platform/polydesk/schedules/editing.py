"""Editing: schedules come into being, get new hours, names and places. Hours are never changed in place: each edit is a
version, and what was counted under the old hours stays counted.

`based_on` is the highest number that the editor had seen (`ScheduleRow.no`): whoever publishes second is told so.
"""

from datetime import datetime
from uuid import UUID

from polydesk.kernel.actor import Actor
from polydesk.schedules.compiling import Content


async def found(name: str, content: Content, *, by: Actor, never_open_ok: bool = False) -> UUID:
    """A new schedule; the first one of a company becomes the default. Raises NameTaken, BadHours (places `name`, `tz`,
    `weekly.mon[1]`, `calendar_ids`), NeverOpen."""
    raise NotImplementedError


async def publish(
    schedule_id: UUID,
    content: Content,
    *,
    based_on: int,
    by: Actor,
    valid_from: datetime | None = None,
    note: str = "",
    never_open_ok: bool = False,
) -> int:
    """These hours from now on, or from a later moment; the new version's number, or the old one's when nothing would
    change. Raises NotFound, Stale, NeverOpen, BadHours (also place `valid_from`, for a moment that has passed)."""
    raise NotImplementedError


async def withdraw(schedule_id: UUID, no: int, *, by: Actor) -> int:
    """Hours that were published for later never begin; the number of the version that says so. Raises NotFound, PlanMissed."""
    raise NotImplementedError


async def correct_the_past(schedule_id: UUID, content: Content, *, since: datetime, by: Actor, note: str) -> int:
    """These hours as of an earlier moment, in the place of every version between then and now; audited with its note.
    Takes exceptions of past dates in that were added with `past_ok`. Raises NotFound, BadHours (places `since`, `note`)."""
    raise NotImplementedError


async def rename(schedule_id: UUID, *, to: str, by: Actor) -> None:
    """Raises NotFound, NameTaken, BadHours (place `name`)."""
    raise NotImplementedError


async def arrange(ids: list[UUID], *, by: Actor) -> None:
    """The order in which lists show the schedules."""
    raise NotImplementedError


async def make_default(schedule_id: UUID, *, by: Actor) -> None:
    """Raises NotFound, InUse for an archived one."""
    raise NotImplementedError


async def archive(schedule_id: UUID, *, by: Actor) -> None:
    """Raises NotFound, InUse: for the default one, and while something refers to it (`usage`)."""
    raise NotImplementedError


async def restore(schedule_id: UUID, *, by: Actor) -> None:
    """Back among the others, with the holidays and exceptions of today. Raises NotFound, NameTaken."""
    raise NotImplementedError


async def show_publicly(yes: bool, *, by: Actor) -> None:
    """Whether the portal shows the hours."""
    raise NotImplementedError
