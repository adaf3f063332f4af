"""Buying and changing: what is previewed is what is charged, once, whoever clicks how often."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest
from tests_buying import CHANGE, CHECKOUT, TEAM, held, hidden, pays

from billing import coupons, mirror, queries
from polydesk.kernel import clock
from polydesk.kernel.clock import now

AT_STRIPE = "http://localhost:"


async def test_it_is_paid_before_any_webhook_has_come(acme: Any, stripe: Any) -> None:
    answer = await pays(acme, stripe, card=stripe.NEEDS_3DS)
    assert answer.headers["location"] == "/admin/billing?said=paid"
    page = (await acme.olga.get(answer.headers["location"])).text
    for told in ("Your plan is active.", "€51.00", "•••• 3184", "4 of 4"):
        assert told in page, told
    region = (await acme.olga.swap("GET", "/admin/billing/next-invoice")).text
    assert "Team · Monthly" in region
    assert "1 further seat" in region


async def test_a_second_click_and_a_second_owner_find_the_same_checkout(acme: Any, stripe: Any) -> None:
    answers = await asyncio.gather(*(acme.olga.post(CHECKOUT, TEAM) for _ in range(3)), acme.bill.post(CHECKOUT, TEAM))
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(stripe.customers) == 1
    other = await acme.bill.post(CHECKOUT, {**TEAM, "plan": "business", "seats": "10"})
    assert other.headers["location"] != answers[0].headers["location"]
    # The first one is closed, so that nobody pays twice.
    opened = await stripe.call("GET", f"/v1/checkout/sessions?customer={stripe.customers[0]}")
    assert sorted(one["status"] for one in opened["data"]) == ["expired", "open"]


async def test_whoever_left_checkout_is_told_and_finds_the_way_back(acme: Any, stripe: Any) -> None:
    answer = await acme.olga.post(CHECKOUT, TEAM)
    assert "nothing was charged" in (await acme.olga.get("/admin/billing/plans?said=left")).text
    assert "Continue to payment" in (await acme.olga.get("/admin/billing")).text
    again = await acme.olga.post(CHECKOUT, TEAM)
    assert again.headers["location"] == answer.headers["location"]
    session = re.search(r"cs_test_\w+", again.headers["location"])
    assert session
    back = await acme.olga.get(f"{CHECKOUT}/return?session={session[0]}")
    assert back.headers["location"] == "/admin/billing/plans?said=left"
    await stripe.fail_next("500", times=9)
    waits = await acme.olga.get(f"{CHECKOUT}/return?session={session[0]}")
    assert 'http-equiv="refresh"' in waits.text


async def test_whoever_has_paid_and_clicks_again_before_we_know_is_not_led_to_a_checkout_that_is_over(
    acme: Any, stripe: Any
) -> None:
    answer = await acme.olga.post(CHECKOUT, TEAM)
    await stripe.pay(answer.headers["location"], country="DE")
    again = await acme.olga.post(CHECKOUT, TEAM)
    assert again.headers["location"] == f"{CHANGE}?plan=team&cycle=month&seats=4"
    assert (await held(acme)).seats == 1


async def test_what_was_previewed_is_charged_and_nothing_else(acme: Any, stripe: Any) -> None:
    await pays(acme, stripe)
    with clock.travel(now() + timedelta(days=10)):
        await stripe.advance(to=now())
        page = await acme.olga.get(f"{CHANGE}?plan=business&cycle=month&seats=10")
        form = hidden(page.text)
        assert int(form["due"]) > 0
        dearer = await acme.olga.post(CHANGE, {**form, "due": "1"})
        assert dearer.status_code == 409
        assert "Nothing was changed" in dearer.text
        # The last second of a period is cheap, and nobody's to choose.
        ends = int((await held(acme)).period_end.timestamp()) - 1
        assert (await acme.olga.post(CHANGE, {**form, "due": "0", "proration_at": str(ends)})).status_code == 409
        assert (await held(acme)).plan == "team"
        twice = await asyncio.gather(*(acme.olga.post(CHANGE, form) for _ in range(2)))
        assert [one.headers.get("location") for one in twice] == ["/admin/billing?said=changed"] * 2
        assert (await held(acme)).plan == "business"
        async with acme.unit():
            latest = (await queries.invoices(1))[0]
        assert (latest.total, latest.look) == (int(form["due"]), "paid")
        charged = await stripe.call("GET", f"/v1/invoices?customer={stripe.customers[0]}")
        assert len(charged["data"]) == 2


async def test_a_plan_is_changed_though_stripes_clock_is_in_the_next_period_already(acme: Any, stripe: Any) -> None:
    await pays(acme, stripe)
    await stripe.advance(to=(await held(acme)).period_end + timedelta(hours=2))
    await mirror.refresh(acme.id)
    page = await acme.olga.get(f"{CHANGE}?plan=team&cycle=month&seats=6")
    assert page.status_code == 200, page.text
    answer = await acme.olga.post(CHANGE, hidden(page.text))
    assert answer.headers.get("location") == "/admin/billing?said=changed", answer.text
    assert (await held(acme)).seats == 3


async def test_a_change_whose_answer_was_lost_is_found_done_by_the_next_click(acme: Any, stripe: Any) -> None:
    await pays(acme, stripe)
    form = hidden((await acme.olga.get(f"{CHANGE}?plan=team&cycle=month&seats=6")).text)
    await stripe.fail_next("drop-after", times=9, path="/v1/subscriptions/", method="POST")
    assert (await acme.olga.post(CHANGE, form)).status_code == 503
    await stripe.control("faults", {})
    again = await acme.olga.post(CHANGE, form)
    assert again.headers.get("location") == "/admin/billing?said=changed", again.text
    assert (await held(acme)).seats == 3
    charged = await stripe.call("GET", f"/v1/invoices?customer={stripe.customers[0]}")
    assert len(charged["data"]) == 2


async def test_less_begins_with_the_next_period_and_can_be_undone(acme: Any, stripe: Any) -> None:
    await pays(acme, stripe)
    page = (await acme.olga.get(f"{CHANGE}?plan=team&cycle=month&seats=3")).text
    assert "nothing is charged now" in page
    answer = await acme.olga.post(CHANGE, hidden(page))
    assert answer.headers["location"] == "/admin/billing?said=planned"
    assert (await held(acme)).later.seats == 0
    assert (await held(acme)).seats == 1
    assert (await acme.olga.post("/admin/billing/undo")).headers["location"].endswith("undone")
    assert (await held(acme)).later is None
    page = (await acme.olga.get(f"{CHANGE}?plan=free&cycle=month&seats=2")).text
    assert "agents can only read" in page
    await acme.olga.post(CHANGE, hidden(page))
    assert (await held(acme)).cancel_at == (await held(acme)).period_end
    assert "Then the Free plan begins" in (await acme.olga.get("/admin/billing")).text


async def test_less_may_become_still_less_when_it_has_begun(acme: Any, stripe: Any) -> None:
    """The schedule of the first change still stands, with a phase that is over."""
    await pays(acme, stripe, seats="6")
    for seats in (1, 0):
        page = (await acme.olga.get(f"{CHANGE}?plan=team&cycle=month&seats={3 + seats}")).text
        answer = await acme.olga.post(CHANGE, hidden(page))
        assert answer.headers.get("location") == "/admin/billing?said=planned", answer.text
        begins = (await held(acme)).period_end + timedelta(hours=2)
        await stripe.advance(to=begins)
        with clock.travel(begins):
            await mirror.refresh(acme.id)
            assert (await held(acme)).seats == seats


async def test_a_bank_that_asks_leaves_the_plan_as_it_was_until_it_is_told(acme: Any, stripe: Any) -> None:
    await pays(acme, stripe)
    card = await stripe.set_card(stripe.customers[0], "pm_card_authenticationRequired")
    await stripe.call("POST", f"/v1/subscriptions/{(await held(acme)).id}", {"default_payment_method": card})
    form = hidden((await acme.olga.get(f"{CHANGE}?plan=business&cycle=month&seats=10")).text)
    answer = await acme.olga.post(CHANGE, form)
    assert answer.headers["location"].startswith(AT_STRIPE)
    assert (await held(acme)).plan == "team"
    page = (await acme.olga.get("/admin/billing")).text
    assert "An invoice is open" in page
    assert "Your bank wants you to confirm this payment." in page
    assert "Payment failed" not in page
    assert "What you chose begins as soon as it is paid." in (await acme.olga.get("/admin/billing/seats")).text


async def test_a_change_of_pace_says_that_a_new_period_begins(acme: Any, stripe: Any) -> None:
    await pays(acme, stripe)
    page = (await acme.olga.get(f"{CHANGE}?plan=team&cycle=year&seats=4")).text
    assert "A new period begins now." in page
    assert "the rest of the running period" not in page
    assert "the rest of the running period" in (await acme.olga.get(f"{CHANGE}?plan=team&cycle=month&seats=6")).text


async def test_a_vat_id_is_checked_and_what_stands_on_invoices_is_told(acme: Any, stripe: Any) -> None:
    await pays(acme, stripe)
    details = {"contact_name": "Ferrum AG", "contact_email": "bills@ferrum.example", "contact_language": "de"}
    address = {"line1": "Kirchweg 3", "postal_code": "20095", "city": "Hamburg", "country": "DE"}
    saved = await acme.olga.post("/admin/billing/details", {**details, **address, "po_number": "PO-4711"})
    assert saved.status_code == 303, saved.text
    customer = await stripe.call("GET", f"/v1/customers/{stripe.customers[0]}")
    assert (customer["name"], customer["preferred_locales"]) == ("Ferrum AG", ["de"])
    assert customer["invoice_settings"]["custom_fields"][0]["value"] == "PO-4711"
    # A line that is taken out is gone at Stripe as well; the country stays, since the tax follows from it.
    less = {**details, **address, "line1": ""}
    assert (await acme.olga.post("/admin/billing/details", less)).status_code == 303
    assert not (await stripe.call("GET", f"/v1/customers/{stripe.customers[0]}"))["address"]["line1"]
    assert (await acme.olga.post("/admin/billing/details", {**less, "country": ""})).status_code == 422
    wrong = await acme.olga.post("/admin/billing/details/vat", {"vat_id": "DE12"})
    assert (wrong.status_code, "not a valid tax number" in wrong.text, "DE12" in wrong.text) == (422, True, True)
    assert (await acme.olga.post("/admin/billing/details/vat", {"vat_id": "DE 123 456 789"})).status_code == 303
    assert "DE123456789" in (await acme.olga.get("/admin/billing/details")).text


async def test_an_invoice_is_two_clicks_away_and_a_card_is_changed_at_stripe(acme: Any, stripe: Any) -> None:
    await pays(acme, stripe)
    page = (await acme.bill.get("/admin/billing")).text
    pdf = re.search(r'href="(/admin/billing/invoices/[^"]+/pdf)"', page)
    assert pdf
    assert (await acme.bill.get(pdf[1])).headers["location"].startswith(AT_STRIPE)
    assert (await acme.bill.post("/admin/billing/card")).headers["location"].startswith(AT_STRIPE)


async def test_a_code_is_applied_and_a_wrong_one_stays_in_the_field(acme: Any, stripe: Any) -> None:
    await pays(acme, stripe)
    coupon = await stripe.call("POST", "/v1/coupons", {"percent_off": "50", "duration": "forever", "name": "Half"})
    promotion = {"promotion[type]": "coupon", "promotion[coupon]": coupon["id"], "code": "HALF4ACME"}
    await stripe.call("POST", "/v1/promotion_codes", promotion)
    wrong = await acme.olga.post("/admin/billing/coupon", {"code": "NOSUCH"})
    assert (wrong.status_code, "NOSUCH" in wrong.text, "not valid" in wrong.text) == (422, True, True)
    assert (await acme.olga.post("/admin/billing/coupon", {"code": "HALF4ACME"})).status_code == 303
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coupons, "TRIES_AN_HOUR", 1)
        guessed = await acme.olga.post("/admin/billing/coupon", {"code": "HALF4ACME"})
    assert "too many attempts" in guessed.text
    assert "Half" in (await acme.olga.get("/admin/billing")).text
    assert "Discount" in (await acme.olga.swap("GET", "/admin/billing/next-invoice")).text


async def test_the_first_invoice_fixes_the_currency(acme: Any, stripe: Any) -> None:
    assert 'name="currency"' in (await acme.olga.get("/admin/billing/plans")).text
    await pays(acme, stripe)
    page = (await acme.olga.get("/admin/billing/plans?currency=jpy")).text
    assert "your first invoice fixed the currency" in page
    assert "¥" not in page
    # Whoever has paid is led to the change instead of to a second payment.
    again = await acme.bill.post(CHECKOUT, {**TEAM, "plan": "business", "seats": "10", "currency": "jpy"})
    assert again.headers["location"] == f"{CHANGE}?plan=business&cycle=month&seats=10"


async def test_a_change_that_stripe_cannot_take_now_changes_nothing(acme: Any, stripe: Any) -> None:
    await pays(acme, stripe)
    form = hidden((await acme.olga.get(f"{CHANGE}?plan=team&cycle=month&seats=6")).text)
    # Back from Stripe's page for cards, which we know nothing of: then nothing is claimed.
    await stripe.fail_next("500", times=9, path="/v1/customers")
    assert (await acme.olga.get("/admin/billing/card")).headers["location"] == "/admin/billing"
    await stripe.control("faults", {})
    assert (await acme.olga.get("/admin/billing/card")).headers["location"] == "/admin/billing?said=card"
    await stripe.fail_next("500", times=9, path="/v1/invoices/create_preview")
    answer = await acme.olga.post(CHANGE, form)
    assert (answer.status_code, "cannot reach our payment provider" in answer.text) == (503, True)
    await stripe.control("faults", {})
    # Stripe acts, and its answer is lost on the way: asked again under the same key it is done once.
    await stripe.fail_next("500-after", path="/v1/subscriptions")
    assert (await acme.olga.post(CHANGE, form)).headers["location"].endswith("said=changed")
    charged = await stripe.call("GET", f"/v1/invoices?customer={stripe.customers[0]}")
    assert [(await held(acme)).seats, len(charged["data"])] == [3, 2]
