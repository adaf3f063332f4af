"""A house of real processes that can be killed and frozen: servers of its own, web, workers, clocks."""

import asyncio
import math
import os
import random
import signal
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest
import redis
import tests_prepared
from tests_actors import Actor

from polydesk.kernel.ids import new_id
from polydesk.runtime import listener, postgres, valkey

ROOT = Path(__file__).parents[2]
# The short play has short leases, lest it waits half a minute at its end; no freeze may outlast a lease.
LEASE_S = 30.0 if float(os.environ.get("FAULT_SECONDS", "0")) > 60 else 6.0

NEW_TENANT = "INSERT INTO tenant (id, slug, name, status, set_up_at) VALUES ($1, $2, $2, 'active', now())"
NEW_IDENTITY = """
INSERT INTO identity (id, email, email_key, confirmed_at) VALUES ($1, 'olga@acme.example', 'olga@acme.example', now())
"""
NEW_OWNER = """
INSERT INTO member (tenant_id, id, identity_id, email, email_key, name, role)
VALUES ($1, $2, $3, 'olga@acme.example', 'olga@acme.example', 'Olga', 'owner')
"""
TICKETS = "SELECT subject, count(*) AS times FROM ticket GROUP BY 1"
ENQUEUE = """
INSERT INTO outbox (tenant_id, id, job, payload)
SELECT $1, gen_random_uuid(), $2, $3::jsonb FROM generate_series(1, $4)
"""
UNFINISHED = (
    "SELECT job, state, count(*) AS rows, max(last_error) AS error FROM outbox WHERE state <> 'done' GROUP BY 1, 2"
)


@dataclass
class House:
    """The servers, the people and what is known about both."""

    folder: Path
    database: postgres.Running
    courier: valkey.Running
    door: socket.socket
    settings: dict[str, str] = field(default_factory=dict)
    tenants: list[UUID] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    watcher: asyncpg.Connection | None = None

    @property
    def environment(self) -> dict[str, str]:
        path = os.pathsep.join([str(ROOT / "platform"), str(ROOT)])
        # Nobody pays here: companies that are new and pay nothing send two hundred mails a day.
        outside = {name: value for name, value in os.environ.items() if not name.startswith("STRIPE_")}
        return outside | {
            "DATABASE_URL": self.database.url,
            "BROKER_URL": self.courier.url,
            "POLYDESK_DATA": str(self.folder),
            "PYTHONPATH": path,
            "BASE_URL": f"http://localhost:{self.port}",
            "TICKETS_PER_IP": "1000000",
            "TICKETS_PER_TENANT": "1000000",
            **self.settings,
        }

    @property
    def port(self) -> int:
        return int(self.door.getsockname()[1])

    def cast(self, name: str, role: str) -> None:
        door = self.door if role == "web" else None
        self.actors.append(Actor(name, role, LEASE_S, self.environment, self.folder / f"{name}.log", door))
        self.actors[-1].start()

    def open(self) -> None:
        """Everybody enters: two of each. The web processes share a door that stays open whatever happens to them."""
        for number in ("1", "2"):
            for role in ("web", "worker", "clock"):
                self.cast(f"{role}-{number}", role)

    def wait_for_the_web(self) -> None:
        """The door is open from the beginning, so one question waits as long as it takes."""
        httpx.get(f"http://127.0.0.1:{self.port}/healthz", headers={"host": f"localhost:{self.port}"}, timeout=180)

    def hit_somebody(self, chance: random.Random, *, longest_freeze: float) -> None:
        """Kills somebody, who is started again, or freezes somebody for a while; who is frozen already is killed."""
        victim = chance.choice(self.actors)
        if chance.random() < 0.6 or victim.is_frozen:
            victim.kill()
            victim.start()
            self.kills["kill"] += 1
        else:
            victim.freeze(chance.uniform(0.5, longest_freeze))
            self.kills["freeze"] += 1

    def flush_courier(self) -> None:
        redis.Redis.from_url(self.courier.url).flushall()
        self.kills["flush"] += 1

    def crash_courier(self, *, away: float) -> None:
        os.kill(self.courier.pid, signal.SIGKILL)
        self.courier.process.wait()
        time.sleep(away)
        self.courier = valkey.start(self.folder)
        self.kills["courier"] += 1

    def crash_database(self) -> None:
        """As `pg_ctl -m immediate`: it recovers from its log."""
        os.kill(self.database.pid, signal.SIGQUIT)
        self.database.process.wait()
        self.database = postgres.start(self.folder)
        self.kills["database"] += 1

    def leave(self) -> None:
        for actor in self.actors:
            actor.kill()
        if self.watcher is not None:
            self.watcher.terminate()
        self.door.close()
        self.courier.stop()
        self.database.stop()

    async def tickets(self) -> Counter[str]:
        """Every ticket there is, by its subject."""
        return Counter({row["subject"]: row["times"] for row in await self.rows(TICKETS)})

    def receipts(self) -> Counter[str]:
        """Every mail in the mailbox, by whom it went to."""
        mails = (self.folder / "mailbox").glob("*.eml")
        return Counter(parseaddr(str(message_from_bytes(path.read_bytes())["To"]))[1] for path in mails)

    @property
    def superuser_url(self) -> str:
        return self.database.superuser_url.replace("/postgres?", "/polydesk?")

    async def found_tenants(self) -> None:
        """Three tenants whose owner has confirmed the address, so that mail may leave."""
        connection = await asyncpg.connect(self.superuser_url)
        owner = new_id()
        await connection.execute(NEW_IDENTITY, owner)
        for number in range(3):
            self.tenants.append(new_id())
            await connection.execute(NEW_TENANT, self.tenants[-1], f"tenant-{number}")
            await connection.execute("INSERT INTO brand (tenant_id) VALUES ($1)", self.tenants[-1])
            await connection.execute(NEW_OWNER, self.tenants[-1], new_id(), owner)
        await connection.close()

    async def enqueue(self, job: str, tenant: UUID, *, rows: int = 1, payload: str = "{}") -> None:
        """Rows that nobody hands to the broker: the clock has to find them."""
        await self.rows(ENQUEUE, tenant, job, payload, rows)

    async def rows(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """Seen from above all walls; many ask twenty times a second, so the connection is kept while the database lives."""
        if self.watcher is None or self.watcher.is_closed():
            self.watcher = await asyncpg.connect(self.superuser_url)
        return list(await self.watcher.fetch(sql, *args))

    async def wait_until_idle(self, *, patience: float) -> list[asyncpg.Record]:
        """Until every row is done; answers those that are not when for so many seconds they became no fewer."""
        end, least = time.monotonic() + patience, math.inf
        while True:
            rows = await self.rows(UNFINISHED)
            waiting = sum(row["rows"] for row in rows)
            if waiting < least:
                end, least = time.monotonic() + patience, waiting
            if not rows or time.monotonic() > end:
                return rows
            await asyncio.sleep(0.5)


@pytest.fixture(scope="session")
async def built(prepared: Callable[[Path], None], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a house that stands and was left in order; each scene plays in a copy."""
    folder = tmp_path_factory.mktemp("built")
    await asyncio.to_thread(prepared, folder)
    made = moved_into(folder)
    await made.found_tenants()
    made.leave()
    return folder


@pytest.fixture
async def house(built: Path, tmp_path: Path) -> AsyncIterator[House]:
    await asyncio.to_thread(tests_prepared.copy, built, tmp_path)
    made = moved_into(tmp_path)
    made.tenants = [row["id"] for row in await made.rows("SELECT id FROM tenant ORDER BY slug")]
    yield made
    made.leave()


def moved_into(folder: Path) -> House:
    return House(folder, postgres.start(folder), valkey.start(folder), listener.listen("127.0.0.1", 0)[0])
