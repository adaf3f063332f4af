"""What a change of a subscription costs on Stripe's twin, and when."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stripe_twin.proration import share
from tests.stripe_twin.scene import BEGIN, DAY, Refusal, Scene

Json = dict[str, Any]


def amounts(invoice: Json) -> list[int]:
    return [line["amount"] for line in invoice["lines"]["data"]]


@given(
    amount=st.integers(-(10**9), 10**9),
    start=st.integers(0, 2**31),
    length=st.integers(1, 366 * DAY),
    part=st.floats(0, 1),
)
def test_what_is_given_back_is_what_was_asked_for(amount: int, start: int, length: int, part: float) -> None:
    at = start + int(length * part)
    asked = share(amount, start=start, end=start + length, at=at)
    assert asked + share(-amount, start=start, end=start + length, at=at) == 0
    assert abs(asked * length - amount * (start + length - at)) * 2 <= length


@settings(max_examples=25)
@given(
    seats=st.integers(1, 40),
    second=st.integers(0, 30 * DAY - 1),
    country=st.sampled_from(("DE", "FI", "IT", "US")),
    off=st.sampled_from((0, 10, 33.3, 100)),
)
def test_an_upgrade_and_back_at_the_same_instant_adds_up_to_nothing(
    seats: int, second: int, country: str, off: float
) -> None:
    scene = Scene()
    coupon = {"coupon": scene.post("coupons", percent_off=off, duration="forever")["id"]} if off else None
    subscription = scene.subscribe(
        scene.customer(country=country), automatic_tax={"enabled": True}, discounts=[coupon] if coupon else []
    )
    scene.advance(to=BEGIN + second + 1)
    scene.seats(subscription, seats)
    scene.seats(subscription, 0)
    preview = scene.post("invoices/create_preview", subscription=subscription["id"])
    prorated = [line for line in preview["lines"]["data"] if line["parent"]["subscription_item_details"]["proration"]]
    assert len(prorated) == 2
    assert sum(line["amount"] for line in prorated) == 0
    taxes = sum(tax["amount"] for line in prorated for tax in line["taxes"])
    discounts = sum(one["amount"] for line in prorated for one in line["discount_amounts"])
    assert (taxes, discounts) == (0, 0)


@settings(max_examples=25)
@given(
    seats=st.lists(st.integers(0, 25), min_size=1, max_size=4),
    country=st.sampled_from(("DE", "FI", "HU", "IT", "GB", "US")),
    off=st.sampled_from((0, 12.5, 50)),
    flat=st.integers(0, 5000),
)
def test_an_invoice_is_the_sum_of_its_lines_less_discounts_plus_tax(
    seats: list[int], country: str, off: float, flat: int
) -> None:
    scene = Scene()
    wanted = [scene.post("coupons", percent_off=off, duration="forever")["id"]] if off else []
    wanted += [scene.post("coupons", amount_off=flat, currency="eur", duration="forever")["id"]] if flat else []
    subscription = scene.subscribe(
        scene.customer(country=country), automatic_tax={"enabled": True}, discounts=[{"coupon": one} for one in wanted]
    )
    for count in seats:
        scene.advance(days=2.37)
        scene.seats(subscription, count, proration_behavior="always_invoice") if count else None
    scene.advance(days=31)
    for invoice in scene.get("invoices", limit=100)["data"]:
        lines = invoice["lines"]["data"]
        off_lines = sum(one["amount"] for line in lines for one in line["discount_amounts"])
        tax = sum(one["amount"] for line in lines for one in line["taxes"])
        assert invoice["subtotal"] == sum(line["amount"] for line in lines)
        assert invoice["total"] == invoice["subtotal"] - off_lines + tax
        assert tax == sum(one["amount"] for one in invoice["total_taxes"])
        assert off_lines == sum(one["amount"] for one in invoice["total_discount_amounts"])
        owed = invoice["total"] + invoice["starting_balance"]
        assert invoice["status"] == "draft" or owed == invoice["amount_due"] + invoice["ending_balance"]


def test_a_seat_in_the_middle_costs_half_now_and_all_of_it_next_time() -> None:
    scene = Scene()
    subscription = scene.subscribe(scene.customer())
    start, end = (subscription["items"]["data"][0][f"current_period_{name}"] for name in ("start", "end"))
    middle = (start + end) // 2
    scene.advance(to=middle)
    shares = {"items": [{"price": scene.prices["seat"], "quantity": 2}], "proration_behavior": "always_invoice"}
    seen = scene.post(
        "invoices/create_preview",
        subscription=subscription["id"],
        subscription_details=shares | {"proration_date": middle},
    )
    changed = scene.seats(subscription, 2, proration_behavior="always_invoice", proration_date=middle)
    billed = scene.invoice(changed)
    assert amounts(seen) == amounts(billed) == [900]
    assert (seen["total"], seen["status"], seen["number"]) == (900, "draft", None)
    assert (billed["total"], billed["status"]) == (900, "paid")
    assert scene.post("invoices/create_preview", subscription=changed["id"])["total"] == 2900 + 1800


def test_looking_at_what_it_would_cost_changes_nothing() -> None:
    scene = Scene()
    code = scene.post("coupons", percent_off=20, duration="once", max_redemptions=1)["id"]
    subscription = scene.subscribe(scene.customer(), "base", "tickets")
    before, events = scene.world.dump(), len(scene.world.events)
    scene.post(
        "invoices/create_preview",
        subscription=subscription["id"],
        discounts=[{"coupon": code}],
        subscription_details={"items": [{"price": scene.prices["seat"]}], "proration_behavior": "always_invoice"},
    )
    scene.post(
        "invoices/create_preview",
        customer_details={"address": {"country": "FR"}},
        automatic_tax={"enabled": True},
        subscription_details={"items": [{"price": scene.prices["base"]}]},
    )
    assert len(scene.world.events) == events
    kept = {name: thing for name, thing in Scene.world_of(before).items() if not name.startswith("txr")}
    assert {name: scene.world.objects[name] for name in kept} == kept


def test_a_year_gives_back_what_is_left_of_the_month_and_begins_at_once() -> None:
    scene = Scene()
    subscription = scene.subscribe(scene.customer())
    start, end = (subscription["items"]["data"][0][f"current_period_{name}"] for name in ("start", "end"))
    scene.advance(to=(start + end) // 2)
    item = subscription["items"]["data"][0]["id"]
    changed = scene.post(f"subscriptions/{subscription['id']}", items=[{"id": item, "price": scene.prices["year"]}])
    assert amounts(scene.invoice(changed)) == [-1450, 29000]
    assert changed["items"]["data"][0]["current_period_start"] == changed["billing_cycle_anchor"] == (start + end) // 2


def test_a_change_that_must_be_paid_first_waits_for_its_money() -> None:
    scene = Scene()
    customer = scene.customer()
    subscription = scene.subscribe(customer)
    scene.advance(days=10)
    scene.card(customer, "pm_card_chargeCustomerFail")
    how = {"proration_behavior": "always_invoice"}
    with pytest.raises(Refusal) as refused:
        scene.seats(subscription, 3, payment_behavior="error_if_incomplete", **how)
    assert (refused.value.status, refused.value.error["code"]) == (402, "card_declined")
    held = scene.seats(subscription, 3, payment_behavior="pending_if_incomplete", **how)
    assert (held["status"], len(held["items"]["data"])) == ("active", 1)
    assert held["pending_update"]["subscription_items"][1]["quantity"] == 3
    good = scene.card(customer, "pm_card_visa")
    scene.post(f"invoices/{held['latest_invoice']}/pay", payment_method=good)
    after = scene.get(f"subscriptions/{subscription['id']}")
    assert (after["pending_update"], after["items"]["data"][1]["quantity"]) == (None, 3)
    assert scene.told("customer.subscription.pending_update_applied")


def test_a_change_that_nobody_pays_for_lapses_after_a_day() -> None:
    scene = Scene()
    customer = scene.customer()
    subscription = scene.subscribe(customer)
    scene.card(customer, "pm_card_chargeCustomerFail")
    scene.advance(days=1)
    held = scene.seats(subscription, 3, payment_behavior="pending_if_incomplete", proration_behavior="always_invoice")
    scene.advance(days=1)
    after = scene.get(f"subscriptions/{subscription['id']}")
    assert (after["pending_update"], after["status"], len(after["items"]["data"])) == (None, "active", 1)
    assert scene.get(f"invoices/{held['latest_invoice']}")["status"] == "void"


def test_a_schedule_changes_the_plan_when_the_period_ends_and_then_lets_go() -> None:
    scene = Scene()
    subscription = scene.subscribe(scene.customer(), "base", "tickets")
    schedule = scene.post("subscription_schedules", from_subscription=subscription["id"])
    present = schedule["phases"][0]
    assert [item.get("quantity") for item in present["items"]] == [1, None]
    with pytest.raises(Refusal, match="managed by the subscription schedule"):
        scene.post(f"subscriptions/{subscription['id']}", cancel_at_period_end=True)
    now = {
        "items": [{"price": scene.prices["base"], "quantity": 1}, {"price": scene.prices["tickets"]}],
        "start_date": present["start_date"],
        "end_date": present["end_date"],
    }
    then = {
        "items": [{"price": scene.prices["year"], "quantity": 1}],
        "duration": {"interval": "year"},
        "proration_behavior": "none",
    }
    scene.post(f"subscription_schedules/{schedule['id']}", phases=[now, then], end_behavior="release")
    assert amounts(scene.post("invoices/create_preview", schedule=schedule["id"])) == [29000]
    scene.advance(to=present["end_date"] + 2 * 3600)
    changed = scene.get(f"subscriptions/{subscription['id']}", expand=["schedule"])
    assert [item["price"]["id"] for item in changed["items"]["data"]] == [scene.prices["year"]]
    assert changed["schedule"]["current_phase"]["start_date"] == present["end_date"]
    assert scene.invoice(changed)["amount_paid"] == 29000
    scene.post(f"subscription_schedules/{schedule['id']}/release")
    released = scene.get(f"subscriptions/{subscription['id']}")
    assert (released["schedule"], released["status"]) == (None, "active")


def test_a_second_subscription_that_ends_at_once_gives_back_what_is_left() -> None:
    scene = Scene()
    customer = scene.customer()
    subscription = scene.subscribe(customer)
    start, end = (subscription["items"]["data"][0][f"current_period_{name}"] for name in ("start", "end"))
    scene.advance(to=(start + end) // 2)
    gone = scene.call("DELETE", f"subscriptions/{subscription['id']}", {"prorate": True, "invoice_now": True})
    assert (gone["status"], scene.get(f"customers/{customer}")["balance"]) == ("canceled", -1450)
    with pytest.raises(Refusal, match="No such subscription"):
        scene.seats(gone, 1)
