"""Stripe does not answer: whoever waits is told soon and keeps what they typed, nobody else notices, jobs come again."""

import asyncio
import re
import time
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from tests_buying import CHANGE, held, hidden, pays
from tests_paying import known, said

from billing import stripe_http
from billing.gateway import PAUSE_S, asking
from billing.gateway import stripe as line
from polydesk.kernel import outbox, unit
from polydesk.kernel.actor import SYSTEM, acting_as
from polydesk.kernel.clock import now, travel
from polydesk.kernel.outbox import Retry

HANGS_S = 40.0
ACTIVE = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = 'polydesk' AND state LIKE 'idle in transaction%' AND now() - xact_start > interval '0.3 seconds'
"""
# PostgreSQL's own housekeeping locks tables, too, and nobody waits for it.
LOCKED = """
SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
 WHERE a.backend_type = 'client backend' AND pid <> pg_backend_pid() AND l.granted AND l.mode LIKE '%Exclusive%'
   AND l.relation IN (SELECT oid FROM pg_class WHERE relname LIKE 'billing%' OR relname = 'tenant')
"""


async def hangs(stripe: Any, path: str = "/v1/") -> None:
    await stripe.fail_next("slow", times=500, path=path, seconds=HANGS_S)


async def is_asked(stripe: Any) -> None:
    async with asyncio.timeout(30):
        while (await stripe.control("faults"))["waiting"][0]["times"] == 500:  # noqa: ASYNC110 (nobody tells us)
            await asyncio.sleep(0.02)


def test_nobody_waits_longer_at_a_page_than_a_few_seconds() -> None:
    assert (stripe_http.READS_S, stripe_http.ACTS_S) <= (5.0, 8.0)


async def test_whoever_waits_is_told_soon_and_nobody_else_notices(
    acme: Any, globex: Any, stripe: Any, superuser_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pays(acme, stripe)
    form = hidden((await acme.olga.get(f"{CHANGE}?plan=team&cycle=month&seats=6")).text)
    for name in ("READS_S", "ACTS_S"):
        monkeypatch.setattr(stripe_http, name, 2.0)
    await hangs(stripe)
    begun = time.monotonic()
    waiting = asyncio.create_task(acme.olga.post(CHANGE, form))
    await is_asked(stripe)
    above = await asyncpg.connect(superuser_url)
    assert [await above.fetchval(ACTIVE), await above.fetchval(LOCKED)] == [0, 0]
    await above.close()
    for person, path in ((acme.visitor, "/en"), (acme.alice, "/desk"), (globex.mallory, "/admin/billing")):
        assert (await person.get(path)).status_code == 200
    answer = await waiting
    assert time.monotonic() - begun < HANGS_S / 2
    assert answer.status_code == 503
    assert "nothing is charged twice" in answer.text
    assert re.search(r'name="seats"[^>]*value="6"', answer.text)
    coupon = await acme.olga.post("/admin/billing/coupon", {"code": "HALFPRICE"})
    assert (coupon.status_code, "HALFPRICE" in coupon.text) == (503, True)
    left = await acme.olga.post("/admin/billing/cancel", {"reason": "price", "words": "Too many buttons"})
    assert (left.status_code, "Too many buttons" in left.text) == (503, True)
    assert (await acme.olga.get("/admin/billing")).status_code == 200
    await stripe.control("faults", {})
    for name in ("READS_S", "ACTS_S"):
        monkeypatch.setattr(stripe_http, name, 30.0)
    assert (await acme.olga.post(CHANGE, form)).headers["location"].endswith("said=changed")
    charged = await stripe.call("GET", f"/v1/invoices?customer={stripe.customers[0]}")
    assert [(await held(acme)).seats, len(charged["data"])] == [3, 2]


async def test_a_job_comes_again_and_another_company_s_is_done_meanwhile(
    product: Any, acme: Any, globex: Any, stripe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await known(acme, stripe)
    await stripe.deliver(product)
    await outbox.drain(acme.id)
    await stripe.call("POST", f"/v1/subscriptions/{made.subscription}", {"cancel_at_period_end": "true"})
    await stripe.deliver(product)
    monkeypatch.setattr(stripe_http, "JOB_S", 0.5)
    await hangs(stripe)
    working = asyncio.create_task(outbox.drain(acme.id))
    await is_asked(stripe)
    async with unit.platform():
        await outbox.enqueue("billing.look", tenant=globex.id)
    assert await outbox.drain(globex.id)
    await working
    assert (await said(acme))["billing_subscription"][0]["cancel_at"] is None
    await stripe.control("faults", {})
    monkeypatch.setattr(stripe_http, "JOB_S", 30.0)
    with travel(now() + 2 * timedelta(seconds=PAUSE_S)):
        await outbox.drain(acme.id)
    assert (await said(acme))["billing_subscription"][0]["cancel_at"] is not None


async def test_while_it_is_away_one_job_at_a_time_finds_out_whether_it_is_back(stripe: Any) -> None:
    async def asks() -> bool:
        with acting_as(SYSTEM):
            try:
                async with asking():
                    await line().v1.customers.list_async({"limit": 1})
            except Retry:
                return False
            return True

    await stripe.fail_next("429", path="/v1/customers")
    assert not await asks()
    await stripe.fail_next("slow", times=9, path="/v1/customers", seconds=0.3)
    await stripe.control("pace", {})
    assert sorted(await asyncio.gather(*(asks() for _ in range(5)))) == [False] * 4 + [True]
    assert (await stripe.control("pace"))["calls"] == 1
    assert all(await asyncio.gather(*(asks() for _ in range(5))))
