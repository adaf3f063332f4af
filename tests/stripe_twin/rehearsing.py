"""Trying in a dream what must not be done unless it is paid."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .collecting import SETTLED
from .refusals import Refused, card_refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def demand_payment(world: "World", customer: str, act: Callable[["World"], Json]) -> None:
    """Raises what the bank says to the invoice that comes of it."""
    dream = world.dream(customer)
    known = set(dream.kinds.get("invoice", {}))
    act(dream)
    for name in set(dream.kinds.get("invoice", {})) - known:
        invoice = dream.objects[name]
        if invoice["status"] in SETTLED or invoice["status"] == "draft" or not invoice["attempted"]:
            continue
        raise _refusal(dream.objects.get(dream.kept(name).get("payment_intent") or ""))


def _refusal(intent: Json | None) -> Refused:
    error = (intent or {}).get("last_payment_error")
    if error is not None:
        return card_refused(error["message"], code=error["code"], decline_code=error.get("decline_code"))
    if intent is not None and intent["status"] == "requires_action":
        return card_refused(
            "Payment for this subscription requires additional user action before it can be completed successfully.",
            code="subscription_payment_intent_requires_action",
        )
    return Refused("This customer has no attached payment source or default payment method.", code="resource_missing")
