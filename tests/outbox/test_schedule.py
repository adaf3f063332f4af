"""What comes round by itself gets one row a period, however many clocks look."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from polydesk.kernel import unit
from polydesk.kernel.outbox import daily, every, schedule
from polydesk.kernel.outbox.schedule import DAY, Period

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)


@pytest.fixture
async def yearly(database, new_job, monkeypatch):
    """A job that comes round so seldom that no period ends while it is played, and is due; the others wait outside."""
    monkeypatch.setattr(schedule, "_periods", {})

    async def tick() -> None: ...

    name = new_job(platform=True)(tick)
    every(timedelta(days=365))(tick)
    await schedule.learn(NOON)
    await is_due(name)
    yield name
    async with unit.platform():
        await unit.execute("DELETE FROM periodic WHERE name = $1", name)
        await unit.execute("DELETE FROM outbox WHERE job = $1", name)


async def is_due(name: str) -> None:
    async with unit.platform():
        await unit.execute("UPDATE periodic SET due = now() WHERE name = $1", name)


async def enqueued(name: str) -> int:
    async with unit.platform():
        return await unit.fetchval("SELECT count(*) FROM outbox WHERE job = $1", name)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period(timedelta(hours=1)), NOON + timedelta(hours=1)),
        (Period(timedelta(minutes=15)), NOON + timedelta(minutes=15)),
        (Period(DAY), datetime(2026, 3, 30, tzinfo=UTC)),
        (Period(DAY, timedelta(hours=13)), datetime(2026, 3, 29, 13, tzinfo=UTC)),
        (Period(DAY, timedelta(hours=12)), datetime(2026, 3, 30, 12, tzinfo=UTC)),
    ],
)
def test_it_knows_when_a_period_comes_round(period, expected):
    assert period.next_after(NOON) == expected


async def test_it_enqueues_once_for_several_clocks(yearly):
    await asyncio.gather(*(schedule.enqueue_due() for _ in range(5)))
    assert await enqueued(yearly) == 1


async def test_it_makes_up_once_for_many_missed_periods(yearly):
    await schedule.enqueue_due()
    await schedule.enqueue_due()
    assert await enqueued(yearly) == 1


async def test_it_comes_round_again(yearly):
    await schedule.enqueue_due()
    await is_due(yearly)
    await schedule.enqueue_due()
    assert await enqueued(yearly) == 2


async def test_it_keeps_the_due_time_when_it_learns_again(yearly):
    async with unit.platform():
        before = await unit.fetchval("SELECT due FROM periodic WHERE name = $1", yearly)
    await schedule.learn(NOON + timedelta(days=800))
    async with unit.platform():
        assert await unit.fetchval("SELECT due FROM periodic WHERE name = $1", yearly) == before


def test_it_takes_a_time_of_day(new_job, monkeypatch):
    monkeypatch.setattr(schedule, "_periods", {})

    async def clean() -> None: ...

    name = new_job(platform=True)(clean)
    daily(at=time(3, 30))(clean)
    assert schedule._periods[name] == Period(DAY, timedelta(hours=3, minutes=30))
