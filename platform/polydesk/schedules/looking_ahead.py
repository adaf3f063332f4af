"""What the hours in an editor would mean: the week drawn, fourteen days as applied, and what if. Nothing is saved."""

from datetime import date
from typing import Any

from polydesk.hours.form import BadHours
from polydesk.schedules import asking, opening, queries
from polydesk.schedules.applied import DayRow, day_rows
from polydesk.schedules.asking import WhatIf
from polydesk.schedules.bars import week_bars
from polydesk.schedules.editor import Sitting
from polydesk.schedules.saying import hours_text
from polydesk.schedules.thinkable import is_thinkable
from polydesk.schedules.week_form import WeekForm

DAYS = 14


async def shown(sitting: Sitting) -> dict[str, Any]:
    weekly = sitting.week.weekly()
    applied, faults = await _applied(sitting)
    return {
        "week": sitting.week,
        "bars": week_bars(weekly),
        "hours": {day.key: hours_text(weekly.get(day.key, ())) for day in sitting.week.days},
        "applied": applied,
        "faults": faults,
        "what_if": await _what_if(sitting) if applied else None,
    }


async def _applied(sitting: Sitting) -> tuple[list[DayRow], list[str]]:
    """The days; or, while the hours are not right yet, why there are none."""
    schedule_id = sitting.schedule.id if sitting.schedule else None
    first = _date(sitting.form.value("preview_from"))
    try:
        days = await opening.preview(sitting.content, schedule_id=schedule_id, first=first, days=DAYS)
    except BadHours as refusal:
        return [], list(WeekForm(sitting.week.weekly()).blame(refusal).values())
    return day_rows(days), []


async def _what_if(sitting: Sitting) -> WhatIf | None:
    at, hours = sitting.form.value("ask_at"), sitting.form.value("ask_hours")
    if not at or not hours:
        return None
    content, schedule_id = sitting.content, sitting.schedule.id if sitting.schedule else None
    compiled = await queries.draft_form(content, schedule_id)
    marks = opening.marks_of(*await queries.parts_of(content.calendar_ids, schedule_id))
    return asking.what_if(compiled, marks, at=at, hours=hours)


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if is_thinkable(found) else None
