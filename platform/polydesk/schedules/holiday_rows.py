"""Rows of holidays and their calendars: how they are read."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound
from polydesk.schedules.compiling import Intervals
from polydesk.schedules.naming import name_here
from polydesk.schedules.parts import intervals


@dataclass(frozen=True)
class CalendarRow:
    """`through` is the last date that rows exist for, None while they are being fetched; `days` those that apply from
    today on; `proposals` how many wait for a yes; `schedule_ids` whose hours take it in now or later."""

    id: UUID
    name: str
    source: Literal["library", "ics", "manual"]
    country: str | None
    subdivision: str | None
    categories: tuple[str, ...]
    through: date | None
    archived_at: datetime | None
    days: int
    proposals: int
    schedule_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class HolidayRow:
    """`hours`: open on a half day or a working day, closed on a partial one. It applies when it is `active` and its
    state is `applied` or `vanished` (still in force, but the library has dropped it)."""

    id: UUID
    calendar_id: UUID
    date: date
    name: str
    names: dict[str, str]
    kind: Literal["closed", "half", "workday", "partial"]
    active: bool
    hours: Intervals | None
    every_year: bool
    origin: Literal["library", "ics", "manual"]
    state: Literal["applied", "proposed", "vanished"]

    @property
    def shown_name(self) -> str:
        """In the reader's language where it is known."""
        return name_here(self.names, self.name)

    @property
    def applies(self) -> bool:
        return self.active and self.state != "proposed"


@dataclass(frozen=True)
class CalendarView:
    """A calendar with its rows by date; proposals are among them."""

    calendar: CalendarRow
    days: tuple[HolidayRow, ...]


async def calendars(archived_too: bool = False) -> list[CalendarRow]:
    """By name, archived ones last."""
    return [_calendar(row) for row in await unit.fetch(_CALENDARS + _LISTED, now().date(), archived_too)]


async def calendar_row(calendar_id: UUID) -> CalendarRow:
    """Raises NotFound."""
    row = await unit.fetchrow(_CALENDARS + " AND c.id = $2", now().date(), calendar_id)
    if row is None:
        raise NotFound
    return _calendar(row)


async def calendar(calendar_id: UUID, *, since: date | None = None) -> CalendarView:
    """With the rows from `since` on (all without). Raises NotFound."""
    return CalendarView(await calendar_row(calendar_id), tuple(await days_of([calendar_id], since=since)))


async def days_of(calendar_ids: list[UUID], *, since: date | None = None) -> list[HolidayRow]:
    """Every row of these calendars by date."""
    return [holiday_of(row) for row in await unit.fetch(_HOLIDAYS + _OF, calendar_ids, since or date.min)]


async def holiday(holiday_id: UUID) -> HolidayRow:
    """Raises NotFound."""
    row = await unit.fetchrow(_HOLIDAYS + " AND id = $1", holiday_id)
    if row is None:
        raise NotFound
    return holiday_of(row)


def holiday_of(row: unit.Record) -> HolidayRow:
    return HolidayRow(**{**dict(row), "hours": intervals(row["hours"])})


def _calendar(row: unit.Record) -> CalendarRow:
    return CalendarRow(
        **{**dict(row), "categories": tuple(row["categories"]), "schedule_ids": tuple(row["schedule_ids"])}
    )


COLUMNS = "id, calendar_id, date, name, names, kind, active, hours, every_year, origin, state"
_HOLIDAYS = f"SELECT {COLUMNS} FROM holiday WHERE tenant_id = app.tenant_id()"  # noqa: S608
_OF = " AND calendar_id = ANY($1::uuid[]) AND date >= $2 ORDER BY date, name, id"
_CALENDARS = """
SELECT c.id, c.name, c.source, c.country, c.subdivision, c.categories, c.through, c.archived_at, h.days, h.proposals,
       ARRAY(SELECT DISTINCT v.schedule_id FROM schedule_version v
               JOIN schedule s ON s.tenant_id = v.tenant_id AND s.id = v.schedule_id AND s.archived_at IS NULL
              WHERE v.tenant_id = c.tenant_id AND c.id = ANY (v.calendar_ids) AND v.superseded_by IS NULL
                AND NOT EXISTS (SELECT FROM schedule_version w WHERE w.tenant_id = v.tenant_id
                       AND w.schedule_id = v.schedule_id AND w.superseded_by IS NULL AND w.valid_from <= now()
                       AND (w.valid_from, w.no) > (v.valid_from, v.no))) AS schedule_ids
  FROM holiday_calendar c CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE active AND state <> 'proposed' AND date >= $1)::int AS days,
           count(*) FILTER (WHERE state <> 'applied' AND date >= $1)::int AS proposals
      FROM holiday h WHERE h.tenant_id = c.tenant_id AND h.calendar_id = c.id) h
 WHERE c.tenant_id = app.tenant_id()
"""
_LISTED = " AND ($2 OR c.archived_at IS NULL) ORDER BY c.archived_at IS NOT NULL, lower(c.name), c.id"
