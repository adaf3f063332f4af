"""The twin's objects are Stripe's: every key of Stripe's published fixture of that kind, and no other."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stripe_twin import routes, shapes
from tests.stripe_twin.likeness import differences
from tests.stripe_twin.scene import DAY, Refusal, Scene
from tests.stripe_twin.world import World

Json = dict[str, Any]


@pytest.fixture(scope="module")
def story() -> Scene:
    """Everything that can happen to a few customers, once."""
    scene = Scene(dunning_end="unpaid")
    _sells(scene)
    _is_bought_in_checkout(scene)
    _changes(scene)
    _is_not_paid(scene)
    _is_refunded(scene)
    _is_by_hand(scene)
    _is_deleted(scene)
    for path in ("events", "invoices", "customers", "prices", "products", "charges", "subscriptions", "refunds"):
        scene.get(path, limit=100)
    return scene


def _sells(scene: Scene) -> None:
    scene.post("webhook_endpoints", url="https://x.example/hook", enabled_events=["*"])
    scene.post(
        "billing_portal/configurations",
        features={"payment_method_update": {"enabled": True}, "invoice_history": {"enabled": True}},
        business_profile={"privacy_policy_url": "https://x.example/privacy"},
    )
    coupon = scene.post("coupons", percent_off=10, duration="repeating", duration_in_months=2, id="TENTH")
    scene.post("promotion_codes", promotion={"type": "coupon", "coupon": coupon["id"]}, code="WELCOME")
    scene.get("prices", lookup_keys=["tickets"], expand=["data.tiers"])


def _is_bought_in_checkout(scene: Scene) -> None:
    customer = scene.customer(card=None, country="IT", preferred_locales=["it"])
    session = scene.checkout(
        customer,
        "base",
        "tickets",
        allow_promotion_codes=True,
        automatic_tax={"enabled": True},
        tax_id_collection={"enabled": True},
    )
    scene.get(f"checkout/sessions/{session['id']}/line_items")
    details = {"name": "Bottega", "address": {"country": "IT"}, "tax_id": {"type": "eu_vat", "value": "IT12345678901"}}
    how: Json = {"details": details, "promotion_code": "welcome"}
    assert scene.pay(session, "4000002760003184", **how).state == "authenticate"
    assert scene.pay(session, "4000000000009995", **how).state == "refused"
    assert scene.pay(session, "4000002500003155", **how, authenticated=True).state == "done"
    done = scene.get(
        f"checkout/sessions/{session['id']}", expand=["subscription", "invoice.payments", "customer.tax_ids"]
    )
    scene.get("customers", email="o@x.example", expand=["data.subscriptions"])
    scene.get(f"tax_rates/{done['invoice']['total_taxes'][0]['tax_rate_details']['tax_rate']}")
    flow = {
        "type": "payment_method_update",
        "after_completion": {"type": "redirect", "redirect": {"return_url": "https://x"}},
    }
    scene.post("billing_portal/sessions", customer=customer, flow_data=flow, return_url="https://x.example")
    left = scene.checkout(scene.customer(card=None), mode="setup", line_items={}, currency="eur")
    assert scene.pay(left).state == "done"
    scene.post(f"checkout/sessions/{scene.checkout(customer)['id']}/expire")


def _changes(scene: Scene) -> None:
    customer = scene.customer(country="DE")
    trial = scene.subscribe(customer, trial_period_days=4, automatic_tax={"enabled": True})
    scene.advance(days=5)
    report = {"event_name": "polydesk_tickets", "payload": {"stripe_customer_id": customer, "value": "130"}}
    metered = scene.post(f"subscriptions/{trial['id']}", items=[{"price": scene.prices["tickets"]}])
    scene.post("billing/meter_events", identifier="one", **report)
    since = scene.get(f"test_helpers/test_clocks/{scene.clock}")["frozen_time"] // DAY * DAY
    scene.get(
        f"billing/meters/{scene.meter}/event_summaries", customer=customer, start_time=since, end_time=since + DAY
    )
    scene.seats(metered, 3)
    scene.seats(metered, 1, proration_behavior="always_invoice")
    scene.post("invoices/create_preview", subscription=trial["id"])
    schedule = scene.post("subscription_schedules", from_subscription=trial["id"])
    scene.post(f"subscription_schedules/{schedule['id']}/release")
    scene.post(f"subscriptions/{trial['id']}", discounts=[{"coupon": "TENTH"}])
    scene.call("DELETE", f"subscriptions/{trial['id']}/discount")
    seat = scene.get("subscription_items", subscription=trial["id"])["data"][2]["id"]
    scene.call("DELETE", f"subscription_items/{seat}")
    scene.post(f"subscriptions/{trial['id']}", cancel_at_period_end=True)
    scene.advance(days=32)


def _is_not_paid(scene: Scene) -> None:
    customer = scene.customer()
    subscription = scene.subscribe(customer)
    scene.card(customer, "pm_card_chargeCustomerFail")
    held = scene.seats(subscription, 1, payment_behavior="pending_if_incomplete", proration_behavior="always_invoice")
    assert held["pending_update"]
    scene.advance(days=31)
    with pytest.raises(Refusal):
        scene.post(f"invoices/{scene.invoice(subscription)['id']}/pay")
    scene.card(customer, "pm_card_authenticationRequired")
    scene.advance(days=20)
    assert scene.get(f"subscriptions/{subscription['id']}")["status"] == "unpaid"
    incomplete = scene.subscribe(customer, payment_behavior="default_incomplete")
    scene.get(
        f"invoices/{incomplete['latest_invoice']}",
        expand=["confirmation_secret", "payments.data.payment.payment_intent"],
    )
    scene.advance(days=2)


def _is_refunded(scene: Scene) -> None:
    customer = scene.customer(country="DE")
    invoice = scene.invoice(scene.subscribe(customer, automatic_tax={"enabled": True}))
    scene.post("credit_notes", invoice=invoice["id"], amount=1000, refund_amount=600, credit_amount=400)
    scene.post(
        "refunds", payment_intent=scene.get("charges", customer=customer)["data"][0]["payment_intent"], amount=100
    )


def _is_by_hand(scene: Scene) -> None:
    customer = scene.customer(invoice_settings={"custom_fields": [{"name": "PO", "value": "4711"}]})
    for amount in (500, 700):
        scene.post("invoiceitems", customer=customer, amount=amount, currency="eur", description="Advice")
    invoice = scene.post("invoices", customer=customer, pending_invoice_items_behavior="include")
    scene.post(f"invoices/{invoice['id']}/finalize", auto_advance=False)
    scene.post("credit_notes", invoice=invoice["id"], amount=200)
    scene.post(f"invoices/{invoice['id']}/void")
    gone = scene.post("invoices", customer=customer)
    scene.call("DELETE", f"invoices/{gone['id']}")
    scene.post("payment_intents", amount=300, currency="eur", payment_method="pm_card_visa", confirm=True)
    waiting = scene.post("invoiceitems", customer=customer, amount=1, currency="eur")
    scene.call("DELETE", f"invoiceitems/{waiting['id']}")


def _is_deleted(scene: Scene) -> None:
    customer = scene.customer()
    tax_id = scene.post(f"customers/{customer}/tax_ids", type="eu_vat", value="DE111111111")
    scene.get(f"customers/{customer}/tax_ids")
    scene.call("DELETE", f"customers/{customer}/tax_ids/{tax_id['id']}")
    scene.post(f"customers/{customer}", balance=-100)
    scene.subscribe(customer)
    scene.call("DELETE", f"customers/{customer}")
    scene.call("DELETE", "coupons/TENTH")
    scene.call("DELETE", f"products/{scene.post('products', name='Nothing')['id']}")
    scene.call("DELETE", f"webhook_endpoints/{scene.get('webhook_endpoints')['data'][0]['id']}")
    clock = scene.post("test_helpers/test_clocks", frozen_time=DAY)
    scene.call("DELETE", f"test_helpers/test_clocks/{clock['id']}")


def test_every_object_has_the_keys_of_stripes_fixture(story: Scene) -> None:
    met, found = set(), set()
    for thing in [*story.world.objects.values(), *story.answers]:
        found |= set(differences(thing))
        met |= {("deleted_" if one.get("deleted") else "") + one["object"] for one in _objects(thing)}
    assert found == set()
    assert set(shapes.KINDS) - met == set()


def test_a_key_too_many_or_too_few_would_be_found(story: Scene) -> None:
    invoice = copy.deepcopy(story.get("invoices")["data"][0])
    del invoice["automatic_tax"]["status"]
    invoice |= {"subscription_details": {}, "amount_due": None}
    invoice["lines"]["data"][0]["price"] = "price_1"
    assert set(differences(invoice)) == {
        "invoice has subscription_details, which Stripe has not",
        "invoice.amount_due is null, which Stripe's never is",
        "invoice.automatic_tax lacks status",
        "invoice.lines[0] has price, which Stripe has not",
    }


def test_its_shapes_are_written_as_the_command_draws_them() -> None:
    fixture = {"resources": {kind: {"id": "x", "metadata": {}, "list": [{"a": 1}, {"b": []}]} for kind in shapes.KINDS}}
    assert shapes.drawn(fixture)["invoice"] == {"id": None, "list": [{"a": None, "b": []}], "metadata": {}}
    text = (Path(shapes.__file__).parent / "shapes.json").read_text()
    assert text == json.dumps(json.loads(text), indent=1, sort_keys=True) + "\n"


@pytest.mark.parametrize(("method", "path"), [(method, path.pattern) for method, path, _call in routes.CALLS])
def test_no_door_takes_a_parameter_that_the_sdk_does_not_know(method: str, path: str) -> None:
    where = path.replace("\\", "").replace("([^/]+)", "x_1")
    status, body = World().handle(method, where, {"sparkle": "1"}, key="sk_test_x")
    assert (status, body["error"]["code"], body["error"]["param"]) == (400, "parameter_unknown", "sparkle")
    assert body["error"]["message"] == "Received unknown parameter: sparkle"


def test_unknown_parameters_are_found_at_any_depth(story: Scene) -> None:
    for params, name in (
        ({"items": [{"price": "p", "colour": "red"}]}, "items[0][colour]"),
        ({"automatic_tax": {"enabled": True, "sparkle": 1}}, "automatic_tax[sparkle]"),
        (
            {"trial_settings": {"end_behavior": {"missing_payment_method": "cancel", "x": 1}}},
            "trial_settings[end_behavior][x]",
        ),
        ({"idempotency_key": "x"}, "idempotency_key"),
    ):
        with pytest.raises(Refusal) as refused:
            story.post("subscriptions", customer="cus_1", **params)
        assert (refused.value.error["code"], refused.value.error["param"]) == ("parameter_unknown", name)


def test_what_stripe_knows_and_the_twin_does_not_is_said_aloud() -> None:
    scene = Scene()
    with pytest.raises(Refusal) as refused:
        scene.subscribe(scene.customer(), billing_thresholds={"amount_gte": 1})
    assert (refused.value.status, refused.value.error["param"]) == (501, "billing_thresholds")


def _objects(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        if isinstance(value.get("object"), str) and value["object"] != "list":
            yield value
        for inner in value.values():
            yield from _objects(inner)
    elif isinstance(value, list):
        for one in value:
            yield from _objects(one)
