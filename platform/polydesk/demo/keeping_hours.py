"""Keeping hours: when the people of a company of the demo are there, with the holidays of their country and one special
Saturday to come. The holidays are fetched at once, since whoever looks at the demo looks now.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.schedules import beginnings, editing, exceptions, queries
from polydesk.schedules.compiling import Content
from polydesk.schedules.holidays import add_own

SATURDAY = 5


async def keep_hours(told: dict[str, Any], *, by: Actor, today: date) -> None:
    """`told` is `[hours]` of the company's file."""
    schedule = await queries.default_schedule()
    if schedule is None or not told:
        return
    for calendar_id in schedule.calendar_ids:
        await beginnings.fill(calendar_id)
    await _own_days(told.get("own_days", ()), schedule.calendar_ids[0], by)
    content = Content(schedule.tz, told["weekly"], schedule.calendar_ids)
    await editing.publish(schedule.id, content, based_on=schedule.no, by=by)
    if "saturday" in told:
        await exceptions.add(
            schedule.id,
            _saturday_after_next(today),
            kind="hours",
            hours=told["saturday"]["hours"],
            note=told["saturday"]["note"],
            by=by,
        )


async def _own_days(days: Sequence[dict[str, Any]], calendar_id: UUID, by: Actor) -> None:
    for day in days:
        on = date(now().year, day["month"], day["day"])
        await add_own(calendar_id, on, day["name"], hours=day.get("hours"), every_year=True, by=by)


def _saturday_after_next(today: date) -> date:
    return today + timedelta(days=(SATURDAY - today.weekday()) % 7 + 7)
