"""How Stripe's twin answers: repeats, lists, expansions, refusals, events, and people in Checkout."""

from typing import Any

import pytest

from tests.stripe_twin import hosted
from tests.stripe_twin.happenings import API_VERSION
from tests.stripe_twin.scene import KEY, Refusal, Scene

Json = dict[str, Any]


def test_the_same_key_with_the_same_parameters_acts_once() -> None:
    scene = Scene()
    first = scene.call("POST", "customers", {"email": "a@x.example"}, idempotency_key="k")
    again = scene.call("POST", "customers", {"email": "a@x.example"}, idempotency_key="k")
    assert first == again
    assert len(scene.get("customers")["data"]) == 1
    with pytest.raises(Refusal) as refused:
        scene.call("POST", "customers", {"email": "b@x.example"}, idempotency_key="k")
    assert (refused.value.status, refused.value.error["type"]) == (400, "idempotency_error")
    assert scene.told("customer.created")[0]["request"]["idempotency_key"] == "k"


def test_a_refusal_of_the_bank_is_repeated_too_and_a_mistyped_parameter_is_not_kept() -> None:
    scene = Scene()
    customer = scene.customer(card=None)
    path = "payment_methods/pm_card_visa_chargeDeclinedInsufficientFunds/attach"
    answers = [
        scene.world.handle("POST", f"/v1/{path}", {"customer": customer}, key=KEY, idempotency_key="x")
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] == 402
    assert answers[0][1]["error"] == {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": "insufficient_funds",
        "message": "Your card has insufficient funds.",
    }
    assert scene.world.handle("POST", "/v1/customers", {"e": "1"}, key=KEY, idempotency_key="y")[0] == 400
    assert scene.world.handle("POST", "/v1/customers", {}, key=KEY, idempotency_key="y")[0] == 200


def test_lists_are_newest_first_and_turned_page_by_page() -> None:
    scene = Scene()
    made = [scene.post("customers", name=str(number))["id"] for number in range(5)]
    first = scene.get("customers", limit="2")
    assert ([one["id"] for one in first["data"]], first["has_more"]) == ([made[4], made[3]], True)
    last = scene.get("customers", limit=3, starting_after=first["data"][-1]["id"])
    assert ([one["id"] for one in last["data"]], last["has_more"]) == (made[2::-1], False)
    back = scene.get("customers", limit=2, ending_before=made[1])
    assert [one["id"] for one in back["data"]] == [made[3], made[2]]


def test_words_of_a_form_are_read_as_what_they_mean() -> None:
    scene = Scene()
    customer = scene.customer()
    asked = {
        "customer": customer,
        "items": {"0": {"price": scene.prices["base"], "quantity": "2"}},
        "automatic_tax": {"enabled": "false"},
        "expand": {"0": "latest_invoice", "1": "items.data.price.product"},
    }
    made = scene.call("POST", "subscriptions", asked)
    assert (made["items"]["data"][0]["quantity"], made["latest_invoice"]["total"]) == (2, 5800)
    assert made["items"]["data"][0]["price"]["product"]["name"] == "Team"
    for wrong, code in (
        ({"limit": "many"}, "parameter_invalid_integer"),
        ({"customer": ""}, "parameter_invalid_empty"),
    ):
        with pytest.raises(Refusal) as refused:
            scene.get("subscriptions", **wrong)
        assert refused.value.error["code"] == code
    with pytest.raises(Refusal, match="cannot be expanded"):
        scene.get(f"subscriptions/{made['id']}", expand=["weather"])


def test_events_say_what_was_there_before() -> None:
    scene = Scene()
    subscription = scene.subscribe(scene.customer())
    types = [event["type"] for event in scene.told()]
    assert types[types.index("customer.subscription.created") :] == [
        "customer.subscription.created",
        "invoice.created",
        "payment_intent.created",
        "invoice.finalized",
        "charge.succeeded",
        "payment_intent.succeeded",
        "invoice_payment.paid",
        "invoice.paid",
        "invoice.payment_succeeded",
        "customer.subscription.updated",
    ]
    changed = scene.told("customer.subscription.updated")[-1]
    assert changed["data"]["previous_attributes"] == {"status": "incomplete"}
    assert (changed["api_version"], changed["livemode"]) == (API_VERSION, False)
    scene.post(f"subscriptions/{subscription['id']}", metadata={"tenant_id": "t"})
    assert scene.told()[-1]["data"]["previous_attributes"] == {"metadata": {"tenant_id": None}}
    found = scene.get("events", type="customer.subscription.*", limit=1)["data"][0]
    assert found == scene.get(f"events/{found['id']}") == scene.told()[-1]


def test_doors_stay_shut_for_wrong_keys_wrong_versions_and_live_mode() -> None:
    world = Scene().world
    assert world.handle("GET", "/v1/customers", {}, key=None)[0] == 401
    assert world.handle("GET", "/v1/customers", {}, key="sk_live_1")[0] == 401
    assert world.handle("GET", "/v1/customers", {}, key=KEY, api_version="2020-08-27")[0] == 400
    assert world.handle("GET", "/v1/unicorns", {}, key=KEY)[0] == 404
    status, body = world.handle("GET", "/v1/customers/cus_none", {}, key=KEY)
    assert (status, body["error"]["code"], body["error"]["message"]) == (
        404,
        "resource_missing",
        "No such customer: 'cus_none'",
    )


def test_a_lookup_key_moves_only_when_it_is_told_to() -> None:
    scene = Scene()
    old = scene.prices["base"]
    with pytest.raises(Refusal, match="already uses that lookup key"):
        scene.price("base", unit_amount=3500, recurring={"interval": "month"})
    new = scene.price("base", unit_amount=3500, recurring={"interval": "month"}, transfer_lookup_key=True)
    assert [one["id"] for one in scene.get("prices", lookup_keys=["base"])["data"]] == [new]
    scene.post(f"prices/{old}", active=False)
    scene.prices["base"] = old
    with pytest.raises(Refusal, match="inactive"):
        scene.subscribe(scene.customer())


def test_what_cannot_be_sold_together_is_refused_and_leaves_nothing_behind() -> None:
    scene = Scene()
    scene.price("dollars", currency="usd", unit_amount=3000, recurring={"interval": "month"})
    customer = scene.customer()
    for keys, sentence in (
        (("base", "year"), "interval"),
        (("base", "dollars"), "currency"),
        (("base", "base"), "same plan"),
    ):
        with pytest.raises(Refusal, match=sentence):
            scene.subscribe(customer, *keys)
    assert scene.get("subscriptions", customer=customer, status="all")["data"] == []
    scene.subscribe(customer)
    with pytest.raises(Refusal, match="cannot combine currencies"):
        scene.subscribe(customer, "dollars")


def test_checkout_stays_open_until_it_is_paid_and_is_paid_once() -> None:
    scene = Scene()
    customer = scene.customer(card=None, country="US")
    session = scene.checkout(
        customer, "base", "tickets", automatic_tax={"enabled": True}, tax_id_collection={"enabled": True}
    )
    details: Json = {"name": "Nordwind", "address": {"country": "DE", "city": "Kiel"}}
    assert hosted.checkout_totals(scene.world, session["id"], details=details)["total"] == 3451
    assert scene.pay(session, "4000000000000341", details=details).decline_code == "generic_decline"
    bad = details | {"tax_id": {"type": "eu_vat", "value": "DE1"}}
    assert scene.pay(session, details=bad).message == "Invalid value for eu_vat."
    assert scene.get("subscriptions", customer=customer, status="all")["data"] == []
    assert scene.pay(session, "4000002500003155", details=details).state == hosted.ASKS
    assert scene.pay(session, "4000002500003155", details=details, authenticated=False).state == hosted.REFUSED
    assert scene.pay(session, "4000002500003155", details=details, authenticated=True).state == hosted.DONE
    assert scene.pay(session, details=details).state == hosted.REFUSED
    done = scene.get(f"checkout/sessions/{session['id']}", expand=["subscription.latest_invoice", "customer"])
    assert (done["status"], done["payment_status"], done["amount_total"]) == ("complete", "paid", 3451)
    assert done["subscription"]["status"] == "active"
    assert done["subscription"]["latest_invoice"]["amount_paid"] == 3451
    assert (done["customer"]["name"], done["customer"]["address"]["city"]) == ("Nordwind", "Kiel")
    intents = scene.get("payment_intents", customer=customer)["data"]
    assert [one["status"] for one in intents] == ["succeeded"]
    scene.advance(days=32)
    assert scene.invoice(done["subscription"])["status"] == "paid"  # the bank was asked once, and trusts


def test_a_checkout_that_nobody_finishes_expires_in_a_day() -> None:
    scene = Scene()
    session = scene.checkout(scene.customer())
    scene.advance(days=1)
    assert scene.get(f"checkout/sessions/{session['id']}")["status"] == "expired"
    assert [one["type"] for one in scene.told("checkout.session.expired")] == ["checkout.session.expired"]
    with pytest.raises(Refusal, match="can be expired"):
        scene.post(f"checkout/sessions/{session['id']}/expire")


def test_promotion_codes_run_out() -> None:
    scene = Scene()
    coupon = scene.post("coupons", percent_off=50, duration="once")["id"]
    promotion = {"type": "coupon", "coupon": coupon}
    scene.post(
        "promotion_codes",
        promotion=promotion,
        code="HALF",
        max_redemptions=1,
        restrictions={"first_time_transaction": True},
    )
    paid = []
    for _ in range(2):
        session = scene.checkout(scene.customer(), allow_promotion_codes=True)
        outcome = scene.pay(session, promotion_code="half")
        paid.append((outcome.state, outcome.message))
    assert paid == [(hosted.DONE, ""), (hosted.REFUSED, "This promotion code is expired.")]
    first = scene.get("subscriptions", status="all")["data"][0]
    assert scene.invoice(first)["total"] == 1450
    scene.advance(days=31)
    assert (scene.invoice(first)["total"], first["discounts"]) == (2900, [])


def test_a_credit_note_gives_back_what_it_says() -> None:
    scene = Scene()
    customer = scene.customer(country="DE")
    invoice = scene.invoice(scene.subscribe(customer, automatic_tax={"enabled": True}))
    with pytest.raises(Refusal, match="must equal"):
        scene.post("credit_notes", invoice=invoice["id"], amount=1190, refund_amount=190)
    note = scene.post("credit_notes", invoice=invoice["id"], refund_amount=190, credit_amount=1000)
    assert (note["amount"], note["subtotal"], note["total_taxes"][0]["amount"]) == (1190, 1000, 190)
    assert scene.get(f"customers/{customer}")["balance"] == -1000
    assert scene.get("charges", customer=customer)["data"][0]["amount_refunded"] == 190
    with pytest.raises(Refusal, match="between 1 and 2261"):
        scene.post("credit_notes", invoice=invoice["id"], credit_amount=2262)


def test_a_purchase_order_stands_on_every_invoice() -> None:
    scene = Scene()
    line = {"name": "Purchase order", "value": "4711"}
    customer = scene.customer(invoice_settings={"custom_fields": [line]})
    subscription = scene.subscribe(customer)
    first = scene.invoice(subscription)
    assert (first["custom_fields"], first["number"][-5:]) == ([line], "-0001")
    scene.post(f"customers/{customer}", invoice_settings={"custom_fields": ""})
    scene.advance(days=32)
    second = scene.invoice(subscription)
    assert (second["custom_fields"], second["number"][-5:]) == (None, "-0002")
    assert second["hosted_invoice_url"].endswith(f"/i/{second['id']}")


def test_somebody_who_is_gone_is_shown_as_gone_wherever_they_were_named() -> None:
    scene = Scene()
    customer = scene.customer()
    subscription = scene.subscribe(customer)
    assert scene.call("DELETE", f"customers/{customer}") == {"id": customer, "object": "customer", "deleted": True}
    assert scene.get(f"customers/{customer}")["deleted"] is True
    path = "data.customer.invoice_settings.default_payment_method"
    row = scene.get("subscriptions", status="all", expand=[path])["data"][0]
    assert (row["id"], row["status"], row["customer"]["deleted"]) == (subscription["id"], "canceled", True)
    with pytest.raises(Refusal, match="cannot be expanded"):
        scene.get(f"customers/{customer}", expand=["tax_ids"])
