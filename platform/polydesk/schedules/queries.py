"""What is asked about schedules: the list, one of them, its versions, and its hours as one clock through all of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from i18n.texts import Texts
from polydesk.hours import zone_file
from polydesk.hours.history import History
from polydesk.hours.instants import moment_of
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound
from polydesk.schedules import keeping, parts, versions
from polydesk.schedules.compiling import Compiled, Content, form_of
from polydesk.schedules.naming import name_here
from polydesk.schedules.parts import parts_of
from polydesk.schedules.versions import Publication, VersionRow

__all__ = [
    "Publication",
    "ScheduleRow",
    "VersionRow",
    "default_schedule",
    "draft_form",
    "history_of",
    "hours_are_public",
    "parts_of",
    "schedule",
    "schedules",
    "version_at",
    "versions_of",
]


@dataclass(frozen=True)
class ScheduleRow:
    """A schedule with the version in force now. `no` is its highest number: what an editor passes as `based_on`.

    `planned` is when hours that were published for later begin, None without. `zone_is_known` is False when the time
    zone database knows the zone no longer: the hours then go by the company's zone until somebody chooses another.
    """

    id: UUID
    name: str
    names: Texts
    tz: str
    no: int
    weekly: dict[str, Any]
    calendar_ids: tuple[UUID, ...]
    compiled: Compiled
    hash: str
    is_default: bool
    archived_at: datetime | None
    planned: datetime | None

    @property
    def title(self) -> str:
        """Its name in the reader's language, else as the company calls it."""
        return name_here(self.names, self.name)

    @property
    def content(self) -> Content:
        return Content(self.tz, self.weekly, self.calendar_ids)

    @property
    def zone_is_known(self) -> bool:
        return self.tz in zone_file.names()


async def schedules(archived_too: bool = False) -> list[ScheduleRow]:
    """The default one first, then by position and name; archived ones last."""
    return [_schedule(row) for row in await unit.fetch(_SELECT + _LISTED, now(), archived_too)]


async def schedule(schedule_id: UUID) -> ScheduleRow:
    """Raises NotFound."""
    row = await unit.fetchrow(_SELECT + " AND s.id = $2", now(), schedule_id)
    if row is None:
        raise NotFound
    return _schedule(row)


async def default_schedule() -> ScheduleRow | None:
    row = await unit.fetchrow(_SELECT + " AND s.id = g.default_schedule_id", now())
    return _schedule(row) if row else None


async def hours_are_public() -> bool:
    """Whether the portal shows the hours of the default schedule and whether it is open now."""
    return bool(
        await unit.fetchval(
            "SELECT hours_are_public FROM schedule_setting"
            " WHERE tenant_id = app.tenant_id() AND default_schedule_id IS NOT NULL"
        )
    )


async def history_of(schedule_id: UUID, up_to: int | None = None) -> History:
    """The schedule as one clock. `up_to` is the highest version number that counts: what came later is as if it had
    never been published. Raises NotFound. Compiled versions are kept in this process."""
    return await keeping.history_of(schedule_id, up_to)


async def version_at(schedule_id: UUID, instant: int, up_to: int | None = None) -> VersionRow:
    """The version in force at the instant; before the first one, the first one. Raises NotFound."""
    counting = versions.counting(await versions.all_of(schedule_id), up_to)
    return versions.in_force(counting, moment_of(instant))


async def versions_of(schedule_id: UUID) -> list[Publication]:
    """Every version, the newest number first. Raises NotFound."""
    return (await versions.all_of(schedule_id))[::-1]


async def draft_form(content: Content, schedule_id: UUID | None = None) -> Compiled:
    """The form that `content` would have if it were published now: for previews, "what if" and the simulator.
    Raises BadHours."""
    return form_of(content, *await parts.parts_of(content.calendar_ids, schedule_id))


def _schedule(row: unit.Record) -> ScheduleRow:
    return ScheduleRow(**{**dict(row), "calendar_ids": tuple(row["calendar_ids"])})


# Of the versions that were not superseded: the latest that has begun, else the first to begin.
_SELECT = """
SELECT s.id, s.name, s.names, v.tz, n.no, v.weekly, v.calendar_ids, v.compiled, v.hash,
       s.id IS NOT DISTINCT FROM g.default_schedule_id AS is_default, s.archived_at, n.planned
  FROM schedule s
  LEFT JOIN schedule_setting g ON g.tenant_id = s.tenant_id
  CROSS JOIN LATERAL (
    SELECT * FROM schedule_version v
     WHERE v.tenant_id = s.tenant_id AND v.schedule_id = s.id AND v.superseded_by IS NULL
     ORDER BY v.valid_from <= $1 DESC, CASE WHEN v.valid_from <= $1 THEN v.valid_from END DESC, v.valid_from, v.no DESC
     LIMIT 1) v
  CROSS JOIN LATERAL (
    SELECT max(w.no) AS no, min(w.valid_from) FILTER (WHERE w.valid_from > $1 AND w.superseded_by IS NULL) AS planned
      FROM schedule_version w WHERE w.tenant_id = s.tenant_id AND w.schedule_id = s.id) n
 WHERE s.tenant_id = app.tenant_id()
"""
_LISTED = """ AND ($2 OR s.archived_at IS NULL)
 ORDER BY s.archived_at IS NOT NULL, s.id IS NOT DISTINCT FROM g.default_schedule_id DESC, s.position, lower(s.name), s.id
"""
