"""A row is written with the transaction that wants it, or not at all."""

from datetime import timedelta
from uuid import UUID

import pytest

from polydesk.kernel import clock, unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox import enqueue, together, write_along, written
from polydesk.kernel.outbox.entry import PLATFORM
from polydesk.kernel.outbox.registry import UnknownJob

ALONG = "along AS (INSERT INTO outbox (id, job, payload) VALUES ($7, $8, '{}'))"


@pytest.fixture
def greet(new_job):
    @new_job()
    async def name(**_: object) -> None: ...

    return name


async def test_it_writes_one_row_with_what_it_was_given(tenant, rows, greet):
    async with unit.tenant(tenant):
        await enqueue(greet, who="carl", times=2)
    assert await rows(tenant, "job", "payload", "state") == [(greet, {"who": "carl", "times": 2}, "pending")]


async def test_it_writes_nothing_when_the_unit_fails(tenant, rows, greet):
    async def fail() -> None:
        async with unit.tenant(tenant):
            await enqueue(greet)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await rows(tenant, "id") == []


async def test_it_takes_one_statement(tenant, greet):
    async with unit.tenant(tenant) as own:
        await enqueue(greet)
        assert own.statements == 1


async def test_it_waits_as_long_as_it_is_told(tenant, rows, greet):
    async with unit.tenant(tenant):
        await enqueue(greet, after=timedelta(days=1))
    [due] = await rows(tenant, "due")
    assert abs(due - clock.now() - timedelta(days=1)) < timedelta(minutes=1)


async def test_it_writes_one_row_for_one_key(tenant, rows, greet):
    async with unit.tenant(tenant):
        first = await enqueue(greet, dedupe="today")
        second = await enqueue(greet, dedupe="today")
    assert isinstance(first, UUID)
    assert second is None
    assert await rows(tenant, "id") == [first]


async def test_it_keeps_keys_of_tenants_apart(tenant, rows, greet):
    async with unit.platform():
        assert await enqueue(greet, tenant=UUID(int=1), dedupe=str(tenant))
        assert await enqueue(greet, tenant=tenant, dedupe=str(tenant))
        await unit.execute("DELETE FROM outbox WHERE tenant_id = $1", UUID(int=1))


async def test_it_refuses_a_job_that_nobody_registered(tenant):
    async with unit.tenant(tenant):
        with pytest.raises(UnknownJob, match="no job is called"):
            await enqueue("tests.nobody")


async def test_it_refuses_what_json_cannot_say(tenant, greet):
    async with unit.tenant(tenant):
        with pytest.raises(TypeError):
            await enqueue(greet, tenant_of=tenant)


async def test_it_refuses_another_tenant_inside_a_tenants_unit(tenant, greet):
    async with unit.tenant(tenant):
        with pytest.raises(ValueError, match="platform unit"):
            await enqueue(greet, tenant=UUID(int=7))


async def test_it_writes_the_platforms_own_rows_without_a_tenant(database, greet):
    async with unit.platform():
        row = await enqueue(greet)
        assert await unit.fetchval("DELETE FROM outbox WHERE id = $1 RETURNING tenant_id", row) == PLATFORM


async def test_together_it_takes_one_statement_for_all(tenant, rows, greet):
    async with unit.tenant(tenant) as own:
        await own.fetchval("SELECT 1")
        before = own.statements
        async with together():
            first = await enqueue(greet, who="carl")
            await enqueue(greet, who="carla", after=timedelta(hours=1))
            assert await rows(tenant, "id") == []
        assert own.statements == before + 1
    written = await rows(tenant, "job", "payload")
    assert sorted(payload["who"] for _job, payload in written) == ["carl", "carla"]
    assert first in await rows(tenant, "id")


async def test_together_it_takes_along_what_somebody_else_writes(tenant, rows, greet):
    async with unit.tenant(tenant) as own:
        await own.fetchval("SELECT 1")
        before = own.statements
        async with together():
            await enqueue(greet, who="carl")
            await write_along(ALONG, new_id(), greet)
            assert await rows(tenant, "id") == []
        assert own.statements == before + 1
    assert sorted(payload.get("who", "nobody") for payload in await rows(tenant, "payload")) == ["carl", "nobody"]


async def test_together_it_writes_what_somebody_looks_for(tenant, greet):
    async with unit.tenant(tenant), together():
        for _twice in range(2):
            await write_along(ALONG, new_id(), greet)
        await written()
        assert await unit.fetchval("SELECT count(*) FROM outbox WHERE job = $1", greet) == 2


async def test_it_writes_at_once_where_nothing_is_gathered(tenant, greet):
    async with unit.tenant(tenant):
        await write_along(ALONG, new_id(), greet)
        assert await unit.fetchval("SELECT count(*) FROM outbox WHERE job = $1", greet) == 1


async def test_together_it_writes_nothing_of_what_failed(tenant, rows, greet):
    async def fail() -> None:
        async with together():
            await enqueue(greet)
            raise ZeroDivisionError

    async with unit.tenant(tenant):
        with pytest.raises(ZeroDivisionError):
            await fail()
    assert await rows(tenant, "id") == []
