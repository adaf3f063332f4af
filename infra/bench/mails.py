"""How fast waiting mails leave: `python infra/bench/mails.py 5000 4` posts so many for ten tenants, starts so many workers
and a clock, and counts what a local mail server takes over, each once. Processor time says what dominates.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parent))

import psutil
from servers import Installation

from polydesk import wiring
from polydesk.kernel import database, mail, unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import Address, Button, Letter

TENANTS = 10
LETTER = Letter(
    kind="reply",
    subject="Re: The kettle leaks (ticket 1024)",
    heading="Alice has answered you",
    paragraphs=("Tighten the lid and try again. " * 12,),
    button=Button("Answer", "https://acme.example/t/abc"),
    automatic=False,
)
PATIENCE_S = 600.0


def main() -> None:
    mails = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    with tempfile.TemporaryDirectory(prefix="polydesk-bench-") as folder, sink() as (server, port):
        os.chmod(folder, 0o755)  # the embedded PostgreSQL may run as a user of its own
        os.environ["SMTP_URL"] = f"smtp://127.0.0.1:{port}?plain"
        with Installation(Path(folder)) as place:
            posted_s = asyncio.run(_post(mails))
            found = _drain(server, place, mails=mails, workers=workers)
        assert server.stdin is not None
        server.stdin.close()
        print(f"{mails} mails posted in {posted_s:.1f} s")
        print(f"{found.mails} sent by {workers} workers in {found.took_s:.1f} s: {found.mails / found.took_s:.0f}/s")
        each = ", ".join(f"{name} {1_000 * used / found.mails:.2f}" for name, used in found.spent_s.items())
        print(f"processor ms a mail: {each}")
        print(f"the mail server took {server.stdout.read().strip() if server.stdout else ''}")


async def _post(mails: int) -> float:
    wiring.load()
    tenants = await bench_tenants(TENANTS)
    began = time.monotonic()
    for number, tenant in enumerate(tenants):
        async with unit.tenant(tenant):
            for one in range(number, mails, TENANTS):
                await mail.post(LETTER, to=Address("Carl", f"carl-{one}@customers.example"), language="en")
    took = time.monotonic() - began
    await database.close_pools()
    return took


@dataclass(frozen=True)
class Figures:
    """From the moment when every worker is at work: how many mails left, in which time, and who spent how much on it."""

    mails: int
    took_s: float
    spent_s: dict[str, float]


def _drain(server: "subprocess.Popen[str]", place: Installation, *, mails: int, workers: int) -> Figures:
    names = ["clock", *["worker"] * workers]
    running = [subprocess.Popen([sys.executable, "-m", "polydesk", name]) for name in names]
    watched = [(name, psutil.Process(one.pid)) for name, one in zip(names, running, strict=True)]
    first = _wait(server, mails // 10)
    began, before = time.monotonic(), _spent(watched, place)
    last = _wait(server, mails)
    after, took = _spent(watched, place), time.monotonic() - began
    for one in running:
        one.terminate()
    for one in running:
        one.wait()
    return Figures(last - first, took, {name: after[name] - before[name] for name in after})


def _wait(server: "subprocess.Popen[str]", wanted: int) -> int:
    end = time.monotonic() + PATIENCE_S
    while (found := taken(server)) < wanted and time.monotonic() < end:
        time.sleep(0.1)
    return found


def _spent(watched: list[tuple[str, psutil.Process]], place: Installation) -> dict[str, float]:
    spent = {"worker": 0.0, "clock": 0.0, "database": place.spent()[1]}
    for name, process in watched:
        times = process.cpu_times()
        spent[name] += times.user + times.system
    return spent


async def bench_tenants(count: int) -> list[UUID]:
    """Companies that do nothing but send mails."""
    tenants = [new_id() for _ in range(count)]
    async with unit.platform():
        for tenant in tenants:
            sql = "INSERT INTO tenant (id, slug, name, status, set_up_at) VALUES ($1, $2, $2, 'active', now())"
            await unit.execute(sql, tenant, f"bench-{tenant.hex[-12:]}")
            await unit.execute("INSERT INTO brand (tenant_id) VALUES ($1)", tenant)
    return tenants


def taken(server: "subprocess.Popen[str]") -> int:
    """How many mails it took over."""
    return _asked(server, "count")


def has_taken(server: "subprocess.Popen[str]", address: str) -> bool:
    """Whether a mail to this address is among them."""
    return bool(_asked(server, f"to {address}"))


def _asked(server: "subprocess.Popen[str]", question: str) -> int:
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(f"{question}\n")
    server.stdin.flush()
    return int(server.stdout.readline())


@contextmanager
def sink() -> Iterator[tuple["subprocess.Popen[str]", int]]:
    command = [sys.executable, str(Path(__file__).with_name("smtp_sink.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server, int(server.stdout.readline())


if __name__ == "__main__":
    main()
