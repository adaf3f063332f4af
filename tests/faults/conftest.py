"""A house of real processes that can be killed and frozen: servers of its own, web-like submitters, workers, clocks."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
import redis

from polydesk.kernel.ids import new_id
from polydesk.runtime import postgres, valkey

ACTORS = Path(__file__).with_name("actors.py")
ROOT = Path(__file__).parents[2]
# The short play has short leases, lest it waits half a minute at its end; no freeze may outlast a lease.
LEASE_S = 30.0 if float(os.environ.get("FAULT_SECONDS", "0")) > 60 else 6.0

NEW_TENANT = "INSERT INTO tenant (id, slug, name, status) VALUES ($1, $2, $2, 'active')"
ENQUEUE = """
INSERT INTO outbox (tenant_id, id, job, payload)
SELECT $1, gen_random_uuid(), $2, $3::jsonb FROM generate_series(1, $4)
"""
UNFINISHED = (
    "SELECT job, state, count(*) AS rows, max(last_error) AS error FROM outbox WHERE state <> 'done' GROUP BY 1, 2"
)


@dataclass
class Actor:
    """One process and how it is started again."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, env=self.environment, cwd=ROOT, stdout=log, stderr=log)

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@dataclass
class House:
    """The servers, the people and what is known about both."""

    folder: Path
    database: postgres.Running
    courier: valkey.Running
    tenants: list[UUID] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)

    @property
    def environment(self) -> dict[str, str]:
        path = os.pathsep.join([str(ROOT / "platform"), str(ROOT)])
        return os.environ | {
            "DATABASE_URL": self.database.url,
            "BROKER_URL": self.courier.url,
            "POLYDESK_DATA": str(self.folder),
            "PYTHONPATH": path,
        }

    def cast(self, name: str, role: str, *arguments: str) -> None:
        command = [sys.executable, str(ACTORS), role, str(LEASE_S), *arguments]
        actor = Actor(name, command, self.environment, self.folder / f"{name}.log")
        actor.start()
        self.actors.append(actor)

    def migrate(self) -> None:
        script = "import asyncio; from polydesk.kernel import database; asyncio.run(database.migrate())"
        subprocess.run([sys.executable, "-c", script], env=self.environment, cwd=ROOT, check=True)

    def open(self) -> None:
        """Everybody enters: two of each."""
        tenants = [str(tenant) for tenant in self.tenants]
        for number in ("1", "2"):
            self.cast(f"submitter-{number}", "submitter", str(self.folder / f"accepted-{number}"), *tenants)
            self.cast(f"worker-{number}", "worker")
            self.cast(f"clock-{number}", "clock")

    def hit_somebody(self, chance: random.Random, *, longest_freeze: float) -> float:
        """Kills somebody, who is started again, or freezes somebody for a while; answers how long that took."""
        victim = chance.choice(self.actors)
        if chance.random() < 0.6:
            victim.kill()
            victim.start()
            self.kills["kill"] += 1
            return 0.0
        pause = chance.uniform(0.5, longest_freeze)
        victim.signal(signal.SIGSTOP)
        time.sleep(pause)
        victim.signal(signal.SIGCONT)
        self.kills["freeze"] += 1
        return pause

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

    def end_submissions(self) -> None:
        for actor in self.actors:
            if actor.name.startswith("submitter"):
                actor.kill()

    def leave(self) -> None:
        for actor in self.actors:
            actor.kill()
        self.courier.stop()
        self.database.stop()

    def accepted(self) -> set[str]:
        """What submitters were promised; a line that a kill cut short was promised to nobody."""
        texts = [path.read_text() for path in self.folder.glob("accepted-*")]
        return {line for text in texts for line in text.split("\n")[:-1]}

    def delivered(self) -> Counter[str]:
        """Every mail in the mailbox, by its subject."""
        mails = (self.folder / "mailbox").glob("*.eml")
        return Counter(str(message_from_bytes(path.read_bytes())["Subject"]).strip() for path in mails)

    async def enqueue(self, job: str, tenant: UUID, *, rows: int = 1, payload: str = "{}") -> None:
        """Rows that nobody hands to the broker: the clock has to find them."""
        await self.rows(ENQUEUE, tenant, job, payload, rows)

    async def rows(self, sql: str, *args: object) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.database.url, server_settings={"role": "polydesk_platform"})
        try:
            return list(await connection.fetch(sql, *args))
        finally:
            await connection.close()

    async def wait_until_idle(self, *, patience: float) -> list[asyncpg.Record]:
        """Until every row is done; answers those that are not when patience ends."""
        end = time.monotonic() + patience
        while True:
            rows = await self.rows(UNFINISHED)
            if not rows or time.monotonic() > end:
                return rows
            await asyncio.sleep(0.5)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    made = House(tmp_path, postgres.start(tmp_path), valkey.start(tmp_path))
    await asyncio.to_thread(made.migrate)
    made.tenants = [new_id(), new_id(), new_id()]
    connection = await asyncpg.connect(made.database.url)
    await connection.execute("GRANT polydesk_platform TO CURRENT_USER WITH SET TRUE")
    await connection.execute("SET ROLE polydesk_platform")
    for number, tenant in enumerate(made.tenants):
        await connection.execute(NEW_TENANT, tenant, f"tenant-{number}")
    await connection.close()
    yield made
    made.leave()
