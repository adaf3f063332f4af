"""What the database does by itself: single inserts, and the three statements that a ticket is, each with its commit.

By pgbench of the embedded wheel, in tables of their own without row security; where there is no pgbench, by a loop
in Python, which understates it.
"""

import asyncio
import re
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from polydesk.runtime.postgres import BINARIES

CLIENTS = (1, 8)

TABLES = """
DROP TABLE IF EXISTS bench_outbox, bench_message, bench_ticket;
CREATE TABLE bench_ticket (tenant_id uuid, id uuid, number bigint, subject text, at timestamptz, PRIMARY KEY (tenant_id, id));
CREATE TABLE bench_message (tenant_id uuid, id uuid, ticket_id uuid, body text, at timestamptz, PRIMARY KEY (tenant_id, id));
CREATE TABLE bench_outbox (tenant_id uuid, id uuid, job text, payload jsonb, due timestamptz, PRIMARY KEY (tenant_id, id));
CREATE INDEX ON bench_ticket (tenant_id, number);
CREATE INDEX ON bench_message (tenant_id, ticket_id, at);
CREATE INDEX ON bench_outbox (tenant_id, due);
"""
TICKET = (
    "INSERT INTO bench_ticket VALUES (gen_random_uuid(), gen_random_uuid(), 7, 'My lamp flickers, order 7', now());"
)
MESSAGE = """INSERT INTO bench_message VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
 'Hello, since yesterday the lamp flickers when I dim it. What should I do? Thank you for your help.', now());"""
OUTBOX = """INSERT INTO bench_outbox VALUES (gen_random_uuid(), gen_random_uuid(), 'mailroom.receipt', '{"ticket_id": "7"}', now());"""
SCRIPTS = {
    "insert": [TICKET],
    "three": ["BEGIN;", TICKET, MESSAGE, OUTBOX, "COMMIT;"],
}


@dataclass(frozen=True)
class Rates:
    """Transactions a second by the number of clients."""

    insert: dict[int, float]
    three: dict[int, float]
    by: str


def measure(url: str, *, seconds: float) -> Rates:
    asyncio.run(_make_tables(url))
    pgbench = BINARIES / "pgbench"
    found: dict[str, dict[int, float]] = {}
    for name, script in SCRIPTS.items():
        for clients in CLIENTS:
            rate = (
                _by_pgbench(pgbench, url, script, clients, seconds)
                if pgbench.exists()
                else asyncio.run(_by_loop(url, script, clients, seconds))
            )
            found.setdefault(name, {})[clients] = rate
    return Rates(found["insert"], found["three"], "pgbench" if pgbench.exists() else "asyncpg")


def _by_pgbench(pgbench: Path, url: str, script: list[str], clients: int, seconds: float) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write("\n".join(statement.replace("\n", " ") for statement in script) + "\n")
        file.flush()
        options = ["-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", f"{seconds:.0f}", "-f", file.name]
        done = subprocess.run([str(pgbench), *options, url], capture_output=True, text=True, check=True)
    tps = re.search(r"tps = ([\d.]+)", done.stdout)
    assert tps is not None
    return float(tps[1])


async def _by_loop(url: str, script: list[str], clients: int, seconds: float) -> float:
    done = 0

    async def client(until: float) -> None:
        nonlocal done
        connection = await asyncpg.connect(url)
        while time.perf_counter() < until:
            for statement in script:
                await connection.execute(statement)
            done += 1
        await connection.close()

    began = time.perf_counter()
    await asyncio.gather(*(client(began + seconds) for _ in range(clients)))
    return done / (time.perf_counter() - began)


async def _make_tables(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(TABLES)
    await connection.close()
