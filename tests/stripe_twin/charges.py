"""Charges: one try each to take money with a card, and what came of it."""

from typing import TYPE_CHECKING, Any

from . import cards
from .lists import listing, whole

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def made(world: "World", intent: Json, method: Json, *, reason: str | None = None) -> Json:
    """`reason` is the bank's decline code; without one the money came."""
    failed = reason is not None
    charge = world.add(
        "charge",
        "ch",
        owner=intent["customer"],
        amount=intent["amount"],
        amount_captured=0 if failed else intent["amount"],
        amount_refunded=0,
        billing_details=method["billing_details"],
        captured=not failed,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_code=cards.declined(reason).error["code"] if reason else None,
        failure_message=cards.SENTENCES[reason] if reason else None,
        fraud_details={},
        livemode=False,
        metadata=dict(intent["metadata"]),
        outcome=_outcome(reason),
        paid=not failed,
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"card": _card(method, intent["amount"]), "type": "card"},
        refunded=False,
        refunds=None,
        status="failed" if failed else "succeeded",
    )
    charge["refunds"] = whole([], f"/v1/charges/{charge['id']}/refunds")
    charge["receipt_url"] = f"{world.pages}/receipts/{charge['id']}"
    world.tell("charge.failed" if failed else "charge.succeeded", charge)
    return charge


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("charge", name)


def every(world: "World", asked: Json) -> Json:
    return listing(
        world, "charge", asked, url="/v1/charges", filters=("customer", "created", "payment_intent", "transfer_group")
    )


def _outcome(reason: str | None) -> Json:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if reason else "approved_by_network",
        "reason": reason,
        "seller_message": "The bank did not return any further details with this decline."
        if reason
        else "Payment complete.",
        "type": "issuer_declined" if reason else "authorized",
    }


def _card(method: Json, amount: int) -> Json:
    same = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4")
    return {name: method["card"][name] for name in same} | {
        "amount_authorized": amount,
        "authorization_code": None,
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": method["card"]["brand"],
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": None,
        "transaction_link_id": None,
        "wallet": None,
    }
