"""Importing: the days of a calendar file become a calendar; the same file again brings the calendar up to date."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.schedules import growing
from polydesk.schedules.checking import tidy_name
from polydesk.schedules.holiday_calendars import open_calendar
from polydesk.schedules.holiday_rows import HolidayRow, calendar_row, days_of
from polydesk.schedules.ics import IcsDay, Reading, read_ics
from polydesk.schedules.recompiling import recompile_users


async def read_upload(content: bytes, *, zone: str) -> Reading:
    """What a file would bring, from today on for 24 months and more, read beside the event loop.
    Raises BadIcs, IcsTooLarge."""
    today = now().date()
    return await asyncio.to_thread(read_ics, content, zone=zone, first=today, through=growing.horizon(today))


async def import_calendar(name: str, days: Sequence[IcsDay], *, by: Actor, into: UUID | None = None) -> UUID:
    """A new calendar of these days, or (`into`) the imported days of one replaced from today on; what somebody switched
    off stays off. Raises NotFound, BadHours (place `name`)."""
    name = tidy_name(name)
    today = now().date()
    held = await days_of([(await calendar_row(into)).id], since=today) if into else []
    made = into or await open_calendar(name, "ics")
    await unit.execute(_CLEAR, made, today)
    off = {(row.date, row.name) for row in held if row.origin == "ics" and not row.active}
    rows = [_row(made, day) for day in days]
    await growing.insert([replace(row, active=(row.date, row.name) not in off) for row in rows])
    await recompile_users(made, by=by)
    await record(
        "holidays.imported",
        subject=("holiday_calendar", made),
        changes={"name": [None, name], "days": [sum(row.origin == "ics" for row in held), len(rows)]},
    )
    return made


def _row(calendar_id: UUID, day: IcsDay) -> HolidayRow:
    return HolidayRow(
        id=new_id(),
        calendar_id=calendar_id,
        date=day.date,
        name=day.name,
        names={},
        kind=day.kind,
        active=True,
        hours=day.hours,
        every_year=False,
        origin="ics",
        state="applied",
    )


_CLEAR = """
DELETE FROM holiday WHERE tenant_id = app.tenant_id() AND calendar_id = $1 AND date >= $2 AND origin = 'ics'
"""
