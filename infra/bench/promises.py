"""Service levels at work: a due time, an edit of hours under ten thousand promises, a sweep, a replay of 90 days.

In this process, with the verbs that requests and jobs call, in a tenant filled in by SQL; seconds on the wall.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from promise_rows import COUNTER, OPEN, PAST, RULES

from polydesk import demo, wiring
from polydesk.hours.instants import instant_of
from polydesk.hours.schedule import Schedule, schedule_of
from polydesk.kernel import database, unit
from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import drain
from polydesk.schedules import editing, queries, reviewing
from polydesk.schedules.changes import PublishHours
from polydesk.schedules.compiling import Content
from polydesk.sla import change_rows, redue, sweeping

TENANT = "bench-promises"
HOUR = 3600
REPLAYED = 20_000
GOAL = 100_000
ASKED = 200

SHORTER = {day: [("09:00", "13:00")] for day in ("mon", "tue", "wed", "thu", "fri")}


@dataclass(frozen=True)
class Figures:
    deadline_us: float
    long_deadline_us: float
    redue_s: float
    sweep_s: float
    replay_s: float

    @property
    def replay_rate(self) -> float:
        """Tickets a second."""
        return REPLAYED / self.replay_s


async def measure() -> Figures:
    wiring.load()
    try:
        await demo.main(tickets=10, tenant=TENANT)
        async with unit.platform():
            tenant_id: UUID = await unit.fetchval("SELECT id FROM tenant WHERE slug = $1", TENANT)
        await drain(tenant_id, strict=False)
        replay_s = await _replay(tenant_id)
        redue_s = await _redue(tenant_id)
        return Figures(_deadline(16 * HOUR), _deadline(20_000 * HOUR), redue_s, await _sweep(tenant_id), replay_s)
    finally:
        await database.close_pools()


def _deadline(budget_s: int) -> float:
    """Microseconds, with the holidays of a few years among the hours."""
    hours, start = _hours(), instant_of(now())
    began = time.perf_counter()
    for number in range(ASKED):
        hours.deadline(start + number * HOUR, budget_s)
    return (time.perf_counter() - began) / ASKED * 1e6


def _hours() -> Schedule:
    year = now().year
    closures = [
        f"{year + number}-{day}" for number in range(5) for day in ("01-01", "05-01", "08-15", "12-25", "12-26")
    ]
    weekly = {day: [["09:00", "12:30"], ["13:30", "18:00"]] for day in SHORTER}
    return schedule_of({"tz": "Europe/Rome", "weekly": weekly, "closures": closures, "special": {}})


async def _replay(tenant_id: UUID) -> float:
    """From the page that asks for it to the last figure of the result."""
    await _fill(tenant_id, PAST, REPLAYED)
    async with unit.tenant(tenant_id):
        held = await queries.default_schedule()
        assert held is not None
        change = PublishHours(held.id, held.name, held.tz, SHORTER, held.calendar_ids, held.no)
        there = await reviewing.carry_out(change, by=SYSTEM)
        assert there is not None
    began = time.perf_counter()
    await drain(tenant_id)
    taken = time.perf_counter() - began
    async with unit.tenant(tenant_id):
        row = await change_rows.change_row(UUID(there.rpartition("/")[2]))
        assert row.result.past is not None
        assert row.result.past.tickets >= REPLAYED
    return taken


async def _redue(tenant_id: UUID) -> float:
    await _fill(tenant_id, OPEN, 5_000, now() + timedelta(days=30))
    async with unit.tenant(tenant_id):
        held = await queries.default_schedule()
        assert held is not None
        content = Content(held.tz, SHORTER, held.calendar_ids)
        await editing.publish(held.id, content, based_on=held.no, by=SYSTEM)

    async def follows() -> int:
        return (await redue.follow_hours(held.id)).done

    return await _until_done(tenant_id, follows)


async def _sweep(tenant_id: UUID) -> float:
    await _fill(tenant_id, OPEN, 500, now() - timedelta(minutes=5))
    return await _until_done(tenant_id, sweeping.detect)


async def _until_done(tenant_id: UUID, batch: Callable[[], Awaitable[int]]) -> float:
    began = time.perf_counter()
    found = 1
    while found:
        async with unit.tenant(tenant_id):
            found = await batch()
    return time.perf_counter() - began


async def _fill(tenant_id: UUID, sql: str, count: int, *args: object) -> None:
    """So many tickets, each with a first response and a resolution."""
    async with unit.tenant(tenant_id):
        first = await unit.fetchval(COUNTER, count)
        rules = await unit.fetchrow(RULES)
        assert rules is not None
        await unit.execute(sql, count, first, *rules, *args)
