"""Leaving with a plan that is paid for: it runs to its end, Stripe charges nothing more, and an erasure ends it there too."""

import re
from datetime import timedelta
from typing import Any

import pytest
from tests_erasing import erase_now

from billing import mirror
from polydesk.kernel import clock, unit
from polydesk.kernel.outbox import drain
from tenants import directory
from tenants.closing import orders

CANCEL = "/admin/billing/cancel"


@pytest.fixture
async def paying(acme: Any, stripe: Any) -> Any:
    """Acme has bought Team for a month."""
    led = await acme.olga.post(
        "/admin/billing/checkout", data={"plan": "team", "cycle": "month", "seats": "6", "currency": "eur"}
    )
    assert led.status_code == 303, led.text
    back = await stripe.pay(led.headers["location"], country="IT", postal_code="39100")
    await acme.olga.get(back)
    assert (await subscription(acme))["status"] == "active"
    return acme


async def subscription(house: Any) -> Any:
    async with unit.platform():
        return await unit.fetchrow("SELECT * FROM billing_subscription WHERE tenant_id = $1", house.id)


async def status_of(house: Any) -> str:
    async with unit.platform():
        return str(await unit.fetchval("SELECT status FROM tenant WHERE id = $1", house.id))


async def test_what_is_paid_for_runs_to_its_end_and_a_return_finds_everything(paying: Any, stripe: Any) -> None:
    acme, bought = paying, await subscription(paying)
    assert "you have paid until then" in (await acme.olga.get(CANCEL)).text
    await acme.olga.post(CANCEL, data={"reason": "moving"})
    held = await subscription(acme)
    assert held["cancel_at"] == bought["period_end"]
    assert await status_of(acme) == "active"
    assert (await acme.olga.post(f"{CANCEL}/undo")).status_code == 303
    assert (await subscription(acme))["cancel_at"] is None
    await acme.olga.post(CANCEL, data={})
    end = bought["period_end"] + timedelta(hours=2)
    await stripe.advance(to=end)
    with clock.travel(end):
        await mirror.refresh(acme.id)
        directory.forget()
        await drain(acme.id)
        assert (await subscription(acme))["status"] == "canceled"
        assert await status_of(acme) == "closed"
        async with acme.unit():
            await unit.execute("UPDATE session SET expires_at = $1", clock.now() + timedelta(days=1))
        assert (await acme.olga.post("/admin/billing/return")).status_code == 303
        assert await status_of(acme) == "read_only"  # four full seats and more than Free has
        async with acme.unit():
            assert await unit.fetchval("SELECT count(*) FROM member") == 6


async def test_it_is_not_cancelled_here_when_stripe_does_not_answer(paying: Any, stripe: Any) -> None:
    await stripe.fail_next("500", times=6, path="/v1/subscriptions")
    answer = await paying.olga.post(CANCEL, data={"reason": "price", "words": "Too dear"})
    assert answer.status_code == 503
    assert "Too dear" in answer.text
    async with unit.platform():
        assert await unit.fetchval("SELECT closes_at FROM billing_account WHERE tenant_id = $1", paying.id) is None


async def test_an_erased_company_is_no_customer_any_more_but_its_invoices_stay(
    paying: Any, stripe: Any, product: Any
) -> None:
    async with unit.platform():
        customer = await unit.fetchval("SELECT customer_id FROM billing_account WHERE tenant_id = $1", paying.id)
        await orders.order(paying.id, cause="demanded", at=clock.now())
    await erase_now(paying.id)
    said = await stripe.call("GET", f"/v1/customers/{customer}")
    assert said.get("deleted") is True
    await stripe.deliver(product)
    await mirror.fetch_and_write(customer_id=customer)  # what any event about it does
    async with unit.platform():
        assert await unit.fetchval("SELECT count(*) FROM billing_invoice WHERE tenant_id = $1", paying.id) == 1
        assert await unit.fetchval("SELECT count(*) FROM billing_account WHERE tenant_id = $1", paying.id) == 0
        assert (
            await unit.fetchval("SELECT status FROM billing_subscription WHERE tenant_id = $1", paying.id) == "canceled"
        )
    assert await status_of(paying) == "erased"


async def closes_at(house: Any) -> Any:
    async with unit.platform():
        return await unit.fetchval("SELECT closes_at FROM billing_account WHERE tenant_id = $1", house.id)


async def test_whoever_buys_more_after_cancelling_stays(paying: Any) -> None:
    """Else Stripe would charge on for a house that closes."""
    await paying.olga.post(CANCEL, data={})
    assert await closes_at(paying) is not None
    page = (await paying.olga.get("/admin/billing/change?plan=team&cycle=month&seats=7")).text
    shown = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    assert (await paying.olga.post("/admin/billing/change", data=shown)).status_code == 303
    held = await subscription(paying)
    assert (held["seats"], held["cancel_at"], await closes_at(paying)) == (4, None, None)


async def test_whoever_takes_the_end_of_the_plan_back_stays(paying: Any) -> None:
    await paying.olga.post(CANCEL, data={})
    assert (await paying.olga.post("/admin/billing/undo")).status_code == 303
    assert ((await subscription(paying))["cancel_at"], await closes_at(paying)) == (None, None)


async def test_whoever_pays_after_cancelling_a_trial_stays(acme: Any, stripe: Any) -> None:
    await acme.olga.post(CANCEL, data={})
    led = await acme.olga.post(
        "/admin/billing/checkout", data={"plan": "team", "cycle": "month", "seats": "6", "currency": "eur"}
    )
    await stripe.pay(led.headers["location"], country="IT", postal_code="39100")
    await mirror.fetch_and_write(customer_id=stripe.customers[0])  # as a webhook does, for who never comes back
    assert ((await subscription(acme))["status"], await closes_at(acme)) == ("active", None)
    await acme.olga.post(CANCEL, data={})
    await mirror.refresh(acme.id)
    assert await closes_at(acme) is not None  # who leaves afterwards leaves
