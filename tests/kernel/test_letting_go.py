"""A request that talks to the world lets go of its transaction first: kept so far, no connection held, no lock waited for."""

import asyncio
from uuid import UUID

import pytest
from tests_connections import all_are_back

from polydesk.kernel import database, unit
from polydesk.kernel.ids import new_id


@pytest.fixture(autouse=True)
async def _nobody_of_an_earlier_scene(database: None) -> None:
    await all_are_back()


@pytest.fixture
def mark() -> str:
    return f"letting go {new_id()}"


async def written(mark: str) -> None:
    await unit.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", mark)
    await unit.execute(WRITE, new_id(), mark)


WRITE = """INSERT INTO outbox (tenant_id, id, job, payload, queue, due, state)
           VALUES ('00000000-0000-0000-0000-000000000000', $1, $2, '{}', 'default', now(), 'done')"""


async def count(mark: str) -> int:
    async with unit.platform() as own:
        return int(await own.fetchval("SELECT count(*) FROM outbox WHERE job = $1", mark))


async def is_free(mark: str) -> bool:
    async with unit.platform() as other:
        return bool(await other.fetchval("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))", mark))


async def test_it_keeps_what_was_done_and_holds_nothing_until_the_next_query(mark: str) -> None:
    async with unit.platform() as own:
        await written(mark)
        assert unit.in_transaction()
        assert not await is_free(mark)
        await unit.let_go()
        assert not unit.in_transaction()
        assert database.connections_in_use() == 0
        assert await is_free(mark)
        assert await count(mark) == 1
        await written(mark)
        assert await count(mark) == 1
        assert own.statements == 4
    assert await count(mark) == 2


async def test_it_undoes_only_what_came_afterwards(mark: str) -> None:
    async def fail() -> None:
        async with unit.platform():
            await written(mark)
            await unit.let_go()
            await written(mark)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await count(mark) == 1


async def test_it_calls_back_once_for_each_half(mark: str) -> None:
    heard: list[str] = []
    async with unit.platform():
        await written(mark)
        unit.after_commit(lambda: heard.append("first"))
        await unit.let_go()
        assert heard == ["first"]
        unit.after_commit(lambda: heard.append("second"))
    assert heard == ["first", "second"]


async def test_it_is_still_the_same_company_afterwards() -> None:
    tenant: UUID = new_id()
    async with unit.tenant(tenant):
        await unit.fetchval("SELECT 1")
        await unit.let_go()
        assert await unit.fetchval("SELECT app.tenant_id()") == tenant


async def test_it_does_not_let_go_half_of_a_savepoint() -> None:
    async with unit.platform(), unit.savepoint():
        with pytest.raises(RuntimeError, match="savepoint"):
            await unit.let_go()


async def test_a_transaction_that_failed_ends_the_unit(mark: str) -> None:
    async with unit.platform() as own:
        await written(mark)
        with pytest.raises(Exception, match="division by zero"):
            await unit.fetchval("SELECT 1 / 0")
        with pytest.raises(database.CommitFailed):
            await unit.let_go()
        assert own.is_over
        with pytest.raises(unit.UnitOver):
            await unit.fetchval("SELECT 1")
        with pytest.raises(unit.UnitOver):
            await unit.let_go()
    assert database.connections_in_use() == 0
    assert await count(mark) == 0


async def test_whoever_works_beside_it_waits_and_goes_on_in_the_next_transaction(mark: str) -> None:
    async with unit.platform():
        await written(mark)
        await asyncio.gather(written(mark), unit.let_go(), written(mark), unit.let_go(), written(mark))
    assert await count(mark) == 4


async def test_it_leaks_nothing_when_it_is_cancelled_in_the_middle(mark: str) -> None:
    async def request() -> None:
        async with unit.platform():
            while True:
                await written(mark)
                await unit.let_go()

    for turns in range(40):
        task = asyncio.create_task(request())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await all_are_back()
    assert await is_free(mark)


async def test_a_unit_inside_another_sees_that_the_outer_one_is_open() -> None:
    async with unit.platform():
        await unit.fetchval("SELECT 1")
        async with unit.platform():
            assert unit.in_transaction()
    assert not unit.in_transaction()


async def test_a_good_answer_after_letting_go_keeps_both_halves_and_a_bad_one_the_first(mark: str) -> None:
    from polydesk.kernel.web import transaction

    async def answer(status: int) -> None:
        async def page(scope, receive, send) -> None:
            await written(mark)
            await unit.let_go()
            await written(mark)
            await send({"type": "http.response.start", "status": status, "headers": []})

        async def sent(message) -> None: ...

        await transaction.run(page, unit.Unit("platform", None), {"type": "http"}, sent, sent)

    await answer(200)
    assert await count(mark) == 2
    await answer(422)
    assert await count(mark) == 3
