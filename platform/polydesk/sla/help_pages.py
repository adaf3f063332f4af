"""`/desk/help/due-times`: how a due time is computed, told for admins and agents, with the company's own hours as example."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get
from litestar.params import FromQuery

from i18n.formats import weekday_names
from i18n.places import city_of_zone
from polydesk.hours.form import WEEKDAYS
from polydesk.kernel.clock import now
from polydesk.kernel.web import Page
from polydesk.schedules import asking, opening, queries
from polydesk.schedules.asking import WhatIf
from polydesk.schedules.queries import ScheduleRow
from polydesk.schedules.saying import hours_text

FRIDAY = 4
USUAL_HOURS = "4"


class HelpPages(Controller):
    path = "/desk/help/due-times"

    @get()
    async def show(self, at: FromQuery[str] = "", hours: FromQuery[str] = "") -> Response[Any]:
        usual = await queries.default_schedule()
        at, hours = at or (_friday_afternoon(usual) if usual else ""), hours or USUAL_HOURS
        return Page(
            "sla/due_times.html",
            partial="sla/_example.html",
            schedule=usual,
            place=city_of_zone(usual.tz) if usual else "",
            week=_week(usual) if usual else [],
            at=at,
            hours=hours,
            what_if=await _answer(usual, at, hours) if usual else None,
        )


def _week(usual: ScheduleRow) -> list[tuple[str, str]]:
    return [(name, hours_text(usual.weekly.get(day, ()))) for day, name in zip(WEEKDAYS, weekday_names(), strict=True)]


async def _answer(usual: ScheduleRow, at: str, hours: str) -> WhatIf | None:
    marks = opening.marks_of(*await queries.parts_of(usual.calendar_ids, usual.id))
    return asking.what_if(usual.compiled, marks, at=at, hours=hours)


def _friday_afternoon(usual: ScheduleRow) -> str:
    """The next Friday at 16:30 by the schedule's clock: an example that crosses a weekend."""
    zone = ZoneInfo(usual.tz if usual.zone_is_known else "UTC")
    today = now().astimezone(zone).date()
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7)
    return datetime.combine(friday, time(16, 30)).isoformat(timespec="minutes")
