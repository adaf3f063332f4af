"""Web and worker are killed between a call to Stripe and our commit, while owners pay, change, cancel, and usage is told.

Stripe has acted, and its answer never arrives: at the end there is one subscription each, nothing was charged that was not
shown, each meter was told once, and our rows say what Stripe says. `FAULT_SECONDS=300` goes on by chance for five minutes.
"""

import asyncio
import os
import random
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
import tests_twin
from tests_owners import PATIENCE_S, Owner
from tests_ports import free_port

from polydesk.kernel.tokens import digest, new_token
from tenants.sessions import COOKIES

ROOT = Path(__file__).parents[2]
SECONDS = float(os.environ.get("FAULT_SECONDS", "12"))
LONG = SECONDS > 60
# Longer than anybody waits for Stripe.
HELD_S = 60.0
MET_S = 20.0
LATEST_S = 120.0
BUSINESS_SEATS = 10
# The owner has one of three seats, so the last of them waits until there is another.
INVITED = ("ann@new.example", "ben@new.example", "cleo@new.example")

pytestmark = pytest.mark.faults

HOLD: dict[str, Any] = {"kind": "slow-after", "seconds": HELD_S}
CUSTOMER = {**HOLD, "path": "^/v1/customers$", "method": "POST"}
SESSION = {**HOLD, "path": "^/v1/checkout/sessions$", "method": "POST"}
FETCH = {**HOLD, "path": "^/v1/customers/cus_", "method": "GET"}
CHANGED = {**HOLD, "path": "^/v1/(subscriptions/sub_|subscription_schedules)", "method": "POST"}
TOLD = {**HOLD, "path": "^/v1/billing/meter_events$", "method": "POST"}

SIGN_IN = """
INSERT INTO session (tenant_id, hash, actor_kind, actor_id, generation, expires_at)
SELECT tenant_id, $2, 'member', id, 1, now() + interval '1 day' FROM member WHERE tenant_id = $1
"""
WAITING = "SELECT job, state, last_error FROM outbox WHERE state <> 'done' AND (due < now() + interval '2 minutes')"
UNTOLD = "SELECT id FROM billing_meter_report WHERE sent_at IS NULL"
COUNTED = "SELECT coalesce(sum(quantity), 0) FROM billing_meter_report WHERE tenant_id = $1 AND meter = $2"
CANCELLED = """
SELECT a.closes_at, s.cancel_at, (SELECT count(*) FROM billing_moment m WHERE m.tenant_id = a.tenant_id AND m.kind = 'cancelled')
  FROM billing_account a JOIN billing_subscription s USING (tenant_id) WHERE a.tenant_id = $1
"""


@pytest.fixture
async def stripe(house: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A process that outlives everybody here. Two minutes behind, so that a period has a minute for usage at once."""
    port, secret = free_port(), "whsec_faults"
    words = ("--webhook", f"http://localhost:{house.port}/stripe/events", "--ahead", "-120")
    with tests_twin.running(port, *words, secret=secret) as base:
        house.settings |= {
            "STRIPE_SECRET_KEY": "sk_test_twin",
            "STRIPE_WEBHOOK_SECRET": secret,
            "STRIPE_API_BASE": base,
        }
        command = [sys.executable, "-m", "polydesk", "billing", "sync"]
        await asyncio.to_thread(
            subprocess.run, command, env=house.environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
        key = {"authorization": "Bearer sk_test_twin"}
        async with httpx.AsyncClient(base_url=base, headers=key, timeout=60, trust_env=False) as line:
            yield line


@pytest.fixture
async def owners(house: Any, stripe: httpx.AsyncClient) -> AsyncIterator[list[Owner]]:
    made = []
    for number, tenant in enumerate(house.tenants):
        token = new_token()
        await house.rows(SIGN_IN, tenant, digest(token))
        host = f"tenant-{number}.localhost:{house.port}"
        headers = {"host": host, "origin": f"http://{host}", "sec-fetch-site": "same-origin", "accept": "text/html"}
        cookies = {"cookie": f"{COOKIES['member']}={token}"}
        limits = httpx.Limits(max_keepalive_connections=0)
        base = f"http://127.0.0.1:{house.port}"
        web = httpx.AsyncClient(base_url=base, headers={**headers, **cookies}, limits=limits, timeout=PATIENCE_S)
        made.append(Owner(tenant, f"tenant-{number}", web, stripe))
    yield made
    for owner in made:
        await owner.web.aclose()


async def test_nobody_pays_twice_whoever_is_killed_between_stripe_and_us(
    house: Any, stripe: httpx.AsyncClient, owners: list[Owner]
) -> None:
    for role in ("web", "worker", "clock"):
        house.cast(role, role)
    await asyncio.to_thread(house.wait_for_the_web)
    first, second, third = owners
    opening = [owner.opens_checkout() for owner in owners]
    pages = await under_fire(house, stripe, [CUSTOMER, SESSION], opening, "web")
    paying = [owner.pays(page) for owner, page in zip(owners, pages, strict=True)]
    await under_fire(house, stripe, [FETCH, FETCH, FETCH, FETCH], paying, "web", "worker")
    await asyncio.gather(third.asks("one"), third.asks("two"), first.invites(*INVITED))
    await calm(house, stripe)
    await house.enqueue("billing.meter", third.tenant)
    changing = [first.changes(seats=4), second.changes(seats=BUSINESS_SEATS, plan="business"), third.cancels()]
    await under_fire(house, stripe, [CHANGED, CHANGED, CHANGED, TOLD], changing, "web", "worker")
    if LONG:
        await play(house, stripe, owners)
    await calm(house, stripe)
    print(f"hit: {dict(house.kills)}; paid: {[owner.paid for owner in owners]}")
    await everything_agrees(house, stripe, owners)
    assert [house.receipts()[address] for address in INVITED] == [1, 1, 1]
    if not LONG:
        assert [(owner.plan, owner.seats) for owner in owners] == [("team", 4), ("business", 10), ("team", 3)]
        [left] = await house.rows(CANCELLED, third.tenant)
        assert left["closes_at"] == left["cancel_at"]
        assert left["count"] == 1


async def under_fire(
    house: Any, stripe: httpx.AsyncClient, holds: list[dict[str, Any]], acts: Sequence[Awaitable[Any]], *victims: str
) -> list[Any]:
    """Stripe acts and keeps its answers to itself; as soon as it has met so many, they are killed, and come back."""
    await stripe.post("/_twin/faults", json={})
    for hold in holds:
        await stripe.post("/_twin/faults", json=hold)
    doing = [asyncio.ensure_future(act) for act in acts]
    end = time.monotonic() + MET_S
    while await met(stripe) < len(holds) and time.monotonic() < end and not all(one.done() for one in doing):  # noqa: ASYNC110 (nobody tells us)
        await asyncio.sleep(0.05)
    for actor in [one for one in house.actors if one.name in victims]:
        actor.kill()
        actor.start()
        house.kills[actor.name] += 1
    await stripe.post("/_twin/faults", json={})
    async with asyncio.timeout(LATEST_S):
        return list(await asyncio.gather(*doing))


async def met(stripe: httpx.AsyncClient) -> int:
    return sum(one["done"] for one in (await stripe.get("/_twin/faults")).json()["waiting"])


async def play(house: Any, stripe: httpx.AsyncClient, owners: list[Owner]) -> None:
    """By chance: what owners do, how Stripe fails, and who is killed."""
    chance = random.Random(os.environ.get("FAULT_SEED", "polydesk"))
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        await stripe.post(
            "/_twin/webhooks", json={"repeat": chance.choice([1, 1, 2]), "shuffled": chance.random() < 0.5}
        )
        kinds = ["slow-after", "slow-after", "500-after", "500-kept", "drop-after", "429", "drop"]
        hold = chance.choice([FETCH, CHANGED, CHANGED, TOLD])
        holds = [{**hold, "kind": chance.choice(kinds)} for _ in range(3)]
        await asyncio.gather(*(owner.asks(secrets.token_hex(6)) for owner in owners))
        for owner in owners:
            await house.enqueue("billing.meter", owner.tenant)
        victims = chance.choice([("web",), ("worker",), ("web", "worker"), ("web", "worker", "clock")])
        await under_fire(house, stripe, holds, [something(owner, chance) for owner in owners], *victims)


def something(owner: Owner, chance: random.Random) -> Awaitable[None]:
    if (turn := chance.random()) < 0.15:
        return owner.cancels()
    if turn < 0.3:
        return owner.stays()
    plan = chance.choice([owner.plan, owner.plan, "team", "business"])
    fewest = BUSINESS_SEATS if plan == "business" else 3
    return owner.changes(seats=max(fewest, owner.seats + chance.choice([-1, 1, 2])), plan=plan)


async def calm(house: Any, stripe: httpx.AsyncClient) -> None:
    """Every event has arrived, and every job that is due now is done."""
    end, waiting = time.monotonic() + LATEST_S, list[Any]("?")
    while waiting:
        assert time.monotonic() < end, waiting
        await asyncio.sleep(0.2)
        parcels = (await stripe.get("/_twin/deliveries")).json()
        waiting = [one for one in parcels if one["copies"] > 0] or [dict(row) for row in await house.rows(WAITING)]


async def everything_agrees(house: Any, stripe: httpx.AsyncClient, owners: list[Owner]) -> None:
    for owner in owners:
        assert owner.strange == []
        [account] = await house.rows("SELECT customer_id FROM billing_account WHERE tenant_id = $1", owner.tenant)
        customer = account["customer_id"]
        subscriptions = await listed(stripe, f"subscriptions?customer={customer}&status=all")
        invoices = await listed(stripe, f"invoices?customer={customer}")
        charges = await listed(stripe, f"charges?customer={customer}")
        assert len(subscriptions) == 1, "a company has one subscription"
        assert sorted(one["amount"] for one in charges if one["paid"]) == sorted(owner.paid), (
            "another sum than was shown"
        )
        await rows_say_so(house, owner, subscriptions[0], invoices)
        for meter in ("tickets", "mails"):
            [row] = await house.rows(COUNTED, owner.tenant, meter)
            assert await told(stripe, customer, meter) == row["coalesce"], f"{meter} were told more or less than once"
    assert await house.rows(UNTOLD) == []
    named = await listed(stripe, "subscriptions?status=all")
    assert len(named) == len(owners), "a subscription that nobody knows"


async def rows_say_so(house: Any, owner: Owner, said: Any, invoices: list[Any]) -> None:
    [row] = await house.rows("SELECT * FROM billing_subscription WHERE tenant_id = $1", owner.tenant)
    seats = sum(one["quantity"] for one in said["items"]["data"] if one["price"]["metadata"]["part"] == "seat")
    ends = int(row["cancel_at"].timestamp()) if row["cancel_at"] else None
    assert (row["id"], row["status"], row["seats"]) == (said["id"], said["status"], seats)
    assert (row["schedule_id"], ends, row["latest_invoice"]) == (
        said["schedule"],
        said["cancel_at"],
        said["latest_invoice"],
    )
    kept = await house.rows("SELECT id, status, total FROM billing_invoice WHERE tenant_id = $1", owner.tenant)
    assert {tuple(one) for one in kept} == {(one["id"], one["status"], one["total"]) for one in invoices}
    [tenant] = await house.rows("SELECT plan, entitlements FROM tenant WHERE id = $1", owner.tenant)
    assert f'"seats": {owner.seats}' in tenant["entitlements"]
    assert (tenant["plan"], row["plan"]) == (owner.plan, owner.plan)


async def listed(stripe: httpx.AsyncClient, path: str) -> list[Any]:
    found = (await stripe.get(f"/v1/{path}{'&' if '?' in path else '?'}limit=100")).json()
    assert not found["has_more"]
    return list(found["data"])


async def told(stripe: httpx.AsyncClient, customer: str, meter: str) -> int:
    """As Stripe adds it up."""
    meters = await listed(stripe, "billing/meters?status=active")
    [name] = [one["id"] for one in meters if one["event_name"].endswith(meter)]
    now = int(time.time()) // 60 * 60
    span = f"start_time={now - 86_400}&end_time={now + 86_400}"
    [row] = (await stripe.get(f"/v1/billing/meters/{name}/event_summaries?customer={customer}&{span}")).json()["data"]
    return int(row["aggregated_value"])
