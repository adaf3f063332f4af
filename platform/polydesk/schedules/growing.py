"""Growing: calendars are filled with rows and kept 24 months ahead, from the library and from days that repeat yearly.

Rows are written to the end of a year, so that a calendar grows once a year. What the library says differently about
dates that rows exist for waits for a yes.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.schedules import library
from polydesk.schedules.differences import Differences, differences
from polydesk.schedules.events import HolidaysProposed
from polydesk.schedules.holiday_rows import CalendarRow, HolidayRow, calendars, days_of
from polydesk.schedules.library import LibraryDay
from polydesk.schedules.recompiling import recompile_users

AHEAD = timedelta(days=731)


def horizon(today: date) -> date:
    """Rows are written to here: the end of the year in which 24 months are over."""
    return date((today + AHEAD).year, 12, 31)


async def fetch_days(country: str, subdivision: str | None, categories: Sequence[str], today: date) -> list[LibraryDay]:
    """The library's days from the beginning of this year on; beside the event loop, since the library is slow to wake."""
    home = await unit.fetchval("SELECT default_language FROM tenant WHERE id = app.tenant_id()")
    years = range(today.year, horizon(today).year + 1)
    return await asyncio.to_thread(library.days_of, country, subdivision, categories, years, home)


async def fill(calendar_id: UUID, fresh: Sequence[LibraryDay], today: date) -> None:
    """The first rows of a calendar; working days wait for a yes."""
    beginning = date(today.year, 1, 1)
    found = differences(calendar_id, [], fresh, today=beginning, reached=beginning - timedelta(days=1))
    await insert([row for row in found.new if row.kind != "workday" or row.date >= today])
    await _reach(calendar_id, horizon(today))


async def grow_all() -> None:
    """The monthly round of a company: each calendar that is in use or may be."""
    for held in await calendars():
        await _grow(held, now().date())


async def repeat(row: HolidayRow, *, since: int, through: date) -> list[UUID]:
    """The day in the later years, as far as rows reach; 29 February in leap years only."""
    years = range(since, through.year + 1)
    dates = [day for year in years if (day := _in_year(row.date, year)) and day <= through]
    return await insert([replace(row, id=new_id(), date=day) for day in dates])


async def _grow(held: CalendarRow, today: date) -> None:
    reached = held.through or today - timedelta(days=1)
    further = horizon(today) if reached < today + AHEAD else reached
    found = Differences((), (), ())
    if held.source == "library" and held.country:
        fresh = await fetch_days(held.country, held.subdivision, held.categories, today)
        rows = await days_of([held.id])
        found = differences(held.id, rows, [day for day in fresh if day.date <= further], today=today, reached=reached)
        await _apply(found)
    for row in await _yearly(held.id) if further > reached else ():
        await repeat(row, since=reached.year + 1, through=further)
    if further > reached:
        await _reach(held.id, further)
    await recompile_users(held.id, by=SYSTEM, is_patient=True)
    if found.proposals:
        await record(
            "holidays.proposed", subject=("holiday_calendar", held.id), changes={"days": [None, found.proposals]}
        )
        await announce(HolidaysProposed(held.id, found.proposals))


async def _apply(found: Differences) -> None:
    await insert(found.new)
    await unit.executemany(_FOLLOW, [(row.id, row.state, row.names) for row in found.changed])
    if found.gone:
        await unit.execute("DELETE FROM holiday WHERE tenant_id = app.tenant_id() AND id = ANY($1)", list(found.gone))


async def _yearly(calendar_id: UUID) -> list[HolidayRow]:
    """The last of each day that repeats."""
    rows = [row for row in await days_of([calendar_id]) if row.every_year]
    return list({(row.name, row.date.month, row.date.day): row for row in rows}.values())


async def insert(rows: Sequence[HolidayRow]) -> list[UUID]:
    """Rows whose name is not there on that date already; the ids of those that are new."""
    made = []
    for row in rows:
        values = (getattr(row, name) for name in HolidayRow.__dataclass_fields__)
        found = await unit.fetchval(_INSERT, *values)
        made += [found] if found else []
    return made


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


async def _reach(calendar_id: UUID, through: date) -> None:
    await unit.execute(
        "UPDATE holiday_calendar SET through = $2 WHERE tenant_id = app.tenant_id() AND id = $1", calendar_id, through
    )


_INSERT = """
INSERT INTO holiday (id, calendar_id, date, name, names, kind, active, hours, every_year, origin, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (tenant_id, calendar_id, date, name) DO NOTHING RETURNING id
"""
_FOLLOW = "UPDATE holiday SET state = $2, names = $3 WHERE tenant_id = app.tenant_id() AND id = $1"
