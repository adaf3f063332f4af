"""What changed is told to every process after the commit, to the readers of that tenant only."""

import asyncio
from contextlib import suppress

import asyncpg
import pytest
from tests_connections import all_are_back

from polydesk.kernel import database, live, unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.live import RESYNC, Event, Hub, tell

PATIENCE_S = 60


@pytest.fixture
def tenant(database):
    return new_id()


@pytest.fixture
async def hub(database):
    """A hub that hears already."""
    made, hears = Hub(), asyncio.Event()
    made.on("nothing", lambda _: hears.set())
    made.start()
    await asyncio.wait_for(hears.wait(), timeout=PATIENCE_S)
    yield made
    await made.stop()


class Reader:
    """Somebody with an open page."""

    def __init__(self, hub, tenant, *topics):
        self.heard = asyncio.Queue()
        self.task = asyncio.create_task(self.read(hub, tenant, set(topics)))

    async def read(self, hub, tenant, topics):
        async for event in hub.listen(tenant, topics):
            self.heard.put_nowait(event)

    async def next(self):
        return await asyncio.wait_for(self.heard.get(), timeout=PATIENCE_S)


@pytest.fixture
async def reader(hub, tenant):
    made = Reader(hub, tenant, "ticket")
    await asyncio.sleep(0)
    yield made
    made.task.cancel()
    with suppress(asyncio.CancelledError):
        await made.task


async def test_it_says_nothing_that_was_undone(tenant, reader):
    async with unit.tenant(tenant):
        with suppress(ZeroDivisionError):
            async with unit.savepoint():
                await tell("ticket", "undone")
                raise ZeroDivisionError
        await tell("ticket", "kept")
    assert await reader.next() == Event("ticket", "kept", tenant)


async def test_it_says_the_same_once(tenant, reader):
    async with unit.tenant(tenant):
        for word in ("7", "7", "8"):
            await tell("ticket", word)
    assert [(await reader.next()).payload for _ in range(2)] == ["7", "8"]


@pytest.mark.parametrize("word", ["it's", "'); DROP TABLE ticket; --", "\\' x", "\x00\n", "ünïcode ✓", '{"a": 1}'])
async def test_it_says_every_word_as_it_is(tenant, reader, word):
    async with unit.tenant(tenant):
        await tell("ticket", word)
    assert (await reader.next()).payload == word


async def test_it_takes_no_statement(tenant):
    async with unit.tenant(tenant) as own:
        await tell("ticket", "7")
        assert own.statements == 0


async def test_a_unit_that_failed_inside_says_nothing_and_leaks_nothing(tenant, reader):
    async def fail() -> None:
        async with unit.tenant(tenant):
            await tell("ticket", "lost")
            with suppress(asyncpg.PostgresError):
                await unit.execute("SELECT 1 / 0")

    await all_are_back()
    with pytest.raises(database.CommitFailed):
        await fail()
    assert database.connections_in_use() == 0
    async with unit.tenant(tenant):
        await tell("ticket", "next")
    assert (await reader.next()).payload == "next"


async def test_it_tells_readers_after_the_commit(tenant, reader):
    async with unit.tenant(tenant):
        await tell("ticket", "7")
        await asyncio.sleep(0.05)
        assert reader.heard.empty()
    assert await reader.next() == Event("ticket", "7", tenant)


async def test_it_tells_nobody_of_another_tenant_or_topic(tenant, reader):
    async with unit.tenant(new_id()):
        await tell("ticket", "foreign")
    async with unit.tenant(tenant):
        await tell("weather", "rain")
        await tell("ticket", "own")
    assert (await reader.next()).payload == "own"


async def test_it_tells_nothing_that_was_rolled_back(tenant, reader):
    async def fail() -> None:
        async with unit.tenant(tenant):
            await tell("ticket", "never")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with unit.tenant(tenant):
        await tell("ticket", "kept")
    assert (await reader.next()).payload == "kept"


async def test_it_calls_caches_back_for_every_tenant(hub, tenant):
    heard: asyncio.Queue[Event] = asyncio.Queue()
    hub.on("site", heard.put_nowait)
    async with unit.tenant(tenant):
        await tell("site", {"name": "Acme"})
    assert await asyncio.wait_for(heard.get(), timeout=PATIENCE_S) == Event("site", {"name": "Acme"}, tenant)


async def test_it_says_look_afresh_after_a_lost_connection(hub, reader):
    await _cut_the_line()
    assert (await reader.next()).topic == RESYNC


async def test_it_hears_again_after_a_lost_connection(tenant, hub, reader):
    await _cut_the_line()
    await reader.next()
    async with unit.tenant(tenant):
        await tell("ticket", "again")
    assert (await reader.next()).payload == "again"


async def test_it_drops_a_reader_that_is_too_slow(hub, tenant, monkeypatch):
    slow = hub.listen(tenant, {"ticket"})
    waiting = asyncio.ensure_future(anext(slow))
    await asyncio.sleep(0)
    for number in range(live.BACKLOG + 2):
        hub.deliver(Event("ticket", number, tenant))
    await waiting
    rest = [event async for event in slow]
    assert len(rest) < live.BACKLOG
    assert hub.dropped == 1


async def test_it_refuses_to_tell_a_novel(tenant):
    async with unit.tenant(tenant):
        with pytest.raises(ValueError, match="too much to tell"):
            await tell("ticket", "x" * 8000)


async def _cut_the_line() -> None:
    """As a restart of the database does; a role may end its own connections."""
    async with unit.tenant(new_id()):
        await unit.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'polydesk live'"
        )
