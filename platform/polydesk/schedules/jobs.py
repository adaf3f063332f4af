"""What comes round by itself: calendars are kept 24 months ahead, a new release of the time zone database is followed."""

from datetime import timedelta
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.outbox import enqueue, every, job
from polydesk.schedules import beginnings, growing, zone_rules


@job("schedules.fill_calendar")
async def fill_calendar(calendar_id: str) -> None:
    await beginnings.fill(UUID(calendar_id))


@every(timedelta(days=28))
@job("schedules.go_round", platform=True)
async def go_round() -> None:
    for row in await unit.fetch("SELECT id FROM tenant WHERE status NOT IN ('closed', 'erased')"):
        await enqueue("schedules.grow_calendars", tenant=row["id"])


@job("schedules.grow_calendars", time_limit=timedelta(minutes=5))
async def grow_calendars() -> None:
    await growing.grow_all()


@every(timedelta(minutes=10))
@job("schedules.compare_zones", platform=True)
async def compare_zones() -> None:
    for tenant_id in await zone_rules.behind():
        await enqueue("schedules.follow_tzdata", tenant=tenant_id)


@job("schedules.follow_tzdata", time_limit=timedelta(minutes=5))
async def follow_tzdata() -> None:
    await zone_rules.follow()
