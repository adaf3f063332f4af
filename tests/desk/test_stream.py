"""The live stream: who hears what, what it holds, and when it ends."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from tests_connections import all_are_back

from polydesk.desk import stream as streaming
from polydesk.kernel import database, unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.live import Event, hub, tell
from polydesk.tickets.queries import by_number

PATIENCE_S = 60


class Listener:
    """A browser with an open stream, spoken to as the server does it: by ASGI."""

    def __init__(self, product: Any, person: Any, host: str) -> None:
        self.product = product
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        self.status = 0
        self._gone = asyncio.Event()
        cookie = person.client.headers.get("cookie", "")
        headers = [(b"host", host.encode()), (b"cookie", cookie.encode()), (b"accept", b"text/event-stream")]
        self.scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "root_path": "",
            "path": "/desk/stream",
            "raw_path": b"/desk/stream",
            "query_string": b"",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("localhost", 8000),
            "extensions": {},
            "state": {},
        }
        self._asked = False
        self.task = asyncio.create_task(self.product(self.scope, self._receive, self._send))

    async def next(self) -> str:
        return await asyncio.wait_for(self.heard.get(), timeout=PATIENCE_S)

    async def leave(self) -> None:
        self._gone.set()
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(self.task, timeout=PATIENCE_S)

    async def _receive(self) -> Any:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message.get("body"):
            self.heard.put_nowait(message["body"].decode())


@pytest.fixture
async def listen(product: Any) -> Any:
    """`await listen(house, person)`: an open stream whose first word has come."""
    opened: list[Listener] = []

    async def open_one(house: Any, person: Any) -> Listener:
        made = Listener(product, person, house.host)
        opened.append(made)
        assert "tickets" in await made.next()
        return made

    yield open_one
    for one in opened:
        await one.leave()


@pytest.fixture
async def live(product: Any) -> Any:
    """The line on which this process hears what was committed."""
    hears = asyncio.Event()
    hub().on("nothing", lambda _event: hears.set())
    hub().start()
    await asyncio.wait_for(hears.wait(), timeout=PATIENCE_S)
    yield hub()
    await hub().stop()


async def all_is_told(live: Any) -> None:
    """What was committed so far has been heard: words come in the order of the commits."""
    mark, told = str(new_id()), asyncio.Event()
    live.on(mark, lambda _event: told.set())
    async with unit.tenant(new_id()):
        await tell(mark)
    await asyncio.wait_for(told.wait(), timeout=PATIENCE_S)


async def test_it_tells_of_shared_drafts_by_a_word_of_their_own(acme: Any, ask: Any, listen: Any, live: Any) -> None:
    number = await ask()
    await all_is_told(live)
    bob = await listen(acme, acme.bob)
    await acme.alice.post(f"/desk/tickets/{number}/draft?kind=note", {"body": "Mine alone"})
    await acme.alice.post(f"/desk/tickets/{number}/draft/sharing?kind=note", {"body": "Look at this"})
    async with acme.unit():
        ticket = await by_number(number)
    assert await bob.next() == f"event: changed\ndata: draft-{ticket.id}\n\n"


async def test_it_reaches_the_other_agent_and_not_another_tenant(
    acme: Any, globex: Any, ask: Any, listen: Any, live: Any
) -> None:
    number = await ask()
    await all_is_told(live)
    bob, mallory = await listen(acme, acme.bob), await listen(globex, globex.mallory)
    await acme.alice.post(f"/desk/tickets/{number}/assignment", {"member": str(acme.alice.id)})
    async with acme.unit():
        ticket = await by_number(number)
    word = await bob.next()
    assert word.startswith("event: changed")
    assert str(ticket.id) in word
    live.deliver(Event("ticket", "for globex", globex.id))
    assert "for globex" in await mallory.next()


async def test_it_ends_at_once_for_whoever_asks_what_it_is(acme: Any) -> None:
    told = await asyncio.wait_for(acme.alice.client.head("/desk/stream"), timeout=PATIENCE_S)
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["content-type"].startswith("text/event-stream")


async def test_it_holds_no_connection(acme: Any, listen: Any) -> None:
    await all_are_back()
    await listen(acme, acme.alice)
    assert database.connections_in_use() == 0


async def test_it_serves_several_tabs(acme: Any, listen: Any, live: Any, ask: Any) -> None:
    tabs = [await listen(acme, acme.alice) for _ in range(3)]
    await ask()
    for tab in tabs:
        assert "tickets" in await tab.next()


async def test_it_ends_when_the_session_does(acme: Any, listen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "BEAT_S", 0.05)
    stream = await listen(acme, acme.alice)
    assert "still here" in await stream.next()
    async with acme.unit():
        await unit.execute("UPDATE member SET generation = generation + 1 WHERE id = $1", acme.alice.id)
    heard = ""
    while "event: end" not in heard:
        heard = await stream.next()
    await stream.leave()
    assert stream.heard.empty()


async def test_it_is_closed_to_visitors_and_customers(acme: Any) -> None:
    assert (await acme.visitor.get("/desk/stream")).status_code == 303
    assert (await acme.carl.get("/desk/stream")).status_code == 303
    assert (await acme.bill.get("/desk/stream")).status_code == 403
