"""The reader of this request, for what pages count: also of a page from memory, which nothing else is set up for.

Nobody is recognised. A reader has one of 2,048 seats, by the secret of this installation, the tenant and what every
browser says; thousands of people share each. Which seats were taken tells about how many different readers there were,
and nothing about any of them.
"""

import hmac
import ipaddress
import math
from contextvars import ContextVar
from functools import cache, lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from polydesk.kernel.settings import settings
from polydesk.kernel.web.asgi import Scope

SEATS = 2_048

_scope: ContextVar[Scope | None] = ContextVar("reader", default=None)


def remember_reader(scope: Scope) -> None:
    _scope.set(scope)


def seat(tenant: UUID) -> int:
    scope = _scope.get()
    return seat_of(tenant, address(), _header(scope, b"user-agent")) if scope else 0


def address() -> str:
    """Where this request came from, by the word of trusted proxies only; empty where there is none."""
    scope = _scope.get()
    return client_of(scope, _header(scope, b"x-forwarded-for")) if scope else ""


def seat_of(tenant: UUID, address: str, agent: str) -> int:
    said = f"{tenant}\x1f{address}\x1f{agent}".encode("utf-8", "replace")
    return int.from_bytes(hmac.digest(settings().secret_key.encode(), said, "sha256")[:4], "big") % SEATS


def readers_behind(taken: int) -> int:
    """About how many different readers take so many seats: a few percent off for thousands, exact for a few."""
    empty = max(SEATS - taken, 1)
    return round(SEATS * math.log(SEATS / empty))


def came_from() -> str:
    """Path and query of the page of this very host whose link was followed; empty when nobody says."""
    scope = _scope.get()
    said = _header(scope, b"referer")[:2_000] if scope else ""
    try:
        there = urlsplit(said)
    except ValueError:
        return ""
    is_here = bool(said) and there.netloc.lower() == _header(scope, b"host").lower()
    return f"{there.path}?{there.query}" if is_here else ""


def client_of(scope: Scope, forwarded: str) -> str:
    """The address by the word of trusted proxies only: the right-most one of X-Forwarded-For that is no proxy."""
    peer = str((scope.get("client") or ("", 0))[0])
    if not is_trusted(peer):
        return peer
    for address in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not is_trusted(address):
            return address[:64]
    return peer


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")


@lru_cache(maxsize=1_000)
def is_trusted(address: str) -> bool:
    networks = _trusted_networks()
    if not networks:
        return False
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


@cache
def _trusted_networks() -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(part.strip()) for part in settings().trusted_proxies.split(",") if part.strip())
