"""Egress: the one way to call an address that somebody typed in, since such an address may point into our own house.

The name is resolved once, every address that is not a public one is refused, and the connection goes to that very
address, so that a name that answers otherwise a moment later changes nothing. No redirects, the usual ports, five
seconds for all of it; of what the other side says `post` reads the status alone.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}
PATIENCE_S = 5.0
LONGEST_URL = 2_000
LONGEST_LINE = 8_192
# A name may take the system half a minute to give up on: so long it holds a thread of these, and nobody else's.
_LOOKUPS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="lookup")
# Addresses that carry another one inside, through a gateway that may stand in our own network.
_CARRIERS = (
    IPv6Network("64:ff9b::/96"),
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("2002::/16"),
    IPv6Network("2001::/32"),
)
# Of those set apart for protocols Python takes a few for public; one cloud tells its secrets at 192.0.0.192.
_SET_APART = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))


class BadAddress(ValueError):
    """No address that could be called from here: not http, a password in it, another port."""


class NotPublic(OSError):
    """The name leads to an address that is not open to everybody."""


class Unreachable(OSError):
    """Nobody answered, or not in our language, or not in time."""


@dataclass(frozen=True)
class Target:
    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_secret(self) -> bool:
        return self.scheme == "https"

    @property
    def named(self) -> str:
        """The Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True)
class Answer:
    status: int
    took_ms: int


def target_of(url: str) -> Target:
    """Raises BadAddress."""
    if len(url) > LONGEST_URL or not url.isascii() or any(sign <= " " or sign == "\x7f" for sign in url):
        raise BadAddress(url[:80])
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise BadAddress(url[:80]) from error
    if port not in allowed_ports(parts.scheme) or not parts.hostname or "@" in parts.netloc:
        raise BadAddress(url[:80])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port, path)


def allowed_ports(scheme: str) -> tuple[int, ...]:
    return (PORTS[scheme],) if scheme in PORTS else ()


async def post(target: Target, body: bytes, headers: Mapping[str, str]) -> Answer:
    """What the other side said. Raises NotPublic, Unreachable."""
    began = time.monotonic()
    async with calling():
        address = await public_address(target)
        async with sent(_request(target, body, headers), target, address) as reader:
            status = _status(await reader.readline())
    return Answer(status, round((time.monotonic() - began) * 1_000))


@asynccontextmanager
async def calling() -> AsyncIterator[None]:
    """Around all of a call: raises Unreachable for whatever goes wrong in it, or takes too long, and NotPublic as it is."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield
    except TimeoutError as error:
        raise Unreachable("no answer within five seconds") from error
    except NotPublic:
        raise
    except (OSError, ssl.SSLError, ValueError) as error:
        raise Unreachable(type(error).__name__) from error


@asynccontextmanager
async def sent(request: bytes, target: Target, address: str) -> AsyncIterator[asyncio.StreamReader]:
    """The request goes to that very address; what comes back is read within it."""
    reader, writer = await asyncio.open_connection(
        address,
        target.port,
        limit=LONGEST_LINE,
        ssl=_tls() if target.is_secret else None,
        server_hostname=target.host if target.is_secret else None,
    )
    try:
        writer.write(request)
        await writer.drain()
        yield reader
    finally:
        writer.transport.abort()


async def public_address(target: Target) -> str:
    """One of its addresses, all of which must be public. Raises NotPublic, OSError."""
    found = await asyncio.get_running_loop().run_in_executor(_LOOKUPS, addresses, target.host, target.port)
    if not found or not all(map(is_public, found)):
        raise NotPublic(target.host)
    return found[0]


def addresses(host: str, port: int) -> list[str]:
    """What the system knows of a name; blocks."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_number(host: str) -> bool:
    """An address instead of a name."""
    return _numbered(host) is not None


def is_public(text: str) -> bool:
    address = _numbered(text)
    if address is None:
        return False
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif address.is_site_local or any(address in carrier for carrier in _CARRIERS):
            return False
    if any(address in network for network in _SET_APART):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _numbered(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None


def _request(target: Target, body: bytes, headers: Mapping[str, str]) -> bytes:
    lines = [
        f"POST {target.path} HTTP/1.1",
        f"Host: {target.named}",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _status(line: bytes) -> int:
    version, _space, rest = line.partition(b" ")
    if not version.startswith(b"HTTP/1.") or not rest[:3].isdigit():
        raise ValueError("no HTTP")
    return int(rest[:3])


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
