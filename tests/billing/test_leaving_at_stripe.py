"""Leaving while Stripe has its own mind: a bill that waits, a hand at its dashboard, a clock that goes otherwise."""

from datetime import timedelta
from typing import Any

from tests_buying import asked_by, buys, hears, held, status
from tests_life import DAY

from billing import leaving, story
from polydesk.kernel import clock, outbox, unit
from polydesk.kernel.clock import now


async def closes_at(house: Any) -> Any:
    async with house.unit():
        return await unit.fetchval("SELECT closes_at FROM billing_account")


async def undone(house: Any) -> int:
    async with house.unit():
        told = [moment.kind for moment in await story.story_of(house.id)]
    return told.count("cancel_undone")


async def at_stripe(stripe: Any, house: Any) -> Any:
    return await stripe.call("GET", f"/v1/subscriptions/{(await held(house)).id}")


async def test_a_house_that_closes_with_a_bill_waiting_is_charged_no_more_though_free_was_planned(
    acme: Any, stripe: Any, product: Any
) -> None:
    customer = await buys(acme, stripe)
    await stripe.set_card(customer, "pm_card_chargeCustomerFail")
    failed = (await held(acme)).period_end + timedelta(hours=2)
    await stripe.advance(to=failed)
    with clock.travel(failed):
        await hears(acme, stripe, product)
        assert await status(acme) == "past_due"
        subscription = (await held(acme)).id
        await stripe.call("POST", f"/v1/subscriptions/{subscription}", {"cancel_at_period_end": "true"})
        await hears(acme, stripe, product)
        async with acme.unit():
            closes = await leaving.cancel(reason="price")
    assert failed + 6 * DAY < closes < failed + 8 * DAY
    await stripe.advance(to=closes + DAY)
    with clock.travel(closes + DAY):
        await hears(acme, stripe, product)
        await outbox.drain(acme.id)
        assert await status(acme) == "closed"
    found = await stripe.call("GET", f"/v1/subscriptions/{subscription}")
    assert found["status"] == "canceled"
    await stripe.set_card(customer)
    await stripe.advance(by=40 * DAY)
    charges = await stripe.call("GET", f"/v1/charges?customer={customer}")
    assert len([one for one in charges["data"] if one["paid"]]) == 1


async def test_whoever_pays_a_bill_after_cancelling_has_what_was_paid_for(acme: Any, stripe: Any, product: Any) -> None:
    customer = await buys(acme, stripe)
    await stripe.set_card(customer, "pm_card_chargeCustomerFail")
    failed = (await held(acme)).period_end + timedelta(hours=2)
    await stripe.advance(to=failed)
    with clock.travel(failed):
        await hears(acme, stripe, product)
        async with acme.unit():
            assert await leaving.cancel() < failed + 8 * DAY
    await stripe.set_card(customer)
    # Stripe tries again after three days.
    await stripe.advance(to=failed + 4 * DAY)
    with clock.travel(failed + 4 * DAY):
        await hears(acme, stripe, product)
        ends = (await held(acme)).period_end
        assert await closes_at(acme) == ends > failed + 20 * DAY
        assert (await at_stripe(stripe, acme))["cancel_at_period_end"]
        assert await asked_by(acme, "billing.end_with_period", stripe, "customer.subscription.updated")
    await stripe.advance(to=ends + DAY)
    with clock.travel(ends + DAY):
        await hears(acme, stripe, product)
        await outbox.drain(acme.id)
        assert await status(acme) == "closed"
    charges = await stripe.call("GET", f"/v1/charges?customer={customer}")
    assert len([one for one in charges["data"] if one["paid"]]) == 2


async def test_whoever_lets_the_subscription_go_on_at_stripe_keeps_the_help_desk(
    acme: Any, stripe: Any, product: Any
) -> None:
    await buys(acme, stripe)
    await stripe.advance(by=DAY)
    with clock.travel(now() + DAY):
        async with acme.unit():
            ends = await leaving.cancel()
    assert await closes_at(acme) == ends == (await held(acme)).period_end
    await stripe.call("POST", f"/v1/subscriptions/{(await held(acme)).id}", {"cancel_at_period_end": "false"})
    await hears(acme, stripe, product)
    assert await closes_at(acme) is None
    assert await undone(acme) == 1
    await stripe.advance(to=ends + DAY)
    with clock.travel(ends + DAY):
        await hears(acme, stripe, product)
        assert await status(acme) == "active"
        assert (await at_stripe(stripe, acme))["status"] == "active"


async def test_whoever_takes_it_back_here_is_told_of_once(acme: Any, stripe: Any, product: Any) -> None:
    await buys(acme, stripe)
    await acme.olga.post("/admin/billing/cancel", {"reason": "price"})
    assert (await acme.olga.post("/admin/billing/cancel/undo")).status_code == 303
    await hears(acme, stripe, product)
    assert await closes_at(acme) is None
    assert await undone(acme) == 1
    async with acme.unit():
        logged = await unit.fetchval("SELECT count(*) FROM audit WHERE action = 'billing.cancel_undone'")
    assert logged == 1


async def test_whoever_settles_for_free_has_settled_also_when_stripes_clock_is_ahead(
    acme: Any, stripe: Any, product: Any
) -> None:
    customer = await buys(acme, stripe)
    await stripe.set_card(customer, "pm_card_chargeCustomerFail")
    await stripe.advance(to=(await held(acme)).period_end + timedelta(hours=2))
    await stripe.call("DELETE", f"/v1/subscriptions/{(await held(acme)).id}")
    await hears(acme, stripe, product)
    assert await status(acme) == "past_due"
    async with acme.unit():
        await unit.execute("UPDATE member SET role = 'light_agent' WHERE role IN ('admin', 'agent')")
    assert (await acme.olga.post("/admin/billing/change/free")).status_code == 303
    assert await status(acme) == "active"
    for later in (DAY, 60 * DAY):
        with clock.travel(now() + later):
            await hears(acme, stripe, product)
            assert await status(acme) == "active"
