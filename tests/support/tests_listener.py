"""A program elsewhere: a small server of ours that takes messages, and the wall that otherwise keeps us from calling it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from polydesk.kernel import egress


@dataclass
class Listener:
    """What arrived, and what it answers; `silent` takes the message and says nothing."""

    port: int = 0
    status: int = 204
    silent: bool = False
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://listener.localhost:{self.port}/hook?x=1"

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _colon, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers["content-length"]))
        self.heard.append((first, headers, body))
        if self.silent:
            await reader.read()
        else:
            writer.write(f"HTTP/1.1 {self.status} So\r\nlocation: http://127.0.0.1/\r\n\r\n".encode())
        writer.close()


@asynccontextmanager
async def listening(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Listener]:
    listener = Listener()
    server = await asyncio.start_server(listener.take, "127.0.0.1", 0)
    listener.port = server.sockets[0].getsockname()[1]
    monkeypatch.setattr(egress, "allowed_ports", lambda scheme: (listener.port,))
    # A machine with much other work is slow as well; whoever wants nobody to answer says so.
    monkeypatch.setattr(egress, "PATIENCE_S", 60.0)
    monkeypatch.setattr(egress, "is_public", lambda address: address == "127.0.0.1")

    async def lookup(target: Any) -> str:
        return "127.0.0.1"

    monkeypatch.setattr(egress, "public_address", lookup)
    yield listener
    server.close()
    await server.wait_closed()
