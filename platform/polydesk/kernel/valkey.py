"""Valkey for what may be forgotten: rate counters. Never the truth; when it is away, callers count for themselves.

A circuit breaker keeps an unreachable server from costing every request its time-out.
"""

import asyncio
import time
from typing import Any

import redis.asyncio as client
from redis.exceptions import RedisError

from polydesk.kernel.settings import settings

TIMEOUT_S = 0.25
REST_S = 5.0

_clients: dict[int, Any] = {}
_rests_until = 0.0


async def count(present: str, past: str, *, cost: int, ttl: int) -> tuple[int, int] | None:
    """Adds `cost` to the counter `present` and reads `past`; None when there is no Valkey to ask."""
    global _rests_until
    if not _is_configured() or time.monotonic() < _rests_until:
        return None
    try:
        async with asyncio.timeout(TIMEOUT_S):
            pipe = _client().pipeline(transaction=False)
            pipe.incrby(present, cost)
            pipe.expire(present, ttl)
            pipe.get(past)
            now_count, _, past_count = await pipe.execute()
            return int(now_count), int(past_count or 0)
    except (RedisError, OSError, TimeoutError):
        _rests_until = time.monotonic() + REST_S
        return None


async def close() -> None:
    found = _clients.pop(id(asyncio.get_running_loop()), None)
    if found is not None:
        await found.aclose()


def _is_configured() -> bool:
    return settings().broker_url.startswith(("redis", "valkey", "unix"))


def _client() -> Any:
    key = id(asyncio.get_running_loop())
    if key not in _clients:
        url = settings().broker_url.replace("valkey://", "redis://", 1)
        _clients[key] = client.from_url(url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S)
    return _clients[key]
