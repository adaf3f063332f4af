"""Holidays: calendars of rows, from the `holidays` library by country and region, from a calendar file, or one's own.

The library only proposes rows; hours are compiled from rows alone (see `library.py`, `growing.py`). What the library
says differently later waits for a yes: `accept` or `decline`. Each change recompiles the schedules that use the calendar.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from polydesk.kernel.actor import Actor
from polydesk.schedules.compiling import Intervals


@dataclass(frozen=True)
class CalendarRow:
    """`through` is the last date that rows exist for; `proposals` how many wait for a yes."""

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
    schedule_ids: tuple[UUID, ...]  # whose hours in force now take it in


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


@dataclass(frozen=True)
class CalendarView:
    """A calendar with its rows by date; proposals are among them."""

    calendar: CalendarRow
    days: tuple[HolidayRow, ...]


@dataclass(frozen=True)
class Place:
    """A country or one of its regions that the library knows. Countries are named by the `country` filter."""

    code: str
    name: str


async def calendars(archived_too: bool = False) -> list[CalendarRow]:
    raise NotImplementedError


async def calendar(calendar_id: UUID, *, since: date | None = None) -> CalendarView:
    """With the rows from `since` on (all without). Raises NotFound."""
    raise NotImplementedError


async def holiday(holiday_id: UUID) -> HolidayRow:
    """Raises NotFound."""
    raise NotImplementedError


async def countries() -> list[Place]:
    """Every country the library has data for, by its name in the reader's language."""
    raise NotImplementedError


async def subdivisions(country: str) -> list[Place]:
    """Its regions that have holidays of their own, by name. Empty for a country without any, or without data."""
    raise NotImplementedError


async def categories(country: str) -> list[str]:
    """What kinds of holidays the library tells apart there: `public`, `bank`, `half_day`, …"""
    raise NotImplementedError


async def begin_calendar(
    country: str,
    subdivision: str | None = None,
    categories: Sequence[str] = ("public",),
    *,
    by: Actor,
    name: str = "",
) -> UUID:
    """A calendar of the library with the rows of the next 24 months and more. Half days close at noon until somebody
    says otherwise; working days on weekends are proposals. Raises NoHolidayData with a sentence that names the country."""
    raise NotImplementedError


async def found_calendar(name: str, *, by: Actor) -> UUID:
    """An empty one for own days. Raises BadHours (place `name`)."""
    raise NotImplementedError


async def rename_calendar(calendar_id: UUID, *, to: str, by: Actor) -> None:
    """Raises NotFound, BadHours (place `name`)."""
    raise NotImplementedError


async def archive_calendar(calendar_id: UUID, *, by: Actor) -> None:
    """Raises NotFound, InUse while the hours of a schedule take it in."""
    raise NotImplementedError


async def restore_calendar(calendar_id: UUID, *, by: Actor) -> None:
    """Raises NotFound."""
    raise NotImplementedError


async def switch(holiday_id: UUID, active: bool, *, by: Actor) -> HolidayRow:
    """On or off. Raises NotFound."""
    raise NotImplementedError


async def set_half_day(holiday_id: UUID, hours: Sequence[Sequence[str]] | None, *, by: Actor) -> HolidayRow:
    """Open at these hours only; None closes the whole day. Raises NotFound, BadHours (places `hours[0]`)."""
    raise NotImplementedError


async def add_own(
    calendar_id: UUID,
    on: date,
    name: str,
    *,
    hours: Sequence[Sequence[str]] | None = None,
    every_year: bool = False,
    by: Actor,
) -> list[UUID]:
    """A day of one's own, each year as far as the calendar reaches when `every_year`; 29 February in leap years only.
    Raises NotFound, BadHours (places `on`, `name`, `hours[0]`)."""
    raise NotImplementedError


async def remove_own(holiday_id: UUID, *, by: Actor, every_year: bool = False) -> int:
    """Takes an own (or imported) day away, with `every_year` its later years too; how many. Those of the library are
    switched off instead. Raises NotFound, Conflict."""
    raise NotImplementedError


async def accept(holiday_id: UUID, hours: Sequence[Sequence[str]] | None = None, *, by: Actor) -> None:
    """A proposal applies (a working day at `hours`, or like a weekday); a vanished day goes. Raises NotFound, BadHours."""
    raise NotImplementedError


async def decline(holiday_id: UUID, *, by: Actor) -> None:
    """A proposal stays as a row that is switched off; a vanished day stays as one's own. Raises NotFound."""
    raise NotImplementedError


async def next_applied(schedule_id: UUID, at: int, most: int = 10) -> list[HolidayRow]:
    """The next dates, from the schedule's date at this instant on, that holidays make others than usual."""
    raise NotImplementedError
