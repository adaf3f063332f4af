"""What a crowd in the outbox costs everybody else: `python infra/bench/crowd.py` says what 100,000 waiting jobs do to
submissions, and how long another tenant's mail takes while 50,000 mails of one tenant wait. See performance.md.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parent))

import mails
import pages
from driver import drive
from servers import Installation, running

from polydesk import wiring
from polydesk.kernel import database, mail, unit
from polydesk.kernel.mail import Address

DUE = int(os.environ.get("BENCH_DUE", "100000"))
WAITING = int(os.environ.get("BENCH_WAITING", "50000"))
WORKERS = 2
ROUNDS = 5
SECONDS = 6.0
CONNECTIONS = 8

# All that the mail which was posted last is, so many times, each with a job of its own.
COPIES = """
WITH template AS (SELECT * FROM mail WHERE tenant_id = app.tenant_id() ORDER BY id DESC LIMIT 1),
     made AS (
  INSERT INTO mail (id, message_id, kind, to_address, to_name, from_name, reply_to, language, subject, html, text,
                    headers, about_kind, about_id, state, at_most_once, attempts, created_at, of_platform)
  SELECT gen_random_uuid(), '<' || gen_random_uuid() || '@bench.example>', kind, 'carl-' || n || '@customers.example',
         to_name, from_name, reply_to, language, subject, html, text, headers, about_kind, about_id, 'queued',
         at_most_once, 0, created_at, of_platform
    FROM template, generate_series(1, $1) n RETURNING id)
INSERT INTO outbox (tenant_id, id, job, payload, queue, due)
SELECT o.tenant_id, gen_random_uuid(), o.job, jsonb_build_object('mail_id', made.id), o.queue, now()
  FROM made, (SELECT * FROM outbox WHERE tenant_id = app.tenant_id() AND job = 'mail.deliver' LIMIT 1) o
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="polydesk-bench-") as folder, mails.sink() as (taken, port):
        os.chmod(folder, 0o755)  # the embedded PostgreSQL may run as a user of its own
        os.environ["SMTP_URL"] = f"smtp://127.0.0.1:{port}?plain"
        with Installation(Path(folder)) as place:
            wiring.load()
            asyncio.run(_beside_due_jobs(place))
            asyncio.run(_behind_waiting_mails(taken))
        taken.communicate()


async def _beside_due_jobs(place: Installation) -> None:
    """Submissions before, beside and after a crowd of due jobs that nobody runs."""
    tenant = await pages.prepare(1_000, port=place.port)
    crowd = (await mails.bench_tenants(1))[0]
    with place.web(workers=2) as port:
        drive(pages.some(tenant.submissions), port=port, connections=4, seconds=2, spent=place.spent)
        for name in ("an empty outbox", f"{DUE:,} due jobs", "an empty outbox again"):
            if name.endswith("jobs"):
                await _crowd(crowd, DUE)
            elif name.endswith("again"):
                await _forget(crowd)
            found = drive(
                pages.some(tenant.submissions), port=port, connections=CONNECTIONS, seconds=SECONDS, spent=place.spent
            )
            print(f"submissions beside {name}: {found.rate:.0f}/s, p50 {found.p50:.1f} ms, p99 {found.p99:.1f} ms")


async def _behind_waiting_mails(taken: "subprocess.Popen[str]") -> None:
    """The first mail of another tenant while one tenant's crowd is being sent."""
    crowd, *others = await mails.bench_tenants(1 + ROUNDS)
    await _crowd(crowd, WAITING)
    names = ["clock", *["worker"] * WORKERS]
    started = [running([sys.executable, "-m", "polydesk", name]) for name in names]
    for one in started:
        one.__enter__()
    try:
        await _until(lambda: mails.taken(taken) > WORKERS * 100)
        waits = [await _first_mail_of(other, taken) for other in others]
        left = await _left(crowd)
    finally:
        for one in started:
            one.__exit__(None, None, None)
        await database.close_pools()
    slowest, usual = max(waits), sorted(waits)[len(waits) // 2]
    print(f"behind {WAITING:,} mails of another ({left:,} still waited): {usual:.2f} s, the slowest {slowest:.2f} s")


async def _first_mail_of(tenant: UUID, taken: "subprocess.Popen[str]") -> float:
    address = f"first@{tenant.hex}.example"
    async with unit.tenant(tenant):
        await mail.post(mails.LETTER, to=Address("Carla", address), language="en")
    began = time.monotonic()
    await _until(lambda: mails.has_taken(taken, address))
    return time.monotonic() - began


async def _crowd(tenant: UUID, count: int) -> None:
    async with unit.tenant(tenant):
        await mail.post(mails.LETTER, to=Address("Carl", "carl@customers.example"), language="en")
        await unit.execute(COPIES, count)


async def _left(tenant: UUID) -> int:
    async with unit.tenant(tenant):
        return int(
            await unit.fetchval("SELECT count(*) FROM mail WHERE tenant_id = app.tenant_id() AND state = 'queued'")
        )


async def _forget(tenant: UUID) -> None:
    async with unit.platform():
        await unit.execute("DELETE FROM outbox WHERE tenant_id = $1", tenant)


async def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + mails.PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it never became true"
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    main()
