"""Holidays: calendars of rows, from the `holidays` library by country and region, from a calendar file, or one's own.

The library only proposes rows; hours are compiled from rows alone (see `library.py`, `growing.py`). What the library
says differently later waits for a yes: `accept` or `decline`. Each change recompiles the schedules that use the
calendar. The verbs live in `holiday_calendars.py` and `holiday_days.py`; here they are in one place for pages.
"""

from datetime import timedelta
from uuid import UUID

from polydesk.hours.instants import moment_of
from polydesk.schedules import queries
from polydesk.schedules.compiling import dates_made_other
from polydesk.schedules.holiday_calendars import (
    archive_calendar,
    begin_calendar,
    found_calendar,
    rename_calendar,
    restore_calendar,
)
from polydesk.schedules.holiday_days import accept, add_own, decline, remove_own, set_half_day, switch
from polydesk.schedules.holiday_places import Place, categories, countries, subdivisions
from polydesk.schedules.holiday_rows import CalendarRow, CalendarView, HolidayRow, calendar, calendars, days_of, holiday
from polydesk.schedules.keeping import known_zone
from polydesk.schedules.parts import parts_of
from polydesk.schedules.recompiling import day_before

__all__ = [
    "CalendarRow",
    "CalendarView",
    "HolidayRow",
    "Place",
    "accept",
    "add_own",
    "archive_calendar",
    "begin_calendar",
    "calendar",
    "calendars",
    "categories",
    "countries",
    "decline",
    "found_calendar",
    "holiday",
    "next_applied",
    "remove_own",
    "rename_calendar",
    "restore_calendar",
    "set_half_day",
    "subdivisions",
    "switch",
]


async def next_applied(schedule_id: UUID, at: int, most: int = 10) -> list[HolidayRow]:
    """The next dates, from the schedule's date at this instant on, that holidays make others than usual. One that
    falls on a day that is closed anyway, or on which an exception decides, is not among them."""
    held = await queries.version_at(schedule_id, at)
    today = day_before(moment_of(at), await known_zone(held.tz)) + timedelta(days=1)
    days, exceptions = await parts_of(held.calendar_ids, schedule_id)
    other = dates_made_other(held.content, [day for day in days if day.date >= today], exceptions)
    rows = await days_of(list(held.calendar_ids), since=today)
    return [row for row in rows if row.applies and row.date in other][:most]
