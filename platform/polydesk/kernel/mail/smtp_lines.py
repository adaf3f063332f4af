"""Lines: connections to the mail server that stay open for the next mail, since greetings cost more than a mail does.

A line that was used before is asked whether the server still listens before anything is said on it. Whoever is not sure
how a conversation ended hangs up instead of giving the line back.
"""

import asyncio
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import aiosmtplib

IDLE_S = 15.0
MAILS_A_LINE = 100
MOST_IDLE = 8

HUNG_UP = (aiosmtplib.SMTPException, OSError, ssl.SSLError)


@dataclass
class Line:
    client: aiosmtplib.SMTP
    mails: int = 0
    idle_since: float = 0.0

    async def listens(self) -> bool:
        """Also makes the server forget what was said before."""
        if time.monotonic() - self.idle_since > IDLE_S or not self.client.is_connected:
            return False
        try:
            await self.client.rset(timeout=2)
        except HUNG_UP:
            return False
        return True

    def hang_up(self) -> None:
        self.client.close()

    async def say_goodbye(self) -> None:
        with suppress(*HUNG_UP):
            await self.client.quit(timeout=2)
        self.hang_up()


@dataclass
class Lines:
    """Those to one server, of one event loop."""

    idle: list[Line] = field(default_factory=list)

    async def take(self, dial: Callable[[], aiosmtplib.SMTP]) -> Line:
        """One that is open, or a new one. Raises what connecting raises."""
        while self.idle:
            line = self.idle.pop()
            if await line.listens():
                return line
            line.hang_up()
        client = dial()
        try:
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
        except BaseException:
            client.close()
            raise
        return Line(client)

    async def give_back(self, line: Line) -> None:
        line.mails += 1
        if line.mails >= MAILS_A_LINE or len(self.idle) >= MOST_IDLE or not line.client.is_connected:
            await line.say_goodbye()
            return
        line.idle_since = time.monotonic()
        self.idle.append(line)
        asyncio.get_running_loop().call_later(IDLE_S + 1, self._hang_up_idle)

    def _hang_up_idle(self) -> None:
        """Servers count open lines; nobody keeps one for a mail that may never come."""
        long_ago = time.monotonic() - IDLE_S
        for line in [line for line in self.idle if line.idle_since < long_ago]:
            self.idle.remove(line)
            line.hang_up()


_lines: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Lines]] = WeakKeyDictionary()


def lines_to(url: str) -> Lines:
    return _lines.setdefault(asyncio.get_running_loop(), {}).setdefault(url, Lines())
