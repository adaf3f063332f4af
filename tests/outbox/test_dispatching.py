"""After the commit the id goes to the broker; a broker that is away costs a request nothing."""

import threading
from types import SimpleNamespace
from uuid import UUID

import pytest

from polydesk.kernel import unit
from polydesk.kernel.outbox import broker, dispatcher, enqueue
from polydesk.kernel.outbox.dispatcher import DIRECT_BURST, Allowance, Circuit, Dispatcher
from polydesk.kernel.outbox.entry import Entry
from polydesk.kernel.settings import settings

ROW = Entry(UUID(int=1), UUID(int=2), "default")


@pytest.fixture(
    params=["redis://127.0.0.1:9/0", "valkey://127.0.0.1:9", "unix:///nowhere.sock", "amqp://127.0.0.1:9/%2f"]
)
def dead_broker(request, monkeypatch):
    """An address where nobody answers."""
    monkeypatch.setenv("BROKER_URL", request.param)
    settings.cache_clear()
    broker.broker.cache_clear()
    assert not broker.ping()  # its library is loaded here, and not beside what is measured
    yield
    monkeypatch.undo()
    settings.cache_clear()
    broker.broker.cache_clear()


@pytest.fixture
def handed(monkeypatch):
    found: list[Entry] = []
    monkeypatch.setattr(dispatcher, "hand", found.append)
    return found


async def test_it_hands_over_after_the_commit_only(tenant, new_job, handed):
    @new_job()
    async def name() -> None: ...

    async with unit.tenant(tenant):
        number = await enqueue(name)
        assert handed == []
    assert [row.id for row in handed] == [number]


async def test_it_hands_over_nothing_that_was_rolled_back(tenant, new_job, handed):
    @new_job()
    async def name() -> None: ...

    async def fail() -> None:
        async with unit.tenant(tenant):
            await enqueue(name)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert handed == []


def test_it_does_not_hold_anybody_up_when_the_broker_is_away(dead_broker, monkeypatch):
    own, gave_up, askers = Dispatcher(), threading.Event(), set()
    failed, publish = own._circuit.failed, dispatcher.publish
    monkeypatch.setattr(own._circuit, "failed", lambda: (failed(), gave_up.set()))
    monkeypatch.setattr(dispatcher, "publish", lambda rows: (askers.add(threading.get_ident()), publish(rows)))
    for number in range(1000):
        own.hand(Entry(UUID(int=number), UUID(int=number), "default"))
    assert gave_up.wait(60)  # its thread asks nobody any more once the next scene has another broker
    assert askers == {own._thread.ident}, "whoever hands over asks nobody"


def test_it_says_that_the_broker_is_away(dead_broker):
    assert not broker.ping()
    with pytest.raises(broker.BrokerAway):
        broker.publish([ROW])


def test_it_stops_trying_for_a_while_after_a_failure(monkeypatch):
    monkeypatch.setattr(dispatcher, "time", SimpleNamespace(monotonic=lambda: 7.0))
    circuit = Circuit()
    assert not circuit.is_open
    circuit.failed()
    assert circuit.is_open


def test_it_lets_a_flood_take_the_way_through_the_sweeper(monkeypatch):
    monkeypatch.setattr(dispatcher, "time", SimpleNamespace(monotonic=lambda: 7.0))
    allowance = Allowance()
    taken = [allowance.takes(ROW.tenant_id) for _ in range(200)]
    assert taken == [True] * DIRECT_BURST + [False] * (200 - DIRECT_BURST)
    assert allowance.takes(UUID(int=99))
