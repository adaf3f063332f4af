"""What time does on Stripe's twin: renewals, usage, trials, cards that fail, and how it ends."""

from typing import Any

import pytest

from tests.stripe_twin import hosted
from tests.stripe_twin.scene import BEGIN, DAY, Refusal, Scene

Json = dict[str, Any]

HOUR = 3600


def period_end(subscription: Json) -> int:
    return int(subscription["items"]["data"][0]["current_period_end"])


def status(scene: Scene, subscription: Json) -> str:
    return str(scene.get(f"subscriptions/{subscription['id']}")["status"])


def test_a_month_is_drafted_at_its_end_and_paid_an_hour_later_with_what_was_used() -> None:
    scene = Scene()
    customer = scene.customer()
    subscription = scene.subscribe(customer, "base", "tickets")
    scene.advance(days=1)
    report: Json = {"event_name": "polydesk_tickets", "payload": {"stripe_customer_id": customer, "value": "130"}}
    scene.post("billing/meter_events", identifier="one", **report)
    with pytest.raises(Refusal, match="already exists with identifier one"):
        scene.post("billing/meter_events", identifier="one", **report)
    scene.advance(to=period_end(subscription))
    draft = scene.invoice(subscription)
    assert (draft["status"], draft["billing_reason"], status(scene, subscription)) == (
        "draft",
        "subscription_cycle",
        "active",
    )
    scene.advance(to=period_end(subscription) + HOUR)
    paid = scene.invoice(subscription)
    assert [line["amount"] for line in paid["lines"]["data"]] == [2900, 0, 150]
    assert (paid["id"], paid["status"], paid["amount_paid"]) == (draft["id"], "paid", 3050)
    assert paid["status_transitions"]["paid_at"] == period_end(subscription) + HOUR


def test_usage_told_while_its_invoice_is_a_draft_is_on_it_at_the_price_of_then() -> None:
    scene = Scene()
    customer = scene.customer()
    subscription = scene.subscribe(customer, "base", "tickets")
    end = period_end(subscription)
    scene.advance(to=end)
    tickets = subscription["items"]["data"][1]["id"]
    scene.post(f"subscriptions/{subscription['id']}", items=[{"id": tickets, "deleted": True}])
    payload = {"stripe_customer_id": customer, "value": "120"}
    scene.post("billing/meter_events", event_name="polydesk_tickets", payload=payload, timestamp=end - 1)
    scene.advance(to=end + HOUR)
    assert sorted(line["amount"] for line in scene.invoice(subscription)["lines"]["data"]) == [0, 100, 2900]


def test_the_thirty_first_stays_the_thirty_first_where_there_is_one() -> None:
    scene = Scene()
    scene.advance(to=1_801_353_600)  # 2027-01-31 00:00
    subscription = scene.subscribe(scene.customer())
    ends = []
    for _ in range(3):
        ends.append(period_end(scene.get(f"subscriptions/{subscription['id']}")))
        scene.advance(to=ends[-1] + 2 * HOUR)
    assert ends == [1_803_772_800, 1_806_451_200, 1_809_043_200]  # 28 February, 31 March, 30 April


@pytest.mark.parametrize(
    ("setting", "becomes"), [("unpaid", "unpaid"), ("cancel", "canceled"), ("past_due", "past_due")]
)
def test_a_card_that_fails_is_tried_after_3_5_and_7_days_and_then_it_is_over(setting: str, becomes: str) -> None:
    scene = Scene(dunning_end=setting)
    customer = scene.customer()
    subscription = scene.subscribe(customer)
    scene.card(customer, "pm_card_chargeCustomerFail")
    first = period_end(subscription) + HOUR
    scene.advance(to=first)
    assert (status(scene, subscription), scene.get(f"customers/{customer}")["delinquent"]) == ("past_due", True)
    tried = []
    for _ in range(3):
        tried.append((scene.invoice(subscription)["next_payment_attempt"] - first) // DAY)
        scene.advance(to=scene.invoice(subscription)["next_payment_attempt"])
    assert tried == [3, 8, 15]
    invoice = scene.invoice(subscription)
    assert (status(scene, subscription), invoice["attempt_count"], invoice["status"]) == (becomes, 4, "open")
    assert invoice["next_payment_attempt"] is None
    failed = [event["created"] for event in scene.told("invoice.payment_failed")]
    assert failed == [first + days * DAY for days in (0, 3, 8, 15)]


def test_a_new_card_in_the_portal_pays_what_is_open_and_all_is_well() -> None:
    scene = Scene()
    customer = scene.customer()
    subscription = scene.subscribe(customer)
    scene.card(customer, "pm_card_chargeCustomerFail")
    scene.advance(to=period_end(subscription) + 20 * DAY)
    assert status(scene, subscription) == "unpaid"
    card = {"number": "5555555555554444", "exp_month": 12, "exp_year": 2034, "cvc": "123"}
    assert hosted.save_card(scene.world, customer, card=card).state == hosted.DONE
    assert (status(scene, subscription), scene.invoice(subscription)["status"]) == ("active", "paid")
    assert scene.get(f"customers/{customer}")["delinquent"] is False


@pytest.mark.parametrize(("setting", "charged"), [("off", "0341"), ("on_subscription", "4444")])
def test_the_card_with_which_an_invoice_is_paid_is_kept_where_that_is_wanted(setting: str, charged: str) -> None:
    scene = Scene()
    customer = scene.customer()
    subscription = scene.subscribe(customer, payment_settings={"save_default_payment_method": setting})
    broken = scene.post("payment_methods/pm_card_chargeCustomerFail/attach", customer=customer)["id"]
    scene.post(f"subscriptions/{subscription['id']}", default_payment_method=broken)
    scene.advance(to=period_end(subscription) + HOUR)
    card = {"number": "5555555555554444", "exp_month": 12, "exp_year": 2034, "cvc": "123"}
    assert hosted.pay_invoice(scene.world, scene.invoice(subscription)["id"], card=card).state == hosted.DONE
    found = scene.get(f"subscriptions/{subscription['id']}", expand=["default_payment_method"])
    assert found["default_payment_method"]["card"]["last4"] == charged


def test_a_card_whose_time_is_over_pays_no_more() -> None:
    scene = Scene()
    customer = scene.customer(card=None)
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2026, "cvc": "123"}
    method = scene.post("payment_methods", type="card", card=card)["id"]
    scene.post(f"payment_methods/{method}/attach", customer=customer)
    subscription = scene.subscribe(customer, default_payment_method=method)
    scene.advance(days=70)
    assert scene.told("charge.failed")[0]["data"]["object"]["failure_code"] == "expired_card"
    assert status(scene, subscription) == "past_due"


def test_a_bank_that_asks_each_time_leaves_it_to_a_person() -> None:
    scene = Scene()
    customer = scene.customer()
    subscription = scene.subscribe(customer)
    scene.card(customer, "pm_card_authenticationRequired")
    scene.advance(to=period_end(subscription) + HOUR)
    assert scene.told("invoice.payment_action_required")
    invoice = scene.invoice(subscription, expand=["payments.data.payment.payment_intent", "confirmation_secret"])
    intent = invoice["payments"]["data"][0]["payment"]["payment_intent"]
    assert (status(scene, subscription), intent["status"]) == ("past_due", "requires_action")
    assert invoice["confirmation_secret"]["client_secret"] == intent["client_secret"]
    no = hosted.pay_invoice(scene.world, invoice["id"], authenticated=False)
    yes = hosted.pay_invoice(scene.world, invoice["id"], authenticated=True)
    assert (no.state, yes.state, status(scene, subscription)) == (hosted.REFUSED, hosted.DONE, "active")


def test_a_first_invoice_that_nobody_pays_expires_within_a_day() -> None:
    scene = Scene()
    customer = scene.customer()
    scene.card(customer, "pm_card_chargeCustomerFail")
    with pytest.raises(Refusal) as refused:
        scene.subscribe(customer, payment_behavior="error_if_incomplete")
    assert refused.value.error["decline_code"] == "generic_decline"
    assert scene.get("subscriptions", customer=customer, status="all")["data"] == []
    subscription = scene.subscribe(customer)
    assert subscription["status"] == "incomplete"
    scene.advance(days=1)
    assert status(scene, subscription) == "incomplete_expired"
    assert scene.invoice(subscription)["status"] == "void"


def test_a_trial_is_announced_three_days_before_it_ends_and_then_paid() -> None:
    scene = Scene()
    subscription = scene.subscribe(scene.customer(), trial_period_days=14)
    assert (subscription["status"], scene.invoice(subscription)["amount_due"]) == ("trialing", 0)
    scene.advance(days=12)
    assert [one["created"] for one in scene.told("customer.subscription.trial_will_end")] == [BEGIN + 11 * DAY]
    scene.advance(days=2.1)
    after = scene.get(f"subscriptions/{subscription['id']}")
    assert (after["status"], after["billing_cycle_anchor"]) == ("active", BEGIN + 14 * DAY)
    assert scene.invoice(subscription)["amount_paid"] == 2900


def test_a_trial_without_a_card_may_end_with_it() -> None:
    scene = Scene()
    for missing, becomes in (("cancel", "canceled"), ("pause", "paused"), ("create_invoice", "past_due")):
        subscription = scene.subscribe(
            scene.customer(card=None),
            trial_period_days=1,
            trial_settings={"end_behavior": {"missing_payment_method": missing}},
        )
        scene.advance(days=1.5)
        assert status(scene, subscription) == becomes


def test_leaving_at_the_end_settles_what_was_used_and_coming_back_before_undoes_it() -> None:
    scene = Scene()
    customer = scene.customer()
    subscription = scene.subscribe(customer, "base", "tickets")
    path = f"subscriptions/{subscription['id']}"
    assert scene.post(path, cancel_at_period_end=True)["cancel_at"] == period_end(subscription)
    assert scene.post(path, cancel_at_period_end=False)["cancel_at"] is None
    scene.post(path, cancel_at_period_end=True)
    with pytest.raises(Refusal) as refused:
        scene.post("invoices/create_preview", subscription=subscription["id"])
    assert refused.value.error["code"] == "invoice_upcoming_none"
    scene.advance(days=3)
    payload = {"stripe_customer_id": customer, "value": "101"}
    scene.post("billing/meter_events", event_name="polydesk_tickets", payload=payload, identifier="x")
    scene.advance(to=period_end(subscription) + 2 * HOUR)
    gone = scene.get(path)
    assert (gone["status"], gone["ended_at"]) == ("canceled", period_end(subscription))
    assert gone["cancellation_details"]["reason"] == "cancellation_requested"
    last = scene.get("invoices", customer=customer)["data"][0]
    assert ([line["amount"] for line in last["lines"]["data"]], last["total"]) == ([0, 5], 5)
    assert scene.get("subscriptions", customer=customer)["data"] == []
    assert len(scene.get("subscriptions", customer=customer, status="all")["data"]) == 1


def test_tax_is_that_of_the_customers_country() -> None:
    scene = Scene()
    for country, vat_id, total, reason in (
        ("DE", None, 3451, "standard_rated"),
        ("FI", None, 3640, "standard_rated"),
        ("US", None, 2900, "not_collecting"),
        ("FR", "FR12345678901", 2900, "reverse_charge"),
        ("FR", "FR11111111111", 3480, "standard_rated"),
        ("DE", "DE123456789", 3451, "standard_rated"),
    ):
        customer = scene.customer(country=country)
        if vat_id:
            made = scene.post(f"customers/{customer}/tax_ids", type="eu_vat", value=vat_id)
            assert made["verification"]["status"] == "pending"
        invoice = scene.invoice(scene.subscribe(customer, automatic_tax={"enabled": True}))
        assert (invoice["total"], invoice["total_taxes"][0]["taxability_reason"]) == (total, reason)
    with pytest.raises(Refusal) as refused:
        scene.post(f"customers/{customer}/tax_ids", type="eu_vat", value="DE12")
    assert refused.value.error["code"] == "tax_id_invalid"


def test_yen_have_no_cents() -> None:
    scene = Scene()
    scene.price("yen", currency="jpy", unit_amount=4900, recurring={"interval": "month"})
    subscription = scene.subscribe(scene.customer(), "yen")
    line = scene.invoice(subscription)["lines"]["data"][0]
    assert (line["amount"], line["description"]) == (4900, "1 × Team (at ¥4,900 / month)")


def test_nothing_is_lost_between_two_lives_of_the_server() -> None:
    scene = Scene()
    customer = scene.customer()
    subscription = scene.subscribe(customer)
    scene.seats(subscription, 2)
    scene.starts_again()
    scene.advance(days=40)
    assert status(scene, subscription) == "active"
    assert [line["amount"] for line in scene.invoice(subscription)["lines"]["data"]] == [1800, 2900, 1800]


def test_the_worlds_own_clock_moves_whoever_stands_under_no_test_clock() -> None:
    scene = Scene()
    customer = scene.post("customers", address={"country": "US"})["id"]
    scene.card(customer, "pm_card_visa")
    subscription = scene.subscribe(customer)
    scene.world.travel(to=period_end(subscription) + HOUR)
    assert scene.invoice(subscription)["billing_reason"] == "subscription_cycle"
    assert scene.invoice(subscription)["created"] == period_end(subscription)
