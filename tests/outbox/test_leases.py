"""A lease is one worker's; who lost it cannot write any more."""

import asyncio
from datetime import timedelta

import pytest

from polydesk.kernel import unit
from polydesk.kernel.outbox import LeaseLost, enqueue, housekeeping, keeper
from polydesk.kernel.outbox.entry import Entry
from polydesk.kernel.outbox.lease import claim
from polydesk.kernel.outbox.running import run_claimed

NOTE = "INSERT INTO outbox (tenant_id, id, job, due) VALUES ($1, gen_random_uuid(), 'tests.note', now() + interval '1 day')"
LAPSE = "UPDATE outbox SET lease_until = now() - interval '1 s' WHERE tenant_id = $1 AND state = 'running'"


@pytest.fixture
async def row(tenant, new_job):
    @new_job()
    async def name() -> None: ...

    async with unit.tenant(tenant):
        return Entry(tenant, await enqueue(name), "default")


async def lapse(tenant):
    async with unit.platform():
        await unit.execute(LAPSE, tenant)
    await housekeeping.recover_lapsed()


async def test_it_is_given_once(row):
    leases = await asyncio.gather(*(claim(row) for _ in range(8)))
    assert len([lease for lease in leases if lease]) == 1


async def test_it_is_not_given_for_a_row_that_is_done(row):
    lease = await claim(row)
    async with lease.unit():
        await lease.finish()
    assert await claim(row) is None


async def test_it_counts_attempts(row):
    await (await claim(row)).give_back(after=timedelta(), error="once more")
    assert (await claim(row)).attempt == 2


async def test_it_lapses_and_the_row_is_pending_again(tenant, rows, row):
    await claim(row)
    await lapse(tenant)
    assert await rows(tenant, "state", "last_error") == [("pending", "The worker stopped in the middle of it.")]


async def test_it_does_not_lapse_while_it_is_renewed(tenant, rows, row):
    lease = await claim(row)
    async with unit.platform():
        await unit.execute(LAPSE, tenant)
    await lease.renew()
    await housekeeping.recover_lapsed()
    assert await rows(tenant, "state") == ["running"]


async def test_it_rolls_back_everything_of_a_worker_that_lost_it(tenant, rows, row):
    frozen = await claim(row)
    await lapse(tenant)
    fresh = await claim(row)

    async def wake_up() -> None:
        async with frozen.unit():
            await unit.execute(NOTE, tenant)
            await frozen.finish()

    with pytest.raises(LeaseLost):
        await wake_up()
    assert await rows(tenant, "lease") == [fresh.key]


async def test_it_refuses_to_renew_or_hold_once_lost(tenant, row):
    frozen = await claim(row)
    await lapse(tenant)
    with pytest.raises(LeaseLost):
        await frozen.renew()
    with pytest.raises(LeaseLost):
        async with frozen.unit():
            await frozen.hold()


async def test_it_leaves_the_new_owner_alone_when_the_old_one_fails(tenant, rows, row):
    frozen = await claim(row)
    await lapse(tenant)
    fresh = await claim(row)
    await frozen.give_back(after=timedelta(), error="late")
    await frozen.bury("late")
    await frozen.release()
    assert await rows(tenant, "state", "lease") == [("running", fresh.key)]


async def test_it_is_renewed_while_the_job_runs(tenant, rows, new_job, monkeypatch):
    monkeypatch.setattr(keeper, "RENEW_EVERY_S", 0.05)
    renewed = asyncio.Event()

    @new_job()
    async def wait() -> None:
        await renewed.wait()

    async with unit.tenant(tenant):
        number = await enqueue(wait)
    lease = await claim(Entry(tenant, number, "default"))
    [before] = await rows(tenant, "lease_until")
    running = asyncio.create_task(run_claimed(lease))
    while (await rows(tenant, "lease_until"))[0] == before:  # noqa: ASYNC110 (ends as soon as it is renewed)
        await asyncio.sleep(0.01)
    renewed.set()
    assert await running is None
    assert await rows(tenant, "state") == ["done"]


async def test_it_stops_the_job_as_soon_as_it_is_known_to_be_lost(tenant, rows, new_job, monkeypatch):
    monkeypatch.setattr(keeper, "RENEW_EVERY_S", 0.05)

    @new_job(opens_unit=False)
    async def wait(_lease: object) -> None:
        await asyncio.Event().wait()

    async with unit.tenant(tenant):
        number = await enqueue(wait)
    running = asyncio.create_task(run_claimed(await claim(Entry(tenant, number, "default"))))
    while not running.done():  # it may be renewed in the moment between the two steps of a lapse
        await lapse(tenant)
    assert isinstance(await running, LeaseLost)
    assert await rows(tenant, "state") == ["pending"]


async def test_it_buries_a_row_that_ends_every_worker_it_meets(tenant, rows, row):
    async with unit.platform():
        await unit.execute("UPDATE outbox SET attempt = $2 WHERE tenant_id = $1", tenant, housekeeping.CRASHES)
    await claim(row)
    await lapse(tenant)
    assert await rows(tenant, "state") == ["dead"]
