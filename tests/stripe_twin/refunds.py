"""Refunds: money of a charge goes back to its card."""

import copy
from typing import TYPE_CHECKING, Any

from .customers import merged
from .lists import listing
from .refusals import Refused, missing

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def create(world: "World", asked: Json) -> Json:
    charge = _charge(world, asked)
    return give_back(
        world,
        charge,
        asked.get("amount"),
        reason=asked.get("reason"),
        metadata=merged({}, asked.get("metadata")),
    )


def give_back(world: "World", charge: Json, amount: int | None, **values: Any) -> Json:
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left <= 0:
        raise Refused(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = left if amount is None else amount
    if amount > left:
        raise Refused(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount")
    refund = world.add(
        "refund",
        "re",
        owner=charge["customer"],
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        destination_details={"card": {"type": "refund"}, "type": "card"},
        payment_intent=charge["payment_intent"],
        payment_method=charge["payment_method"],
        status="succeeded",
        **values,
    )
    before = copy.deepcopy(charge)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    world.tell("refund.created", refund, owner=charge["customer"])
    world.tell("charge.refunded", charge, before=before)
    return refund


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("refund", name)


def every(world: "World", asked: Json) -> Json:
    return listing(world, "refund", asked, url="/v1/refunds", filters=("charge", "payment_intent", "created"))


def _charge(world: "World", asked: Json) -> Json:
    if (name := asked.get("charge")) is not None:
        return world.find("charge", name, param="charge")
    intent = world.find("payment_intent", asked.get("payment_intent"), param="payment_intent")
    if intent["latest_charge"] is None:
        raise missing("charge", intent["id"], param="payment_intent")
    return world.objects[intent["latest_charge"]]
