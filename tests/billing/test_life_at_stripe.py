"""The life of a company together with Stripe's: a card that fails and is mended, a price that changes at a renewal."""

from datetime import timedelta
from typing import Any

from tests_buying import bought_earlier, buys, hears, held, status
from tests_life import DAY, letters

from billing import mirror, repricing
from polydesk.kernel import clock, outbox, unit
from polydesk.kernel.clock import now
from tenants import directory


async def may_answer(house: Any) -> bool:
    """Nobody has written to them, so there is nothing to answer."""
    answer = await house.alice.post("/desk/tickets/1/replies", {"body": "Hello"})
    assert answer.status_code in (403, 404)
    return bool(answer.status_code == 404)


async def test_a_card_fails_agents_stop_and_work_again_at_once(acme: Any, stripe: Any, product: Any) -> None:
    customer = await buys(acme, stripe)
    await stripe.set_card(customer, "pm_card_chargeCustomerFail")
    renewal = (await stripe.now(customer)) + 32 * DAY
    await stripe.advance(to=renewal)
    with clock.travel(renewal):
        await hears(acme, stripe, product)
        assert await status(acme) == "past_due"
        assert [kind for kind, *_who in await letters(acme)] == ["payment_failed"]
        assert await may_answer(acme)
    late = renewal + 15 * DAY
    await stripe.advance(to=late)
    with clock.travel(late):
        await hears(acme, stripe, product)
        await outbox.drain(acme.id)
        assert await status(acme) == "read_only"
        assert not await may_answer(acme)
        assert (await acme.olga.get("/admin/billing")).status_code == 200
        await stripe.set_card(customer)
        owed = await stripe.call("GET", f"/v1/invoices?customer={customer}&status=open")
        await stripe.call("POST", f"/v1/invoices/{owed['data'][0]['id']}/pay")
        await hears(acme, stripe, product)
        assert await status(acme) == "active"
        assert await may_answer(acme)
        kinds = [kind for kind, *_who in await letters(acme)]
        assert kinds[0] == "payment_failed"
        assert kinds[-2:] == ["read_only_now", "recovered"]


async def test_two_weeks_are_counted_by_our_clock_however_far_stripes_is_ahead(
    acme: Any, stripe: Any, product: Any
) -> None:
    customer = await buys(acme, stripe)
    await stripe.set_card(customer, "pm_card_chargeCustomerFail")
    await stripe.advance(by=365 * DAY)
    await hears(acme, stripe, product)
    assert await status(acme) == "past_due"
    assert next(kind for kind, *_who in await letters(acme)) == "payment_failed"
    began = now()
    for passed, then in ((13, "past_due"), (15, "read_only")):
        with clock.travel(began + passed * DAY):
            await mirror.fetch_and_write(customer_id=customer)
            await outbox.drain(acme.id)
            assert await status(acme) == then
            directory.forget()
            assert await may_answer(acme) == (then == "past_due")
    await stripe.set_card(customer)
    owed = await stripe.call("GET", f"/v1/invoices?customer={customer}&status=open")
    for invoice in owed["data"]:
        await stripe.call("POST", f"/v1/invoices/{invoice['id']}/pay")
    await hears(acme, stripe, product)
    assert await status(acme) == "active"
    assert "recovered" in [kind for kind, *_who in await letters(acme)]


async def test_the_card_with_which_an_open_invoice_was_paid_is_charged_from_then_on(
    acme: Any, stripe: Any, product: Any
) -> None:
    customer = await buys(acme, stripe)
    await outbox.drain(acme.id)
    await stripe.set_card(customer, "pm_card_chargeCustomerFail")
    first = (await held(acme)).period_end + DAY
    await stripe.advance(to=first)
    with clock.travel(first):
        await hears(acme, stripe, product)
        owed = (await stripe.call("GET", f"/v1/invoices?customer={customer}&status=open"))["data"][0]
        await stripe.pay(owed["hosted_invoice_url"], card="5555555555554444")
        await hears(acme, stripe, product)
        assert await status(acme) == "active"
        assert "•••• 4444" in (await acme.olga.get("/admin/billing")).text
    second = (await held(acme)).period_end + DAY
    await stripe.advance(to=second)
    with clock.travel(second):
        await hears(acme, stripe, product)
        assert await status(acme) == "active"


async def test_an_earlier_price_is_kept_until_the_renewal_that_was_told(acme: Any, stripe: Any, product: Any) -> None:
    customer = await buys(acme, stripe)
    await bought_earlier(stripe, customer)
    await mirror.fetch_and_write(customer_id=customer)
    assert "You pay an earlier price" in (await acme.olga.get("/admin/billing")).text
    async with unit.platform():
        await repricing.announce("team", now() + 31 * DAY, by="operator")
    await outbox.drain(acme.id)
    assert [kind for kind, *_who in await letters(acme)] == ["price_change"]
    assert "costs €51.00 instead of €42.00" in (await acme.olga.get("/admin/billing")).text
    first = (await held(acme)).period_end
    await stripe.advance(to=first + DAY)
    with clock.travel(first + DAY):
        await hears(acme, stripe, product)
        assert (await held(acme)).amount == 4_200
    second = (await held(acme)).period_end
    with clock.travel(second - DAY):
        async with unit.platform():
            await repricing.look_for_renewals()
        await outbox.drain(acme.id)
        assert (await held(acme)).amount == 5_100
    await stripe.advance(to=second + timedelta(hours=3))
    paid = await stripe.call("GET", f"/v1/invoices?customer={customer}")
    assert sorted(one["subtotal"] for one in paid["data"]) == [4_200, 5_100, 5_100]
