"""What comes between a plan for the next period and that period: codes, prices. Charged is what was shown."""

import asyncio
from datetime import timedelta
from typing import Any

from tests_buying import CHANGE, asked_by, bought_earlier, hears, held, hidden, pays, stay_signed_in

from billing import mirror, repricing, upcoming
from billing.own_turn import own_turn
from polydesk.kernel import clock, outbox, unit
from polydesk.kernel.clock import now

SOON = timedelta(hours=3)
NEXT = "/admin/billing/next-invoice"


async def plans_less(house: Any, stripe: Any) -> Any:
    """Six full seats are paid for, four are to be; answers the page that showed it."""
    await stay_signed_in(house)
    await pays(house, stripe, seats="6")
    return await less(house)


async def less(house: Any) -> Any:
    page = (await house.olga.get(f"{CHANGE}?plan=team&cycle=month&seats=4")).text
    answer = await house.olga.post(CHANGE, hidden(page))
    assert answer.headers["location"].endswith("said=planned"), answer.text
    return page


async def half_price(stripe: Any, code: str) -> str:
    coupon = await stripe.call("POST", "/v1/coupons", {"percent_off": "50", "duration": "forever", "name": "Half"})
    promotion = {"promotion[type]": "coupon", "promotion[coupon]": coupon["id"], "code": code}
    await stripe.call("POST", "/v1/promotion_codes", promotion)
    return str(coupon["id"])


async def shown(house: Any) -> int:
    """What the next invoice is said to be."""
    async with house.unit():
        found = await upcoming.look()
    return found.bill.total if found else 0


async def charged_next(house: Any, stripe: Any, product: Any) -> int:
    """By the first invoice of the next period."""
    begins = (await held(house)).period_end + SOON
    await stripe.advance(to=begins)
    with clock.travel(begins):
        await hears(house, stripe, product)
    found = await stripe.call("GET", f"/v1/invoices?customer={stripe.customers[-1]}")
    return int(found["data"][0]["amount_paid"])


async def test_a_code_that_is_redeemed_after_a_reduction_was_planned_counts_for_it_too(
    acme: Any, stripe: Any, product: Any
) -> None:
    await plans_less(acme, stripe)
    whole = await shown(acme)
    await half_price(stripe, "HALF4LESS")
    assert (await acme.olga.post("/admin/billing/coupon", {"code": "HALF4LESS"})).status_code == 303
    assert (await held(acme)).later.seats == 1
    half = await shown(acme)
    assert half == -(-whole // 2)
    assert await charged_next(acme, stripe, product) == half
    assert ((await held(acme)).seats, (await held(acme)).coupon) == (1, "Half")


async def test_a_discount_that_stripe_s_dashboard_gave_counts_for_what_is_planned(
    acme: Any, stripe: Any, product: Any
) -> None:
    await plans_less(acme, stripe)
    whole, coupon = await shown(acme), await half_price(stripe, "HALF4US")
    given = {"discounts[0][coupon]": coupon}
    await stripe.call("POST", f"/v1/subscriptions/{(await held(acme)).id}", given)
    await hears(acme, stripe, product)
    assert await asked_by(acme, "billing.keep_discounts", stripe, "subscription_schedule.updated")
    half = await shown(acme)
    assert half == -(-whole // 2)
    assert await charged_next(acme, stripe, product) == half


async def test_whoever_takes_the_same_plan_again_goes_on_with_it_at_the_same_price_and_pays_nothing_for_that(
    acme: Any, stripe: Any
) -> None:
    await stay_signed_in(acme)
    await pays(acme, stripe)
    await bought_earlier(stripe, stripe.customers[-1])
    await mirror.refresh(acme.id)
    agreed = (await held(acme)).amount
    for planned in ("plan=free&cycle=month&seats=2", "plan=team&cycle=month&seats=3"):
        page = (await acme.olga.get(f"{CHANGE}?{planned}")).text
        assert (await acme.olga.post(CHANGE, hidden(page))).headers["location"].endswith("said=planned")
        again = await acme.olga.get(f"{CHANGE}?plan=team&cycle=month&seats=4")
        assert (again.status_code, hidden(again.text)["due"]) == (200, "0")
        assert (await acme.olga.post(CHANGE, hidden(again.text))).headers["location"].endswith("said=changed")
        goes_on = await held(acme)
        assert (goes_on.cancel_at, goes_on.later, goes_on.amount) == (None, None, agreed)
    charged = await stripe.call("GET", f"/v1/invoices?customer={stripe.customers[-1]}")
    assert len(charged["data"]) == 1


async def test_a_plan_is_made_though_our_rows_have_not_heard_of_an_earlier_one(acme: Any, stripe: Any) -> None:
    """As after a kill: the schedule is there, and nobody wrote it down."""
    await stay_signed_in(acme)
    await pays(acme, stripe, seats="6")
    await stripe.call("POST", "/v1/subscription_schedules", {"from_subscription": (await held(acme)).id})
    assert (await held(acme)).schedule_id is None
    await less(acme)
    assert (await held(acme)).later.seats == 1


async def test_another_price_that_is_announced_changes_nothing_that_was_planned(
    acme: Any, stripe: Any, product: Any
) -> None:
    await stay_signed_in(acme)
    await pays(acme, stripe, seats="6")
    await bought_earlier(stripe, stripe.customers[-1])
    await mirror.refresh(acme.id)
    await less(acme)
    agreed = await shown(acme)
    async with unit.platform():
        await repricing.announce("team", now() + timedelta(days=31), by="operator")
    await outbox.drain(acme.id)
    with clock.travel((await held(acme)).period_end - timedelta(days=1)):
        async with unit.platform():
            await repricing.look_for_renewals()
            await outbox.enqueue("billing.reprice", tenant=acme.id)
        await outbox.drain(acme.id)
    assert await charged_next(acme, stripe, product) == agreed


async def test_a_new_price_waits_for_an_owner_who_is_changing_the_plan(acme: Any, stripe: Any) -> None:
    await stay_signed_in(acme)
    await pays(acme, stripe)
    await bought_earlier(stripe, stripe.customers[-1])
    await mirror.refresh(acme.id)
    async with unit.platform():
        await repricing.announce("team", now() + timedelta(days=31), by="operator")
    await outbox.drain(acme.id)
    for_now = (await held(acme)).period_end
    await stripe.advance(to=for_now + SOON)
    with clock.travel(for_now + SOON):
        await mirror.refresh(acme.id)
    with clock.travel((await held(acme)).period_end - timedelta(days=1)):
        await stripe.advance(to=now())
        async with unit.platform():
            await outbox.enqueue("billing.reprice", tenant=acme.id)
        async with acme.unit(), own_turn():
            repriced = asyncio.create_task(_drained(acme))
            page = hidden((await acme.olga.get(f"{CHANGE}?plan=business&cycle=month&seats=10")).text)
            await _business(stripe, acme)
            assert page
        await repriced
        assert (await held(acme)).plan == "business"


async def _drained(house: Any) -> None:
    await outbox.drain(house.id)


async def _business(stripe: Any, house: Any) -> None:
    """As the owner's page does it, in the turn that is held."""
    from billing.gateway import asking
    from billing.gateway import stripe as line
    from billing.previewing import changed_items
    from billing.wishes import Wish

    bought = await held(house)
    async with asking():
        asked: Any = {"items": await changed_items(bought, Wish("business", "month"))}
        await line().v1.subscriptions.update_async(bought.id, asked)
    await mirror.refresh(house.id)
