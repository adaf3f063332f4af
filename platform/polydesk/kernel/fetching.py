"""Fetching: asks an address that somebody typed in, and reads what it says, within the walls of `egress`.

Public addresses only, by https, resolved once and connected to as resolved; no redirects; five seconds and 256 KiB for
all of it, and no transaction open meanwhile. In development this very machine may be asked, too, by http and at any port, so
that what a company runs elsewhere can be tried beside the product.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from polydesk.kernel import egress, unit
from polydesk.kernel.egress import BadAddress, NotPublic, Target
from polydesk.kernel.settings import settings

MOST = 256 * 1024
_PIECE = 16 * 1024


@dataclass(frozen=True)
class Fetched:
    status: int
    body: bytes


def askable(url: str) -> Target:
    """Raises BadAddress for what may not be asked: neither https nor, in development, this machine."""
    if (near := _near(url)) is not None:
        return near
    target = egress.target_of(url)
    if not target.is_secret:
        raise BadAddress(url[:80])
    return target


async def fetch(target: Target, *, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Fetched:
    """By GET, or by POST with a body. Raises NotPublic, Unreachable."""
    if unit.in_transaction():
        raise RuntimeError("nobody else is asked while a transaction is open")
    async with egress.calling():
        address = await _address(target)
        async with egress.sent(_request(target, body, headers or {}), target, address) as reader:
            return await _answer(reader)


def _near(url: str) -> Target | None:
    """This machine by its name, where it is a developer's."""
    if settings().is_production or settings().scheme != "http" or not url.isascii() or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or 80
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme != "http" or "@" in parts.netloc or not _is_near(host):
        return None
    return Target("http", host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def _is_near(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1") or host.endswith(".localhost")


async def _address(target: Target) -> str:
    if target.is_secret:
        return await egress.public_address(target)
    found = await asyncio.to_thread(egress.addresses, target.host, target.port)
    if not found or not all(ip_address(one).is_loopback for one in found):
        raise NotPublic(target.host)
    return found[0]


def _request(target: Target, body: bytes | None, headers: Mapping[str, str]) -> bytes:
    lines = [f"{'GET' if body is None else 'POST'} {target.path} HTTP/1.1", f"Host: {target.named}"]
    lines += ["Accept: application/json", "Accept-Encoding: identity", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [] if body is None else [f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + (body or b"")


class _Reading:
    """What the parser calls while an answer comes in."""

    def __init__(self) -> None:
        self.body, self.is_done = bytearray(), False

    def on_body(self, piece: bytes) -> None:
        self.body += piece
        if len(self.body) > MOST:
            raise ValueError("too long")

    def on_message_complete(self) -> None:
        self.is_done = True


async def _answer(reader: asyncio.StreamReader) -> Fetched:
    import httptools

    reading, came = _Reading(), 0
    parser = httptools.HttpResponseParser(reading)
    while not reading.is_done and (piece := await reader.read(_PIECE)):
        came += len(piece)
        if came > 2 * MOST:  # heads without end
            raise ValueError("too long")
        try:
            parser.feed_data(piece)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            raise ValueError("no HTTP") from error
    if not came:
        raise ValueError("no HTTP")
    return Fetched(parser.get_status_code(), bytes(reading.body))
