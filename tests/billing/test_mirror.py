"""The mirror: the rows end as Stripe says, in any order and any repetition of what it tells."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from tests_paying import customer_of, known, said, subscribe

from billing import accounts, fetching, happened, mirror, told
from billing.fetching import Fetched
from billing.gateway import asking
from billing.gateway import stripe as api
from polydesk.kernel import outbox, unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox.entry import PLATFORM

ORDERS = list(permutations(range(4)))


def fetched(no: int, customer: str, tenant: Any, *, seats: int, status: str = "active") -> Fetched:
    """An answer as it looks with so many further seats."""
    items = [_item("base", 1), *([_item("seat", seats)] if seats else [])]
    subscription = {
        "id": f"sub_{customer}",
        "status": status,
        "currency": "eur",
        "customer": customer,
        "created": 1_700_000_000,
        "metadata": {"tenant_id": str(tenant)},
        "items": {"data": items},
    }
    says = {
        "id": customer,
        "metadata": {"tenant_id": str(tenant)},
        "name": f"Acme with {seats}",
        "email": "a@b.example",
    }
    return Fetched(no, told.customer(says), (subscription,), (), has_all_invoices=True)


def _item(part: str, quantity: int) -> dict[str, Any]:
    price = {"id": f"price_{part}", "currency": "eur", "metadata": {"plan": "team", "cycle": "month", "part": part}}
    return {
        "id": f"si_{part}",
        "quantity": quantity,
        "price": price,
        "current_period_start": 1_700_000_000,
        "current_period_end": 1_702_600_000,
    }


async def test_the_answer_that_was_asked_for_last_stands_in_any_order_of_four(acme: Any) -> None:
    for order in ORDERS:
        customer = f"cus_{new_id().hex}"
        answers = [fetched(10 + place, customer, acme.id, seats=place) for place in range(4)]
        async with unit.platform():
            await unit.execute("UPDATE billing_account SET customer_id = NULL WHERE tenant_id = $1", acme.id)
        for place in (*order, *order):
            async with unit.platform():
                await mirror.write(customer, answers[place])
        rows = await said(acme)
        mine = next(row for row in rows["billing_subscription"] if row["id"] == f"sub_{customer}")
        assert (order, mine["seats"]) == (order, 3)
        assert rows["billing_account"][0]["contact_name"] == "Acme with 3"


async def test_a_subscription_is_written_as_stripe_says(acme: Any, stripe: Any) -> None:
    made = await known(acme, stripe, seats=2)
    rows = await said(acme)
    subscription, account = rows["billing_subscription"][0], rows["billing_account"][0]
    assert (subscription["id"], subscription["status"], subscription["plan"]) == (made.subscription, "active", "team")
    assert (subscription["seats"], subscription["cycle"], subscription["currency"]) == (2, "month", "eur")
    assert account["payment_method"]["last4"] == "4242"
    assert account["customer_id"] == made.customer
    invoice = rows["billing_invoice"][0]
    assert (invoice["status"], invoice["subtotal"], invoice["amount_paid"]) == (
        "paid",
        3_900 + 2 * 1_200,
        invoice["total"],
    )
    assert invoice["subscription_id"] == made.subscription
    assert (rows["tenant"]["status"], rows["tenant"]["plan"], rows["tenant"]["entitlements"]["seats"]) == (
        "active",
        "team",
        5,
    )


async def test_what_was_given_back_stands_beside_its_invoice(product: Any, acme: Any, stripe: Any) -> None:
    made = await known(acme, stripe)
    charge = (await stripe.call("GET", f"/v1/charges?customer={made.customer}"))["data"][0]
    await stripe.call("POST", "/v1/refunds", {"charge": charge["id"], "amount": "1000"})
    await stripe.deliver(product, only=await stripe.deliveries("charge.refunded"))
    await outbox.drain(acme.id)
    (invoice,) = (await said(acme))["billing_invoice"]
    assert (invoice["status"], invoice["amount_refunded"], invoice["amount_remaining"]) == ("paid", 1_000, 0)
    assert "Refunded" in (await acme.olga.get("/admin/billing/invoices")).text


@pytest.fixture
async def story(acme: Any, stripe: Any) -> tuple[Any, dict[str, Any]]:
    """A company that bought, took seats and cancelled; and what its rows must end like."""
    made = await subscribe(acme, stripe)
    async with asking():
        await api().v1.subscriptions.update_async(made.subscription, {"items": [await _seats(2)]})
        await api().v1.subscriptions.update_async(made.subscription, {"cancel_at_period_end": True})
    await mirror.fetch_and_write(customer_id=made.customer)
    return made, await said(acme)


async def _seats(count: int) -> Any:
    from billing import catalogue, plans

    key = plans.lookup_key("team", "month", "eur", "seat")
    return {"price": (await catalogue.price_ids([key]))[key], "quantity": count}


async def test_events_end_alike_in_any_order_twice_each(product: Any, acme: Any, stripe: Any, story: Any) -> None:
    made, right = story
    waiting = (await stripe.deliveries(*happened.HEARD))[-4:]
    assert len(waiting) == 4
    for order in ORDERS:
        await _forget_everything(acme, made.customer)
        answers = await stripe.deliver(product, only=[waiting[place] for place in order], repeat=2)
        assert {one.status_code for one in answers} == {200}
        await outbox.drain(acme.id)
        assert (order, await said(acme)) == (order, right)
    async with unit.platform():
        states = await unit.fetch("SELECT DISTINCT state FROM billing_event WHERE customer_id = $1", made.customer)
    assert [row["state"] for row in states] == ["done"]


async def _forget_everything(house: Any, customer: str) -> None:
    async with unit.platform():
        for table in ("billing_subscription", "billing_invoice"):
            await unit.execute(f"DELETE FROM {table} WHERE tenant_id = $1", house.id)  # noqa: S608
        await unit.execute("DELETE FROM billing_event WHERE customer_id = $1", customer)
        await unit.execute("UPDATE billing_customer SET fetch_no = 0 WHERE id = $1", customer)


async def test_ten_events_at_once_are_one_fetch(product: Any, acme: Any, stripe: Any, story: Any) -> None:
    made, _right = story
    await outbox.drain(acme.id)
    await _forget_everything(acme, made.customer)
    await stripe.deliver(product)
    before = (await stripe.control("pace"))["calls"] if stripe.is_twin else 0
    await outbox.drain(acme.id)
    if stripe.is_twin:
        assert (await stripe.control("pace"))["calls"] - before == 4
    async with unit.platform():
        open_ones = await unit.fetchval(
            "SELECT count(*) FROM billing_event WHERE customer_id = $1 AND state = 'received'", made.customer
        )
    assert open_ones == 0


async def test_an_answer_that_was_slow_does_not_overwrite_a_newer_one(acme: Any, stripe: Any) -> None:
    made = await known(acme, stripe)
    slow = await fetching.fetch(made.customer)
    async with asking():
        await api().v1.subscriptions.cancel_async(made.subscription)
    await mirror.fetch_and_write(subscription_id=made.subscription)
    async with unit.platform():
        await mirror.write(made.customer, slow)
    assert (await said(acme))["billing_subscription"][0]["status"] == "canceled"


async def test_an_event_finds_its_company_by_what_stripe_says_when_we_died_before_the_commit(
    product: Any, acme: Any, stripe: Any
) -> None:
    made = await subscribe(acme, stripe)
    async with unit.platform():
        await unit.execute("DELETE FROM billing_customer WHERE id = $1", made.customer)
        await unit.execute("UPDATE billing_account SET customer_id = NULL WHERE tenant_id = $1", acme.id)
    await stripe.deliver(product, only=(await stripe.deliveries("customer.subscription.created")))
    await outbox.drain(PLATFORM, strict=False)
    rows = await said(acme)
    assert rows["billing_account"][0]["customer_id"] == made.customer
    assert rows["billing_subscription"][0]["id"] == made.subscription


async def ends_what_is_too_much() -> None:
    """Those jobs are the platform's; others of its jobs may have failed in other scenes."""
    await outbox.drain(PLATFORM, strict=False)


async def test_of_two_subscriptions_the_older_one_stays_and_nobody_pays_twice(acme: Any, stripe: Any) -> None:
    first = await known(acme, stripe)
    await stripe.advance(by=timedelta(days=1))
    second = await subscribe(acme, stripe, plan="business", customer=first.customer)
    await mirror.refresh(acme.id)
    await ends_what_is_too_much()
    await mirror.refresh(acme.id)
    states = {row["id"]: row["status"] for row in (await said(acme))["billing_subscription"]}
    assert states == {first.subscription: "active", second.subscription: "canceled"}
    balance = (await stripe.call("GET", f"/v1/customers/{first.customer}"))["balance"]
    assert balance < -14_000
    async with unit.platform():
        told_of = await unit.fetch("SELECT kind FROM billing_difference WHERE object_id = $1", second.subscription)
    assert [row["kind"] for row in told_of] == ["two_subscriptions"]


async def test_an_erased_company_pays_no_more(acme: Any, stripe: Any) -> None:
    made = await known(acme, stripe)
    async with unit.platform():
        await unit.execute("UPDATE tenant SET status = 'erased' WHERE id = $1", acme.id)
    await mirror.refresh(acme.id)
    await ends_what_is_too_much()
    assert (await stripe.call("GET", f"/v1/subscriptions/{made.subscription}"))["status"] == "canceled"


async def test_a_customer_that_stripe_does_not_know_changes_nothing_and_is_reported(acme: Any, stripe: Any) -> None:
    await known(acme, stripe)
    before, gone = await said(acme), f"cus_{new_id().hex}"
    async with unit.platform():
        await accounts.know_customer(acme.id, gone)
    await mirror.fetch_and_write(customer_id=gone)
    assert await said(acme) == before
    async with unit.platform():
        kinds = await unit.fetch("SELECT kind FROM billing_difference WHERE customer_id = $1", gone)
    assert [row["kind"] for row in kinds] == ["customer_missing"]


async def test_a_customer_who_was_deleted_at_stripe_has_nothing_that_runs(acme: Any, stripe: Any) -> None:
    made = await known(acme, stripe)
    await stripe.call("DELETE", f"/v1/customers/{made.customer}")
    await mirror.refresh(acme.id)
    rows = await said(acme)
    assert rows["billing_account"][0]["customer_id"] is None
    assert rows["billing_subscription"][0]["status"] == "canceled"
    assert len(rows["billing_invoice"]) == 1


async def test_metadata_that_names_nobody_leads_to_nobody(acme: Any, stripe: Any) -> None:
    customer = await customer_of(acme, stripe, metadata={"tenant_id": str(new_id())})
    async with unit.platform():
        await unit.execute("DELETE FROM billing_customer WHERE id = $1", customer)
    assert await mirror.fetch_and_write(customer_id=customer) is None
