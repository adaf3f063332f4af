"""Reconciliation: whatever our rows say wrongly is found by Stripe's lists, mended and reported, also after a kill."""

import random
import time
from datetime import timedelta
from typing import Any

import pytest
from tests_paying import customer_of, known, said, subscribe

import tests_cast
from billing import checks, missed, reconciling
from billing.gateway import asking
from billing.gateway import stripe as api
from billing.pace import Pace
from polydesk.kernel import outbox, unit
from polydesk.kernel.clock import now

HOUSES = 4
BROKEN = 100
QUICK = 10_000.0


async def reconcile() -> Any:
    return await reconciling.reconcile(Pace(QUICK))


async def reported(house: Any) -> list[Any]:
    async with unit.platform():
        return list(await unit.fetch("SELECT * FROM billing_difference WHERE of_tenant = $1", house.id))


@pytest.fixture(autouse=True)
async def _alone(product: Any, stripe: Any) -> None:
    """Whom other scenes left behind, here or at Stripe, would be held against the rows each time anew."""
    async with unit.platform():
        for table in ("billing_subscription", "billing_invoice", "billing_customer"):
            await unit.execute(f"DELETE FROM {table}")  # noqa: S608 - names above
        await unit.execute("UPDATE billing_account SET customer_id = NULL")
    await stripe.begin_anew()
    async with asking():
        while left := (await api().v1.customers.list_async({"limit": 100})).data:
            for customer in left:
                await api().v1.customers.delete_async(customer.id)


@pytest.fixture
async def houses(product: Any, stripe: Any) -> Any:
    """Four companies that pay, each its own way; what is right for each stands beside it."""
    made = [await tests_cast.globex(product) for _ in range(HOUSES)]
    for place, house in enumerate(made):
        named = {
            "plan": "business" if place == 1 else "team",
            "cycle": "year" if place == 2 else "month",
            "seats": place,
        }
        await known(house, stripe, **named)
    for _ in range(2):  # what the workers ask of Stripe has events of its own
        for house in made:
            await outbox.drain(house.id)
        await reconcile()
    for house in made:
        await outbox.drain(house.id)
    yield [(house, await said(house)) for house in made]
    for house in made:
        await house.leave()


# Each breaks the rows of a company in its own way; `$1` is the company.
BREAKS = (
    "UPDATE billing_subscription SET seats = seats + 7 WHERE tenant_id = $1",
    "UPDATE billing_subscription SET status = 'canceled', ended_at = now() WHERE tenant_id = $1",
    "UPDATE billing_subscription SET plan = 'free' WHERE tenant_id = $1",
    "UPDATE billing_subscription SET period_end = period_end + interval '3 days' WHERE tenant_id = $1",
    "UPDATE billing_subscription SET coupon = 'GIFT', cancel_at = now() WHERE tenant_id = $1",
    "UPDATE billing_subscription SET currency = 'jpy', customer_id = '' WHERE tenant_id = $1",
    "DELETE FROM billing_subscription WHERE tenant_id = $1",
    """INSERT INTO billing_subscription (tenant_id, id, status, plan, cycle, currency, created_at, synced_at)
       VALUES ($1, 'sub_' || gen_random_uuid(), 'active', 'business', 'year', 'eur', now(), now() - interval '1 hour')""",
    "UPDATE billing_invoice SET status = 'open', amount_remaining = total, attempts = 3 WHERE tenant_id = $1",
    "UPDATE billing_invoice SET total = total * 10, number = 'X-1' WHERE tenant_id = $1",
    "DELETE FROM billing_invoice WHERE tenant_id = $1",
    "UPDATE billing_account SET customer_id = 'cus_of_nobody' WHERE tenant_id = $1",
    "UPDATE billing_account SET payment_method = NULL, address = '{}' WHERE tenant_id = $1",
    "UPDATE billing_account SET vat_id = 'DE1', vat_state = 'verified', contact_name = 'Mallory' WHERE tenant_id = $1",
    "DELETE FROM billing_customer WHERE of_tenant = $1",
    "UPDATE tenant SET plan = 'business', entitlements = '{}' WHERE id = $1",
    "UPDATE tenant SET status = 'read_only' WHERE id = $1",
)


async def test_it_finds_and_mends_randomly_broken_states(houses: Any) -> None:
    chance, broken = random.Random(20_261_122), 0
    while broken < BROKEN:
        wrong = []
        for house, _right in houses:
            ways = chance.sample(BREAKS, chance.randint(5, 8))
            async with unit.platform():
                done = [await unit.execute(way, house.id) for way in ways]
            wrong.append((house, ways))
            broken += sum(not tag.endswith(" 0") for tag in done)
        await reconcile()
        for (house, right), (_same, ways) in zip(houses, wrong, strict=True):
            assert (ways, await said(house)) == (ways, right)
    for house, _right in houses:
        assert len(await reported(house)) >= BROKEN / HOUSES / 3


async def test_a_subscription_from_before_keeps_the_card_from_now_on(acme: Any, stripe: Any) -> None:
    made = await known(acme, stripe)
    async with unit.platform():
        await unit.execute("DELETE FROM outbox WHERE job = 'billing.keep_card' AND tenant_id = $1", acme.id)
    await reconcile()
    await outbox.drain(acme.id)
    found = await stripe.call("GET", f"/v1/subscriptions/{made.subscription}")
    assert found["payment_settings"]["save_default_payment_method"] == "on_subscription"


async def test_it_reports_nothing_where_nothing_differs(acme: Any, stripe: Any) -> None:
    await known(acme, stripe)
    await reconcile()
    before = await reported(acme)
    check = await reconcile()
    assert await reported(acme) == before
    assert check.compared >= 3


async def test_it_goes_on_where_it_was_killed(acme: Any, stripe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    await known(acme, stripe)
    right = await said(acme)
    async with unit.platform():
        await unit.execute("UPDATE billing_invoice SET status = 'void' WHERE tenant_id = $1", acme.id)
    begun = await checks.begin(Pace(QUICK))
    while begun.phase != "subscriptions":
        await reconciling.step(begun)
    monkeypatch.setattr(reconciling, "_seen", _dies)
    with pytest.raises(KeyboardInterrupt):
        await reconciling.step(begun)
    monkeypatch.undo()
    resumed = await checks.begin(Pace(QUICK))
    assert (resumed.id, resumed.phase, resumed.first_no) == (begun.id, "subscriptions", begun.first_no)
    assert (await reconcile()).id == begun.id
    assert await said(acme) == right


async def _dies(*_args: Any) -> None:
    raise KeyboardInterrupt


async def test_a_customer_of_ours_whom_nobody_told_us_of_is_found(acme: Any, stripe: Any) -> None:
    made = await subscribe(acme, stripe)
    async with unit.platform():
        await unit.execute("DELETE FROM billing_customer WHERE id = $1", made.customer)
        await unit.execute("UPDATE billing_account SET customer_id = NULL WHERE tenant_id = $1", acme.id)
    await reconcile()
    rows = await said(acme)
    assert [row["id"] for row in rows["billing_subscription"]] == [made.subscription]
    assert rows["tenant"]["plan"] == "team"


async def test_somebody_who_pays_and_is_no_company_of_ours_is_reported_and_left_alone(acme: Any, stripe: Any) -> None:
    customer = await customer_of(acme, stripe, metadata={"of": "another program"})
    made = await subscribe(acme, stripe, customer=customer, metadata={"of": "another program"})
    async with unit.platform():
        await unit.execute("DELETE FROM billing_customer WHERE id = $1", made.customer)
        await unit.execute("UPDATE billing_account SET customer_id = NULL WHERE tenant_id = $1", acme.id)
    await reconcile()
    async with unit.platform():
        kinds = await unit.fetch("SELECT kind FROM billing_difference WHERE object_id = $1", made.subscription)
    assert [row["kind"] for row in kinds] == ["no_tenant"]
    assert (await stripe.call("GET", f"/v1/subscriptions/{made.subscription}"))["status"] == "active"


async def test_events_that_never_arrived_are_heard_once(acme: Any, stripe: Any) -> None:
    made = await known(acme, stripe)
    async with asking():
        await api().v1.subscriptions.cancel_async(made.subscription)
    async with unit.platform():
        await unit.execute("DELETE FROM billing_event WHERE customer_id = $1", made.customer)
        await unit.execute("UPDATE billing_heard SET until = $1", now() - timedelta(days=2))
    assert await missed.hear(Pace(QUICK)) > 0
    await outbox.drain(acme.id)
    assert (await said(acme))["billing_subscription"][0]["status"] == "canceled"
    async with unit.platform():
        heard = await unit.fetchval("SELECT count(*) FROM billing_event WHERE customer_id = $1", made.customer)
    await missed.hear(Pace(QUICK))
    async with unit.platform():
        again = await unit.fetchval("SELECT count(*) FROM billing_event WHERE customer_id = $1", made.customer)
    assert heard == again > 3


async def test_a_price_that_is_none_of_ours_changes_no_plan_and_is_reported(acme: Any, stripe: Any) -> None:
    made = await known(acme, stripe)
    said_of = {"currency": "eur", "product": "polydesk_team", "recurring[interval]": "month", "unit_amount": "100"}
    price = await stripe.call("POST", "/v1/prices", said_of)
    await stripe.call("POST", f"/v1/subscription_items/{made.items['base']}", {"price": price["id"]})
    await reconcile()
    rows = await said(acme)
    assert rows["tenant"]["plan"] == "team"
    async with unit.platform():
        kinds = await unit.fetch("SELECT kind FROM billing_difference WHERE object_id = $1", made.subscription)
    assert "unknown_price" in {row["kind"] for row in kinds}


async def test_the_pace_is_kept() -> None:
    pace, begun = Pace(per_second=200), time.monotonic()
    for _turn in range(21):
        await pace.turn()
    assert time.monotonic() - begun >= 0.099  # a timer may ring a little early
