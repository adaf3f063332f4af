"""Counters in Valkey: what limits are made of, in one command, whatever the server has forgotten."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from polydesk.kernel import valkey
from polydesk.kernel.valkey import Counter
from polydesk.runtime import valkey as embedded


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Redis]:
    running = embedded.start(tmp_path)
    monkeypatch.setattr(valkey, "settings", lambda: SimpleNamespace(broker_url=running.url))
    monkeypatch.setattr(valkey, "_rests_until", 0.0)
    monkeypatch.setattr(valkey, "TIMEOUT_S", 30.0)
    async with Redis.from_url(running.url) as client:
        yield client
    await valkey.close()
    running.stop()


async def test_it_adds_to_the_present_and_reads_the_past(server: Redis) -> None:
    one, two = f"x:{uuid4()}", f"x:{uuid4()}"
    asked = [Counter(f"{one}:2", f"{one}:1", 1, 60), Counter(f"{two}:9", f"{one}:2", 3, 120)]
    assert await valkey.count(asked) == [(1, 0), (3, 1)]
    assert await valkey.count(asked) == [(2, 0), (6, 2)]
    assert 0 < await server.ttl(f"{one}:2") <= 60 < await server.ttl(f"{two}:9") <= 120


async def test_it_counts_on_after_the_server_forgot_the_script(server: Redis) -> None:
    asked = [Counter(f"x:{uuid4()}", "x:nobody", 1, 60)]
    await valkey.count(asked)
    await server.script_flush()
    assert await valkey.count(asked) == [(2, 0)]


async def test_callers_count_for_themselves_when_it_is_away(server: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valkey, "REST_S", 600.0)
    await server.execute_command("CONFIG", "SET", "maxmemory-policy", "noeviction")
    await server.execute_command("CONFIG", "SET", "maxmemory", "1")
    asked = [Counter(f"x:{uuid4()}", "x:nobody", 1, 60)]
    assert await valkey.count(asked) is None
    await server.execute_command("CONFIG", "SET", "maxmemory", "0")
    assert await valkey.count(asked) is None, "it rests a while before it is asked again"
