"""A job runs in its tenant's unit and its row ends with it; what fails waits longer each time, then is a dead letter."""

import asyncio
from datetime import timedelta

import pytest

from polydesk.kernel import clock, unit
from polydesk.kernel.actor import SYSTEM, actor
from polydesk.kernel.outbox import GiveUp, Lease, Retry, drain, enqueue
from polydesk.kernel.outbox.backoff import pause

NOTE = "INSERT INTO outbox (tenant_id, id, job) VALUES ($1, gen_random_uuid(), 'tests.note')"


async def test_it_runs_in_the_tenants_unit_as_the_system(tenant, rows, new_job):
    seen = []

    @new_job()
    async def look(word: str) -> None:
        seen.append((word, unit.current().tenant, actor()))

    async with unit.tenant(tenant):
        await enqueue(look, word="hello")
    assert await drain(tenant) == 1
    assert seen == [("hello", tenant, SYSTEM)]
    assert await rows(tenant, "state", "attempt", "lease") == [("done", 1, None)]


async def test_it_runs_platform_jobs_across_tenants(tenant, new_job):
    seen = []

    @new_job(platform=True)
    async def look() -> None:
        seen.append(unit.current().role)

    async with unit.platform():
        await enqueue(look, tenant=tenant)
    await drain(tenant)
    assert seen == ["platform"]


async def test_it_leaves_what_is_not_due(tenant, rows, new_job):
    @new_job()
    async def later() -> None: ...

    async with unit.tenant(tenant):
        await enqueue(later, after=timedelta(days=1))
    assert await drain(tenant) == 0
    with clock.travel(clock.now() + timedelta(days=2)):
        assert await drain(tenant) == 1
    assert await rows(tenant, "state") == ["done"]


async def test_it_undoes_what_a_failed_job_did(tenant, rows, new_job):
    @new_job()
    async def fail() -> None:
        await unit.execute(NOTE, tenant)
        raise ValueError("no luck")

    async with unit.tenant(tenant):
        await enqueue(fail)
    await drain(tenant, strict=False)
    assert await rows(tenant, "job", "state", "last_error") == [(fail, "pending", "ValueError: no luck")]


async def test_it_waits_before_the_next_attempt(tenant, rows, new_job):
    @new_job()
    async def fail() -> None:
        raise ValueError

    async with unit.tenant(tenant):
        await enqueue(fail)
    before = clock.now()
    await drain(tenant, strict=False)
    [due] = await rows(tenant, "due")
    assert due > before + timedelta(seconds=1)


async def test_it_buries_after_the_last_attempt(tenant, rows, new_job):
    @new_job(attempts=3)
    async def fail() -> None:
        raise ValueError("never")

    async with unit.tenant(tenant):
        await enqueue(fail)
    for days in range(1, 6):
        with clock.travel(clock.now() + timedelta(days=days)):
            await drain(tenant, strict=False)
    assert await rows(tenant, "state", "attempt", "last_error") == [("dead", 3, "ValueError: never")]


async def test_it_buries_at_once_what_gives_up(tenant, rows, new_job):
    @new_job()
    async def despair() -> None:
        raise GiveUp("the ticket is gone")

    async with unit.tenant(tenant):
        await enqueue(despair)
    await drain(tenant, strict=False)
    assert await rows(tenant, "state", "last_error") == [("dead", "GiveUp: the ticket is gone")]


async def test_it_never_buries_what_only_asks_for_time(tenant, rows, new_job):
    @new_job(attempts=1)
    async def postpone() -> None:
        raise Retry(after=timedelta(hours=1))

    async with unit.tenant(tenant):
        await enqueue(postpone)
    for days in (1, 2, 3):
        with clock.travel(clock.now() + timedelta(days=days)):
            await drain(tenant)
    assert await rows(tenant, "state", "attempt") == [("pending", 3)]


async def test_it_keeps_secrets_out_of_the_row(tenant, rows, new_job):
    @new_job()
    async def leak() -> None:
        raise ConnectionError("smtp://polydesk:hunter2@relay refused, token=abc.def, Authorization: Bearer eyJhbGci")

    async with unit.tenant(tenant):
        await enqueue(leak)
    await drain(tenant, strict=False)
    [error] = await rows(tenant, "last_error")
    assert "relay refused" in error
    assert not any(secret in error for secret in ("hunter2", "abc.def", "eyJhbGci"))


async def test_it_stops_what_takes_too_long(tenant, rows, new_job):
    @new_job(time_limit=timedelta(milliseconds=50))
    async def dawdle() -> None:
        await asyncio.Event().wait()

    async with unit.tenant(tenant):
        await enqueue(dawdle)
    await drain(tenant, strict=False)
    assert await rows(tenant, "state", "last_error") == [("pending", "TimeoutError")]


async def test_it_gives_the_row_back_when_the_worker_stops(tenant, rows, new_job):
    begun = asyncio.Event()

    @new_job()
    async def dawdle() -> None:
        begun.set()
        await asyncio.Event().wait()

    async with unit.tenant(tenant):
        await enqueue(dawdle)
    running = asyncio.create_task(drain(tenant))
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await rows(tenant, "state", "attempt", "lease") == [("pending", 0, None)]


async def test_it_hands_its_lease_to_a_job_that_talks_to_the_world(tenant, rows, new_job):
    seen = []

    @new_job(opens_unit=False)
    async def call(lease: Lease, number: int) -> None:
        seen.append((number, unit.current_or_none()))
        await lease.renew()
        async with lease.unit():
            seen.append(unit.current().tenant)
            await lease.finish()

    async with unit.tenant(tenant):
        await enqueue(call, number=1)
    await drain(tenant)
    assert seen == [(1, None), tenant]
    assert await rows(tenant, "state") == ["done"]


async def test_it_finishes_for_a_job_that_forgot(tenant, rows, new_job):
    @new_job(opens_unit=False)
    async def call(lease: Lease) -> None: ...

    async with unit.tenant(tenant):
        await enqueue(call)
    await drain(tenant)
    assert await rows(tenant, "state") == ["done"]


async def test_it_runs_what_jobs_enqueue(tenant, rows, new_job):
    @new_job()
    async def second() -> None: ...

    @new_job()
    async def first() -> None:
        await enqueue(second)

    async with unit.tenant(tenant):
        await enqueue(first)
    assert await drain(tenant) == 2


@pytest.mark.parametrize(
    ("attempt", "least", "most"), [(1, 1.5, 2.5), (4, 12, 20), (12, 2700, 4500), (500, 2700, 4500)]
)
def test_it_waits_twice_as_long_each_time_up_to_an_hour(attempt, least, most):
    assert least <= pause(attempt).total_seconds() <= most
