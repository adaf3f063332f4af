"""A mail server that is slow, says no, cuts the line or is down: nothing is lost, and nobody is mailed twice where its log
is known (P3). Each mail goes the whole way, from `post` through the outbox to a real server on this machine.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP
from tests_ports import free_port

from polydesk.kernel import mail, outbox, unit
from polydesk.kernel.clock import now, travel
from polydesk.kernel.mail import Address, Letter, delivery, smtp, smtp_lines
from polydesk.kernel.mail.smtp import SmtpTransport


class Server:
    """Keeps a log of what it took over. `mood` is what it does with the next mail, once; "slow" and "later" come before
    it takes anything, "cut" and "silent" after. Slow and silent it is for good: whoever calls hangs up."""

    def __init__(self) -> None:
        self.port = free_port()
        self.log: Counter[str] = Counter()
        self.lines = 0
        self.mood = ""
        self._server: asyncio.Server | None = None
        self._open: set[Any] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        mood = self._mood("slow", "later")
        if mood == "slow":
            await asyncio.Event().wait()
        if mood == "later":
            return "451 4.3.0 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.log[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        mood = self._mood("cut", "silent")
        if mood == "cut":
            server.transport.abort()
        if mood == "silent":
            await asyncio.Event().wait()
        return "250 2.0.0 taken"

    async def remembers(self, message_id: str) -> bool:
        return message_id in self.log

    async def start(self) -> None:
        self._server = await asyncio.get_running_loop().create_server(self._meet, "127.0.0.1", self.port)

    async def stop(self) -> None:
        """As a machine goes down: open lines end too."""
        if self._server is not None:
            self._server.close()
            for line in self._open:
                if line.transport:
                    line.transport.abort()
            self._open.clear()
            await asyncio.sleep(0)
            self._server = None

    def _meet(self) -> Any:
        self.lines += 1
        line = SMTP(self, enable_SMTPUTF8=True)
        self._open.add(line)
        return line

    def _mood(self, *named: str) -> str:
        mood, self.mood = (self.mood, "") if self.mood in named else ("", self.mood)
        return mood


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    made = Server()
    await made.start()
    url = f"smtp://127.0.0.1:{made.port}?plain"
    monkeypatch.setattr(delivery, "transport", lambda: SmtpTransport(url))
    # A machine with much other work is slow as well; whoever wants the server to be too slow says so.
    for name in ("PATIENCE_S", "DATA_PATIENCE_S"):
        monkeypatch.setattr(smtp, name, 60.0)
    yield made
    mail.set_provider_record(None)
    for line in smtp_lines.lines_to(url).idle:
        line.hang_up()
    await made.stop()


async def post(house: Any, letter: Letter, **named: Any) -> UUID:
    async with house.unit():
        found = await mail.post(letter, to=Address("", "carl@customer.example"), language="en", **named)
    assert found is not None
    return found


async def standing(house: Any, mail_id: UUID) -> str:
    async with house.unit():
        return str(await unit.fetchval("SELECT state FROM mail WHERE id = $1", mail_id))


async def impatiently(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workers wait two seconds for each answer."""
    with monkeypatch.context() as patch:
        for name in ("PATIENCE_S", "DATA_PATIENCE_S"):
            patch.setattr(smtp, name, 2.0)
        await outbox.drain(house.id)


async def after(house: Any, minutes: float) -> None:
    with travel(now() + timedelta(minutes=minutes)):
        await outbox.drain(house.id)


async def test_ten_minutes_without_a_server_lose_nothing_and_double_nothing(
    house: Any, letter: Letter, server: Server
) -> None:
    await server.stop()
    posted = [await post(house, letter) for _mail in range(3)]
    for minutes in (0, 2, 5, 9):
        await after(house, minutes)
    assert {await standing(house, one) for one in posted} == {"queued"}
    await server.start()
    await after(house, 10 + 16)
    assert {await standing(house, one) for one in posted} == {"sent"}
    assert sorted(server.log.values()) == [1, 1, 1]
    assert server.lines == 1, "one line for all of them"


@pytest.mark.parametrize("mood", ["slow", "later"])
async def test_a_server_that_is_slow_or_says_later_gets_it_later_and_once(
    house: Any, letter: Letter, server: Server, mood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.mood = mood
    mail_id = await post(house, letter)
    await impatiently(house, monkeypatch)
    assert (await standing(house, mail_id), server.log.total()) == ("queued", 0)
    await after(house, 2)
    assert (await standing(house, mail_id), server.log.total()) == ("sent", 1)


@pytest.mark.parametrize("mood", ["cut", "silent"])
@pytest.mark.parametrize(
    ("log_is_known", "at_most_once", "state", "times"),
    [(True, False, "sent", 1), (True, True, "sent", 1), (False, False, "sent", 2), (False, True, "unknown", 1)],
)
async def test_what_a_server_took_before_the_line_went_dead_is_not_sent_twice_where_its_log_is_known(
    house: Any, letter: Letter, server: Server, monkeypatch: pytest.MonkeyPatch,
    mood: str, log_is_known: bool, at_most_once: bool, state: str, times: int,
) -> None:  # fmt: skip
    mail.set_provider_record(server.remembers if log_is_known else None)
    server.mood = mood
    mail_id = await post(house, letter, at_most_once=at_most_once)
    await impatiently(house, monkeypatch)
    await after(house, 2)
    assert await standing(house, mail_id) == state
    assert list(server.log.values()) == [times], "always under one Message-ID"


async def test_a_line_that_the_server_dropped_meanwhile_is_replaced(house: Any, letter: Letter, server: Server) -> None:
    first = await post(house, letter)
    await outbox.drain(house.id)
    await server.stop()
    await server.start()
    second = await post(house, letter)
    await outbox.drain(house.id)
    assert [await standing(house, one) for one in (first, second)] == ["sent", "sent"]
    assert (server.lines, server.log.total()) == (2, 2)
