"""A door of SMTP in this process, and somebody who writes mails to it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import aiosmtplib
import pytest

from polydesk.intake import jobs
from polydesk.intake.smtp_door import Door, conversation
from polydesk.kernel import outbox, unit

__all__ = ["jobs"]


@dataclass
class Post:
    """The post: hands mails in at the door, and lets the workers do theirs."""

    port: int
    house: Any

    @property
    def support(self) -> str:
        return f"support@{self.house.slug}.localhost"

    async def send(self, message: EmailMessage | bytes, *, to: str = "", sender: str | None = None) -> None:
        """Raises what aiosmtplib raises when it is refused. `sender` is the envelope's; empty for a bounce's."""
        content = message if isinstance(message, bytes) else message.as_bytes()
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=self.port, start_tls=False) as client:
            await client.mail(sender if sender is not None else "carl@customers.example", encoding="utf-8")
            await client.rcpt(to or self.support)
            await client.data(content)

    async def arrive(self, message: EmailMessage | bytes, *, to: str = "", sender: str | None = None) -> Any:
        """The row of the mail after everybody has done their part."""
        await self.send(message, to=to, sender=sender)
        await outbox.drain(self.house.id)
        return await self.newest()

    async def newest(self) -> Any:
        async with self.house.unit():
            return await unit.fetchrow("SELECT * FROM mail_in ORDER BY received_at DESC, id DESC LIMIT 1")

    async def messages(self, ticket_id: Any) -> list[Any]:
        async with self.house.unit():
            return list(await unit.fetch("SELECT * FROM message WHERE ticket_id = $1 ORDER BY at, id", ticket_id))


@pytest.fixture
async def post(acme: Any) -> AsyncIterator[Post]:
    door = Door("smtp")
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: conversation(door, name="localhost", certificate=None), "127.0.0.1", 0)
    yield Post(server.sockets[0].getsockname()[1], acme)
    server.close()
