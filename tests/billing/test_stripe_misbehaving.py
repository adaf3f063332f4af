"""When Stripe is away, slow or wrong, and when we die in between: one state at the end, nothing done twice, nobody told 5xx."""

from datetime import timedelta
from typing import Any

import pytest
from tests_paying import known, said, subscribe

from billing import mirror
from billing.refusals import StripeAway
from polydesk.kernel import outbox, unit
from polydesk.kernel.clock import now, travel
from polydesk.kernel.outbox.entry import PLATFORM

LATER = timedelta(minutes=5)


async def events_of(customer: str) -> dict[str, int]:
    async with unit.platform():
        rows = await unit.fetch(
            "SELECT state, count(*) AS n FROM billing_event WHERE customer_id = $1 GROUP BY 1", customer
        )
    return {row["state"]: row["n"] for row in rows}


@pytest.mark.parametrize("kind", ["429", "500", "drop", "500-kept"])
async def test_an_event_waits_while_stripe_misbehaves_and_is_acted_on_afterwards(
    product: Any, acme: Any, stripe: Any, kind: str
) -> None:
    made = await subscribe(acme, stripe)
    waiting = await stripe.deliveries("customer.subscription.created")
    await stripe.fail_next(kind, times=500, path="/v1/")
    assert {one.status_code for one in await stripe.deliver(product, only=waiting, repeat=2)} == {200}
    await outbox.drain(acme.id)
    assert await events_of(made.customer) == {"received": 1}
    assert (await said(acme))["billing_subscription"] == []
    await stripe.control("faults", {})
    with travel(now() + LATER):
        await outbox.drain(acme.id)
    assert await events_of(made.customer) == {"done": 1}
    assert (await said(acme))["tenant"]["plan"] == "team"


async def test_a_page_hears_that_stripe_is_away_and_nobody_asks_with_a_transaction_open(acme: Any, stripe: Any) -> None:
    made = await known(acme, stripe)
    await stripe.fail_next("500", times=500, path="/v1/")
    with pytest.raises(StripeAway):
        await mirror.refresh(acme.id)
    await stripe.control("faults", {})
    await mirror.refresh(acme.id)
    async with unit.platform():
        await unit.fetchval("SELECT 1")
        with pytest.raises(RuntimeError, match="transaction is open"):
            await mirror.fetch_and_write(customer_id=made.customer)


async def test_a_second_subscription_is_cancelled_once_though_the_answer_was_lost(acme: Any, stripe: Any) -> None:
    first = await known(acme, stripe)
    await stripe.advance(by=timedelta(days=1))
    second = await subscribe(acme, stripe, customer=first.customer)
    await mirror.refresh(acme.id)
    await stripe.fail_next("500-kept", times=1, path=second.subscription, method="DELETE")
    await outbox.drain(PLATFORM, strict=False)
    with travel(now() + LATER):
        await outbox.drain(PLATFORM, strict=False)
    await mirror.refresh(acme.id)
    states = {row["id"]: row["status"] for row in (await said(acme))["billing_subscription"]}
    assert states == {first.subscription: "active", second.subscription: "canceled"}
    balance = (await stripe.call("GET", f"/v1/customers/{first.customer}"))["balance"]
    assert -4_000 < balance < -3_000


async def test_a_job_that_was_killed_before_its_commit_is_done_once_by_whoever_comes_next(
    product: Any, acme: Any, stripe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await subscribe(acme, stripe)
    await stripe.deliver(product, only=await stripe.deliveries("customer.subscription.created"))
    monkeypatch.setattr(mirror, "write", _killed)
    with pytest.raises(BaseException, match="killed"):
        await outbox.drain(acme.id)
    monkeypatch.undo()
    assert (await said(acme))["billing_subscription"] == []
    with travel(now() + timedelta(hours=1)):
        await outbox.drain(acme.id)
    assert await events_of(made.customer) == {"done": 1}
    assert len((await said(acme))["billing_subscription"]) == 1


async def _killed(*_args: Any) -> None:
    raise RuntimeError("killed")
