"""The embedded PostgreSQL and Valkey: they keep what they were given, and clear up after every kind of end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest
import redis

from polydesk.runtime import postgres, valkey


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    for process in psutil.process_iter(["cmdline"]):
        assert str(tmp_path) not in " ".join(process.info["cmdline"] or [])


async def ask(server: postgres.Running, sql: str) -> Any:
    connection = await asyncpg.connect(server.url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_it_keeps_data_from_one_start_to_the_next(folder: Path) -> None:
    first = postgres.start(folder)
    await ask(first, "CREATE TABLE kept AS SELECT 42 AS answer")
    first.stop()
    second = postgres.start(folder)
    try:
        assert await ask(second, "SELECT answer FROM kept") == 42
    finally:
        second.stop()


async def test_it_gives_the_product_an_owner_who_is_no_superuser(folder: Path) -> None:
    server = postgres.start(folder)
    try:
        about = "SELECT rolsuper OR rolbypassrls OR rolreplication FROM pg_roles WHERE rolname = current_user"
        assert await ask(server, about) is False
        assert await ask(server, "SELECT lower('ÄÉ')") == "äé"
        assert (folder / "secrets.json").stat().st_mode & 0o077 == 0
    finally:
        server.stop()


@pytest.mark.faults
async def test_it_comes_back_after_a_kill(folder: Path) -> None:
    first = postgres.start(folder)
    await ask(first, "CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(first.pid, signal.SIGKILL)
    first.process.wait()
    second = postgres.start(folder)
    try:
        assert await ask(second, "SELECT answer FROM kept") == 42
    finally:
        second.stop()


async def test_it_stops_a_leftover_of_the_same_folder(folder: Path) -> None:
    leftover = postgres.start(folder)
    server = postgres.start(folder)
    try:
        assert leftover.process.wait(60) is not None
        assert await ask(server, "SELECT 1") == 1
    finally:
        server.stop()


async def test_it_is_not_misled_by_the_mark_of_a_dead_server(folder: Path) -> None:
    postgres.start(folder).stop()
    (folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder / 'postgres'}\n")
    server = postgres.start(folder)
    server.stop()


async def test_it_begins_anew_after_an_interrupted_first_start(folder: Path) -> None:
    (folder / "postgres.unfinished").mkdir()
    (folder / "postgres.unfinished" / "half").write_text("")
    server = postgres.start(folder)
    try:
        assert await ask(server, "SELECT 1") == 1
    finally:
        server.stop()


async def test_it_fits_into_a_folder_with_a_long_name(folder: Path) -> None:
    server = postgres.start(folder / ("long" * 40))
    try:
        assert await ask(server, "SELECT 1") == 1
    finally:
        server.stop()


def test_valkey_keeps_what_it_was_given(folder: Path) -> None:
    first = valkey.start(folder)
    redis.Redis.from_url(first.url).set("kept", "42")
    first.stop()
    second = valkey.start(folder)
    try:
        assert redis.Redis.from_url(second.url).get("kept") == b"42"
    finally:
        second.stop()


def test_valkey_stops_a_leftover_of_the_same_folder(folder: Path) -> None:
    leftover = valkey.start(folder)
    server = valkey.start(folder)
    try:
        assert leftover.process.wait(60) is not None
        assert redis.Redis.from_url(server.url).ping()
    finally:
        server.stop()


STARTER = """
import sys
from polydesk.runtime import postgres, valkey
print(postgres.start(sys.argv[1]).pid, valkey.start(sys.argv[1]).pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.faults
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ties children to their parent on Linux only")
def test_the_servers_end_with_a_parent_that_is_killed(folder: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    servers = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
    parent.kill()
    parent.communicate()
    _, alive = psutil.wait_procs(servers, timeout=60)
    assert alive == []
