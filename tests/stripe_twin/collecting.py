"""Money for invoices: tries, what follows when the bank refuses, retries after 3, 5 and 7 days, and how it ends."""

import copy
from typing import TYPE_CHECKING, Any

from . import banking, cards, payment_intents, payment_methods
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

DAY = 86400
RETRIES = (3, 5, 7)
NO_CARD = "no card"
SETTLED = ("paid", "void", "uncollectible")


def collect(world: "World", invoice: Json) -> str:
    """What Stripe does by itself: with the card that is there, and nobody there to prove who they are."""
    if invoice["collection_method"] == "send_invoice":
        world.tell("invoice.sent", invoice)
        return ""
    return attempt(world, invoice, None, authenticated=None, alone=True)


def attempt(
    world: "World", invoice: Json, method: Json | None, *, authenticated: bool | None, alone: bool = False
) -> str:
    """One try. `alone` is Stripe's own, which counts and is tried again; a person may try as often as they like."""
    method = method or default_method(world, invoice)
    intent = world.objects[world.kept(invoice["id"])["payment_intent"]]
    invoice["attempted"] = True
    answer = NO_CARD if method is None else payment_intents.attempt(world, intent, method, authenticated=authenticated)
    if method is not None and answer == banking.YES:
        paid(world, invoice)
        _keep_method(world, invoice, method)
        return answer
    counts = alone or invoice["attempt_count"] == 0
    if counts:
        invoice["attempt_count"] += 1
        _plan_next(world, invoice)
    if answer == banking.ASKS:
        world.tell("invoice.payment_action_required", invoice)
    world.tell("invoice.payment_failed", invoice)
    _behind(world, invoice)
    if counts and invoice["next_payment_attempt"] is None:
        _give_up(world, invoice)
    return answer


def pay_or_refuse(world: "World", invoice: Json, method: Json | None) -> None:
    """For whoever asked for it: a bank that says no, or asks, is an error of that call."""
    answer = attempt(world, invoice, method, authenticated=None)
    intent = copy.deepcopy(world.objects[world.kept(invoice["id"])["payment_intent"]])
    if answer == NO_CARD:
        raise Refused(
            "There is no `default_payment_method` set on this Customer or Invoice. Please set one prior to paying.",
            code="resource_missing",
        )
    if answer == banking.ASKS:
        raise cards.card_refused(
            "This payment requires additional user action before it can be completed successfully. Payment can be "
            "completed using the `PaymentIntent` associated with this invoice.",
            code="invoice_payment_intent_requires_action",
            payment_intent=intent,
        )
    if answer != banking.YES:
        raise cards.declined(answer, payment_intent=intent)


def paid(world: "World", invoice: Json) -> None:
    now, due = world.now(invoice["customer"]), invoice["amount_due"]
    invoice |= {"status": "paid", "amount_paid": due, "amount_remaining": 0, "attempted": True}
    invoice |= {"next_payment_attempt": None, "auto_advance": False}
    invoice["attempt_count"] += 1 if due else 0
    invoice["status_transitions"]["paid_at"] = now
    for payment in world.all("invoice_payment", of=invoice["customer"]):
        if payment["invoice"] == invoice["id"]:
            payment |= {"status": "paid", "amount_paid": due}
            payment["status_transitions"]["paid_at"] = now
            world.tell("invoice_payment.paid", payment, owner=invoice["customer"])
    world.tell("invoice.paid", invoice)
    world.tell("invoice.payment_succeeded", invoice)
    settled(world, invoice)


def voided(world: "World", invoice: Json) -> None:
    invoice |= {"status": "void", "next_payment_attempt": None, "auto_advance": False}
    invoice["status_transitions"]["voided_at"] = world.now(invoice["customer"])
    intent = world.objects.get(world.kept(invoice["id"]).get("payment_intent") or "")
    if intent is not None and intent["status"] != "succeeded":
        payment_intents.void(world, intent, reason="void_invoice")
    world.tell("invoice.voided", invoice)
    settled(world, invoice)


def settled(world: "World", invoice: Json) -> None:
    """Nothing is asked for any more: the customer is no debtor, the subscription is what it was paid to be."""
    customer = world.objects[invoice["customer"]]
    if customer["delinquent"] and not _open(world, customer["id"]):
        before, customer["delinquent"] = copy.deepcopy(customer), False
        world.tell("customer.updated", customer, before=before)
    subscription = world.objects.get(str(invoice["subscription"]))
    if subscription is not None and invoice["status"] == "paid":
        from . import held_back

        held_back.paid(world, subscription, invoice)
    if subscription is None or subscription["status"] not in ("incomplete", "past_due", "unpaid"):
        return
    if subscription["latest_invoice"] in (None, invoice["id"]) or not _open(world, customer["id"], subscription["id"]):
        before, subscription["status"] = copy.deepcopy(subscription), "active"
        world.tell("customer.subscription.updated", subscription, before=before)


def default_method(world: "World", invoice: Json) -> Json | None:
    subscription = world.objects.get(str(invoice["subscription"])) or {}
    settings = world.objects[invoice["customer"]]["invoice_settings"]
    names = (
        invoice["default_payment_method"],
        subscription.get("default_payment_method"),
        settings["default_payment_method"],
    )
    return next((world.objects[name] for name in names if name in world.kinds.get("payment_method", {})), None)


def _keep_method(world: "World", invoice: Json, method: Json) -> None:
    """With `on_subscription` what paid is what is charged from then on."""
    subscription = world.objects.get(str(invoice["subscription"]))
    if subscription is None or subscription["payment_settings"]["save_default_payment_method"] != "on_subscription":
        return
    if subscription["default_payment_method"] != method["id"]:
        payment_methods.keep(world, method, world.objects[invoice["customer"]])
        before, subscription["default_payment_method"] = copy.deepcopy(subscription), method["id"]
        world.tell("customer.subscription.updated", subscription, before=before)


def _plan_next(world: "World", invoice: Json) -> None:
    tries = invoice["attempt_count"]
    comes_by_itself = invoice["auto_advance"] and invoice["billing_reason"] != "subscription_create"
    again = comes_by_itself and tries <= len(RETRIES)
    invoice["next_payment_attempt"] = world.now(invoice["customer"]) + RETRIES[tries - 1] * DAY if again else None


def _behind(world: "World", invoice: Json) -> None:
    if world.kept(invoice["id"]).get("holds_back"):
        return  # nothing was given for it yet
    customer = world.objects[invoice["customer"]]
    if not customer["delinquent"] and invoice["billing_reason"] != "subscription_create":
        before, customer["delinquent"] = copy.deepcopy(customer), True
        world.tell("customer.updated", customer, before=before)
    subscription = world.objects.get(str(invoice["subscription"]))
    if subscription is not None and subscription["status"] == "active" and invoice["subscription"]:
        before, subscription["status"] = copy.deepcopy(subscription), "past_due"
        world.tell("customer.subscription.updated", subscription, before=before)


def _give_up(world: "World", invoice: Json) -> None:
    """After the last try the subscription becomes what the account's settings say."""
    from . import ending

    subscription = world.objects.get(str(invoice["subscription"]))
    if subscription is None or subscription["status"] != "past_due" or world.dunning_end == "past_due":
        return
    if world.dunning_end == "cancel":
        ending.end(world, subscription, reason="payment_failed")
    else:
        before, subscription["status"] = copy.deepcopy(subscription), "unpaid"
        world.tell("customer.subscription.updated", subscription, before=before)


def _open(world: "World", customer: str, subscription: str | None = None) -> bool:
    return any(
        one["status"] == "open" and subscription in (None, one["subscription"])
        for one in world.all("invoice", of=customer)
    )
