"""Setup intents: a card that shall be kept for later, with the bank's consent."""

from typing import TYPE_CHECKING, Any

from . import banking, cards, payment_methods
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
        customer=customer,
        description=asked.get("description"),
        metadata=merged({}, asked.get("metadata")),
        usage=asked.get("usage") or "off_session",
    )
    if (method := asked.get("payment_method")) is not None:
        intent["payment_method"] = _method(world, method)["id"]
        intent["status"] = "requires_confirmation"
    asked.agree("automatic_payment_methods")
    return _confirmed(world, intent) if asked.get("confirm") else intent


def new(world: "World", *, customer: str | None, **values: Any) -> Json:
    intent = world.add(
        "setup_intent",
        "seti",
        owner=customer,
        customer=customer,
        livemode=False,
        payment_method_options={},
        payment_method_types=["card"],
        status="requires_payment_method",
        **({"usage": "off_session"} | values),
    )
    intent["client_secret"] = f"{intent['id']}_secret_{world.new_id('x')[2:]}"
    world.tell("setup_intent.created", intent)
    return intent


def retrieve(world: "World", asked: Json, name: str) -> Json:
    asked.agree("client_secret")
    return world.find("setup_intent", name)


def every(world: "World", asked: Json) -> Json:
    return listing(world, "setup_intent", asked, url="/v1/setup_intents", filters=("customer", "created"))


def confirm(world: "World", asked: Json, name: str) -> Json:
    intent = world.find("setup_intent", name)
    if (method := asked.get("payment_method")) is not None:
        intent["payment_method"] = _method(world, method)["id"]
    asked.agree("return_url")
    return _confirmed(world, intent)


def cancel(world: "World", asked: Json, name: str) -> Json:
    intent = world.find("setup_intent", name)
    intent |= {"status": "canceled", "cancellation_reason": asked.get("cancellation_reason")}
    world.tell("setup_intent.canceled", intent)
    return intent


def attempt(world: "World", intent: Json, method: Json, *, authenticated: bool | None) -> str:
    answer = banking.asked_to_keep(world, method, authenticated=authenticated)
    intent |= {"payment_method": method["id"], "next_action": None, "last_setup_error": None}
    if answer == banking.YES:
        intent["status"] = "succeeded"
        if intent["customer"] is not None:
            payment_methods.keep(world, method, world.objects[intent["customer"]])
        world.tell("setup_intent.succeeded", intent)
    elif answer == banking.ASKS:
        url = f"{world.pages}/authenticate/{intent['id']}"
        intent["status"] = "requires_action"
        intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": {"return_url": None, "url": url}}
        world.tell("setup_intent.requires_action", intent)
    else:
        intent |= {"status": "requires_payment_method", "payment_method": None}
        intent["last_setup_error"] = cards.declined(answer).error
        world.tell("setup_intent.setup_failed", intent)
    return answer


def _confirmed(world: "World", intent: Json) -> Json:
    if intent["payment_method"] is None or intent["status"] in ("succeeded", "canceled"):
        raise Refused(
            f"You cannot confirm this SetupIntent in the status {intent['status']}.",
            code="setup_intent_unexpected_state",
        )
    answer = attempt(world, intent, world.objects[intent["payment_method"]], authenticated=None)
    if answer not in (banking.YES, banking.ASKS):
        raise cards.declined(answer)
    return intent


def _method(world: "World", name: str) -> Json:
    if name.startswith("pm_card_"):
        return payment_methods.of_token(world, name)
    return world.find("payment_method", name, param="payment_method")
