"""Billing under load: `python infra/bench/paying.py 10000` (companies that pay).

How long the webhook takes at 50 events a second, two web processes; and how long the daily reconciliation takes against
a Stripe that needs 50 ms for each answer, with one company in a hundred whose rows are wrong.
"""

import asyncio
import hashlib
import hmac
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parent))

import httpx
import stripe_lists
from servers import Installation, free_port, running

RATE, SECONDS = 50, 20
LATENCY_MS = 50
SECRET = "whsec_of_the_bench"


def main() -> None:
    companies = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    port = free_port()
    os.environ |= {"STRIPE_SECRET_KEY": "sk_test_bench", "STRIPE_WEBHOOK_SECRET": SECRET}
    os.environ["STRIPE_API_BASE"] = f"http://127.0.0.1:{port}"
    command = [sys.executable, str(Path(stripe_lists.__file__)), str(port), str(companies), str(LATENCY_MS)]
    with tempfile.TemporaryDirectory(prefix="polydesk-bench-") as folder, running(command):
        os.chmod(folder, 0o755)  # the embedded PostgreSQL may run as a user of its own
        with Installation(Path(folder)) as place:
            asyncio.run(_fill(companies))
            with place.web(workers=2) as web:
                took = asyncio.run(_events(web, companies))
            print(f"webhook at {RATE}/s: p50 {took[len(took) // 2]:.1f} ms, p99 {took[int(len(took) * 0.99)]:.1f} ms")
            asyncio.run(_reconcile(companies, port))


async def _fill(companies: int) -> None:
    """Companies whose rows say what the lists say."""
    from billing import settling, told
    from polydesk import wiring
    from polydesk.kernel import database, unit
    from polydesk.kernel.clock import now
    from polydesk.kernel.ids import new_id

    wiring.load()
    ids = [new_id() for _ in range(companies)]
    began, numbers = now(), range(companies)
    async with unit.platform():
        await unit.executemany(
            "INSERT INTO tenant (id, slug, name, status, set_up_at, created_at) VALUES ($1, $2, $2, 'active', now(), now())",
            [(one, f"bench-{one.hex[-12:]}") for one in ids],
        )
        await unit.executemany(
            "INSERT INTO billing_customer (id, of_tenant) VALUES ($1, $2)", [(f"cus_{n:06d}", ids[n]) for n in numbers]
        )
        for n in numbers:
            await _write(ids[n], told.customer(stripe_lists.customer(n)), began)
            await _rows(
                "billing_subscription", ids[n], n, told.subscription(stripe_lists.subscription(n, expanded=False))
            )
            await _rows("billing_invoice", ids[n], n, told.invoice(stripe_lists.invoice(n)))
            await settling.settle(ids[n])
        await unit.execute("INSERT INTO billing_heard (until) VALUES (now())")
    await database.close_pools()


async def _write(tenant: UUID, said: object, began: object) -> None:
    from polydesk.kernel import unit

    known = asdict(said)  # type: ignore[call-overload]
    await unit.execute(
        """INSERT INTO billing_account (tenant_id, customer_id, currency, contact_name, contact_email, address,
                                        payment_method, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        *(tenant, known["id"], known["currency"], known["name"], known["email"], known["address"]),
        *(known["payment_method"], began),
    )


async def _rows(table: str, tenant: UUID, number: int, said: object) -> None:
    from billing.mirror import _upsert

    await _upsert(table, tenant, f"cus_{number:06d}", said)


async def _events(port: int, companies: int) -> list[float]:
    """One after the other by the clock, however long an answer takes; milliseconds, the quickest first."""
    limits = httpx.Limits(max_connections=40)
    address = os.environ["BASE_URL"].removeprefix("http://")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", limits=limits, timeout=30) as line:
        for warm in range(40):
            await _send(line, address, -1 - warm, companies)
        begun, tasks = time.monotonic(), []
        for number in range(RATE * SECONDS):
            await asyncio.sleep(max(0.0, begun + number / RATE - time.monotonic()))
            tasks.append(asyncio.create_task(_send(line, address, number, companies)))
        return sorted(await asyncio.gather(*tasks))


async def _send(line: httpx.AsyncClient, host: str, number: int, companies: int) -> float:
    thing = stripe_lists.subscription(number % companies, expanded=False)
    event = {"id": f"evt_{number}", "object": "event", "type": "customer.subscription.updated", "livemode": False}
    body = json.dumps(event | {"created": int(time.time()), "api_version": "x", "data": {"object": thing}}).encode()
    second = int(time.time())
    proof = hmac.new(SECRET.encode(), b"%d.%b" % (second, body), hashlib.sha256).hexdigest()
    begun = time.monotonic()
    headers = {"host": host, "stripe-signature": f"t={second},v1={proof}"}
    answered = await line.post("/stripe/events", content=body, headers=headers)
    assert answered.status_code == 200, answered.text
    return 1_000 * (time.monotonic() - begun)


async def _reconcile(companies: int, port: int) -> None:
    from billing import reconciling
    from polydesk.kernel import database, unit

    async with unit.platform():
        # What the events waited for is no part of this.
        await unit.execute("DELETE FROM outbox")
        await unit.execute("DELETE FROM billing_event")
        await unit.execute("UPDATE billing_subscription SET seats = 99 WHERE right(id, 2) = '07'")
    begun, spent = time.monotonic(), time.process_time()
    check = await reconciling.reconcile()
    took, cpu = time.monotonic() - begun, time.process_time() - spent
    async with unit.platform():
        mended = await unit.fetchval("SELECT count(*) FROM billing_difference WHERE object_id LIKE 'sub_%' AND mended")
        left = await unit.fetchval("SELECT count(*) FROM billing_subscription WHERE seats = 99")
    async with httpx.AsyncClient() as line:
        counted = (await line.get(f"http://127.0.0.1:{port}/busiest")).json()
    print(
        f"reconciliation of {companies} companies: {took:.0f} s ({cpu:.0f} s of processor), {check.compared} compared"
    )
    print(
        f"{mended} wrong ones mended, {left} left; {counted['calls']} calls, {counted['busiest']} in the busiest second"
    )
    await database.close_pools()


if __name__ == "__main__":
    main()
