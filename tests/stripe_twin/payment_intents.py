"""Payment intents: an amount that shall be paid, until it is, with as many tries as it takes."""

import copy
from typing import TYPE_CHECKING, Any

from . import banking, cards, charges, payment_methods
from .customers import merged
from .lists import listing
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def create(world: "World", asked: Json) -> Json:
    customer = asked.get("customer")
    if customer is not None:
        world.find("customer", customer, param="customer")
    intent = new(
        world,
        amount=asked["amount"],
        currency=asked["currency"].lower(),
        customer=customer,
        description=asked.get("description"),
        metadata=merged({}, asked.get("metadata")),
        payment_method=asked.get("payment_method"),
        receipt_email=asked.get("receipt_email"),
        setup_future_usage=asked.get("setup_future_usage"),
        automatic_payment_methods=_automatic(asked.get("automatic_payment_methods")),
    )
    if asked.get("confirm"):
        return _confirmed(world, intent, asked)
    asked.agree("off_session")
    return intent


def new(world: "World", *, amount: int, currency: str, customer: str | None, **values: Any) -> Json:
    intent = world.add(
        "payment_intent",
        "pi",
        owner=customer,
        amount=amount,
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        capture_method="automatic",
        confirmation_method="automatic",
        currency=currency,
        customer=customer,
        livemode=False,
        payment_method_options={},
        payment_method_types=["card"],
        status="requires_confirmation" if values.get("payment_method") else "requires_payment_method",
        **values,
    )
    intent["client_secret"] = f"{intent['id']}_secret_{world.new_id('x')[2:]}"
    world.tell("payment_intent.created", intent)
    return intent


def retrieve(world: "World", asked: Json, name: str) -> Json:
    asked.agree("client_secret")
    return world.find("payment_intent", name)


def every(world: "World", asked: Json) -> Json:
    return listing(world, "payment_intent", asked, url="/v1/payment_intents", filters=("customer", "created"))


def confirm(world: "World", asked: Json, name: str) -> Json:
    intent = world.find("payment_intent", name)
    if intent["status"] in ("succeeded", "canceled"):
        raise _unexpected(intent, "confirm")
    return _confirmed(world, intent, asked)


def cancel(world: "World", asked: Json, name: str) -> Json:
    intent = world.find("payment_intent", name)
    if intent["status"] in ("succeeded", "canceled"):
        raise _unexpected(intent, "cancel")
    void(world, intent, reason=asked.get("cancellation_reason"))
    return intent


def void(world: "World", intent: Json, *, reason: str | None) -> None:
    intent |= {"status": "canceled", "canceled_at": world.now(intent["customer"]), "cancellation_reason": reason}
    intent["next_action"] = None
    world.tell("payment_intent.canceled", intent)


def attempt(world: "World", intent: Json, method: Json, *, authenticated: bool | None, absent: bool = False) -> str:
    """One try: the intent says afterwards what the bank answered, and so does this. `absent`: nobody can be asked."""
    answer = banking.asked_to_pay(world, method, authenticated=authenticated)
    if absent and answer == banking.ASKS:
        answer = "authentication_required"
    intent |= {"payment_method": method["id"], "next_action": None}
    if answer == banking.YES:
        charge = charges.made(world, intent, method)
        intent |= {"status": "succeeded", "amount_received": intent["amount"], "last_payment_error": None}
        intent["latest_charge"] = charge["id"]
        world.tell("payment_intent.succeeded", intent)
    elif answer == banking.ASKS:
        intent |= {"status": "requires_action", "next_action": _next_action(world, intent)}
        world.tell("payment_intent.requires_action", intent)
    else:
        charge = charges.made(world, intent, method, reason=answer)
        intent |= {"status": "requires_payment_method", "payment_method": None, "latest_charge": charge["id"]}
        intent["last_payment_error"] = _error(answer, charge, method)
        world.tell("payment_intent.payment_failed", intent)
    return answer


def _confirmed(world: "World", intent: Json, asked: Json) -> Json:
    name = asked.get("payment_method") or intent["payment_method"]
    if name is None:
        raise Refused(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
        )
    known = not name.startswith("pm_card_")
    method = (
        world.find("payment_method", name, param="payment_method") if known else payment_methods.of_token(world, name)
    )
    answer = attempt(world, intent, method, authenticated=None, absent=bool(asked.get("off_session")))
    if answer not in (banking.YES, banking.ASKS):
        raise cards.declined(answer, payment_intent=copy.deepcopy(intent), payment_method=copy.deepcopy(method))
    return intent


def _error(reason: str, charge: Json, method: Json) -> Json:
    more = {"charge": charge["id"], "payment_method": copy.deepcopy(method)}
    return cards.declined(reason, **more).error


def _next_action(world: "World", intent: Json) -> Json:
    url = f"{world.pages}/authenticate/{intent['id']}"
    return {"type": "redirect_to_url", "redirect_to_url": {"return_url": None, "url": url}}


def _automatic(asked: Any) -> Json | None:
    return {"enabled": asked["enabled"]} if asked else None


def _unexpected(intent: Json, verb: str) -> Refused:
    return Refused(
        f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}.",
        code="payment_intent_unexpected_state",
        payment_intent=copy.deepcopy(intent),
    )
