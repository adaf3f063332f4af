"""When something is told: at once while the desk is open or when it is urgent, else when it opens again (SL-13)."""

from datetime import datetime, timedelta
from uuid import UUID

from polydesk.hours.instants import instant_of, moment_of
from polydesk.kernel.clock import now
from polydesk.schedules.queries import default_schedule, history_of
from polydesk.sla.events import PromiseEvent

AT_ONCE = timedelta(0)


async def wait_until_open(schedule_id: UUID | None, *, is_urgent: bool) -> timedelta:
    """How long to hold it. Promises by the calendar's clock, and houses without hours, go by the usual hours if any.

    Hours that never open again hold nothing: a word at night is better than none.
    """
    if is_urgent:
        return AT_ONCE
    opens = await _next_opening(schedule_id, now())
    return max(AT_ONCE, opens - now()) if opens else AT_ONCE


async def wait_for(event: PromiseEvent) -> timedelta:
    """The same for a promise, whose event knows when its hours open: a thousand at once ask nobody."""
    if event.is_urgent or event.opens_at is None:
        return await wait_until_open(event.schedule_id, is_urgent=event.is_urgent)
    return max(AT_ONCE, event.opens_at - now())


async def _next_opening(schedule_id: UUID | None, at: datetime) -> datetime | None:
    if schedule_id is None:
        usual = await default_schedule()
        schedule_id = usual.id if usual else None
    if schedule_id is None:
        return None
    opens = (await history_of(schedule_id)).next_opening(instant_of(at))
    return None if opens is None else moment_of(opens)
