"""Calendars of holidays: begun from the library or empty, renamed, put away and brought back."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from i18n import _
from i18n.formats import country_name, list_of
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.schedules import growing, library
from polydesk.schedules.checking import tidy_name
from polydesk.schedules.holiday_places import calendar_name
from polydesk.schedules.holiday_rows import calendar_row
from polydesk.schedules.refusals import InUse, NoHolidayData

_ABOUT = "holiday_calendar"


async def begin_calendar(
    country: str,
    subdivision: str | None = None,
    categories: Sequence[str] = (library.PUBLIC,),
    *,
    by: Actor,
    name: str = "",
) -> UUID:
    """A calendar of the library with the rows of the next 24 months and more. Half days close at noon until somebody
    says otherwise; working days on weekends are proposals. Raises NoHolidayData with a sentence that names the country."""
    today = now().date()
    country, subdivision = country.upper(), subdivision or None
    fresh = await growing.fetch_days(country, subdivision, categories, today)
    if not any(day.date >= today for day in fresh):
        raise NoHolidayData(
            _("No holidays are known for %(country)s. Add the days yourself, or import a calendar file.")
            % {"country": country_name(country)}
        )
    region = (await asyncio.to_thread(library.subdivision_names, country)).get(subdivision or "")
    chosen = tidy_name(name or calendar_name(country, region)[:80])
    made = await open_calendar(chosen, "library", country, subdivision, categories)
    await growing.fill(made, fresh, today)
    await record("holidays.begun", subject=(_ABOUT, made), changes={"name": [None, chosen]})
    return made


async def found_calendar(name: str, *, by: Actor) -> UUID:
    """An empty one for own days. Raises BadHours (place `name`)."""
    name = tidy_name(name)
    made = await open_calendar(name, "manual")
    await record("holidays.begun", subject=(_ABOUT, made), changes={"name": [None, name]})
    return made


async def open_calendar(
    name: str,
    source: str,
    country: str | None = None,
    subdivision: str | None = None,
    categories: Sequence[str] = (),
) -> UUID:
    """A row without days; one of the library is still to be filled."""
    through = None if source == "library" else growing.horizon(now().date())
    made = new_id()
    await unit.execute(_OPEN, made, name, source, country, subdivision, list(categories), through, now())
    return made


async def fill_first(calendar_id: UUID) -> None:
    """The first calendar of a newcomer, opened without rows so that signing up need not wait for the library. Of a
    country without data it becomes one for own days."""
    held, today = await calendar_row(calendar_id), now().date()
    if held.source != "library" or held.through is not None:
        return
    fresh = await growing.fetch_days(held.country or "", held.subdivision, held.categories, today)
    if not any(day.date >= today for day in fresh):
        await unit.execute(_OWN, calendar_id, growing.horizon(today))
        return
    await growing.fill(calendar_id, fresh, today)


async def rename_calendar(calendar_id: UUID, *, to: str, by: Actor) -> None:
    """Raises NotFound, BadHours (place `name`)."""
    held, name = await calendar_row(calendar_id), tidy_name(to)
    if name != held.name:
        await unit.execute(_RENAME, calendar_id, name)
        await record("holidays.renamed", subject=(_ABOUT, calendar_id), changes={"name": [held.name, name]})


async def archive_calendar(calendar_id: UUID, *, by: Actor) -> None:
    """Raises NotFound, InUse while the hours of a schedule take it in."""
    held = await calendar_row(calendar_id)
    if held.schedule_ids:
        names = await unit.fetch(_NAMES, list(held.schedule_ids))
        raise InUse(_("The hours of %(names)s take these days in.") % {"names": list_of(row["name"] for row in names)})
    await unit.execute(_ARCHIVE, calendar_id, now())
    await record("holidays.archived", subject=(_ABOUT, calendar_id), changes={"name": [held.name, None]})


async def restore_calendar(calendar_id: UUID, *, by: Actor) -> None:
    """Raises NotFound."""
    held = await calendar_row(calendar_id)
    await unit.execute(_ARCHIVE, calendar_id, None)
    await record("holidays.restored", subject=(_ABOUT, calendar_id), changes={"name": [None, held.name]})


_OPEN = """
INSERT INTO holiday_calendar (id, name, source, country, subdivision, categories, through, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_OWN = """
UPDATE holiday_calendar SET source = 'manual', through = $2 WHERE tenant_id = app.tenant_id() AND id = $1
"""
_RENAME = "UPDATE holiday_calendar SET name = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
_ARCHIVE = "UPDATE holiday_calendar SET archived_at = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
_NAMES = "SELECT name FROM schedule WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[]) ORDER BY lower(name)"
