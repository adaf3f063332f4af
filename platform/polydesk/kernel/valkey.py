"""Valkey for what may be forgotten: rate counters. Never the truth; when it is away, callers count for themselves.

A circuit breaker keeps an unreachable server from costing every request its time-out.
"""

import asyncio
import time
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple

from polydesk.kernel.settings import settings

TIMEOUT_S = 0.25
REST_S = 5.0
CLIENT = "redis.asyncio"
# One command instead of three for each counter: most of a limit's price was the client's.
COUNT = """
local found = {}
for place = 1, #KEYS, 2 do
  found[place] = redis.call('INCRBY', KEYS[place], ARGV[place])
  redis.call('EXPIRE', KEYS[place], ARGV[place + 1])
  found[place + 1] = tonumber(redis.call('GET', KEYS[place + 1]) or 0)
end
return found
"""

_clients: dict[int, Any] = {}
_scripts: dict[int, Any] = {}
_rests_until = 0.0


class Counter(NamedTuple):
    """What to add to the counter `present`, which lives `ttl` seconds; `past` is read only."""

    present: str
    past: str
    cost: int
    ttl: int


async def count(counters: Sequence[Counter]) -> list[tuple[int, int]] | None:
    """Present and past of each, in one round trip; None when there is no Valkey to ask."""
    global _rests_until
    if not _is_configured() or time.monotonic() < _rests_until:
        return None
    script = _scripts.get(id(asyncio.get_running_loop())) or await _connect()
    from redis.exceptions import RedisError  # imported by now, see _connect

    try:
        async with asyncio.timeout(TIMEOUT_S):
            found = await script(
                keys=[key for counter in counters for key in (counter.present, counter.past)],
                args=[number for counter in counters for number in (counter.cost, counter.ttl)],
            )
            return list(zip(found[::2], found[1::2], strict=True))
    except (RedisError, OSError, TimeoutError):
        _rests_until = time.monotonic() + REST_S
        return None


async def close() -> None:
    key = id(asyncio.get_running_loop())
    _scripts.pop(key, None)
    found = _clients.pop(key, None)
    if found is not None:
        await found.aclose()


def _is_configured() -> bool:
    return settings().broker_url.startswith(("redis", "valkey", "unix"))


async def _connect() -> Any:
    """The script that counts, on this loop's connections."""
    # The library is imported in a thread by the first who counts: it is heavy, and a start need not wait for it.
    library = await asyncio.to_thread(import_module, CLIENT)
    url = settings().broker_url.replace("valkey://", "redis://", 1)
    key = id(asyncio.get_running_loop())
    if key not in _clients:
        client = library.from_url(url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S)
        _clients[key], _scripts[key] = client, client.register_script(COUNT)
    return _scripts[key]
