"""A subscription ends: at once, at the end of what is paid for, or because nobody paid."""

import copy
from typing import TYPE_CHECKING, Any

from . import collecting, drafting, finalizing, invoice_items, prorating
from . import subscription_parts as parts
from .refusals import Refused, missing

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

ENDED = ("canceled", "incomplete_expired")


def demand_alive(subscription: Json, name: str) -> None:
    if subscription["status"] in ENDED:
        raise missing("subscription", name)


def end(
    world: "World",
    subscription: Json,
    *,
    reason: str = "cancellation_requested",
    said: Any = None,
    invoice_now: bool = False,
    prorate: bool = False,
) -> Json:
    """Immediately. `prorate` gives back what is left of the period, `invoice_now` settles it and what was used."""
    now = world.now(subscription["customer"])
    if prorate:
        prorating.wait(world, subscription, prorating.credits(world, subscription, parts.rows(subscription), at=now))
    if invoice_now:
        _last_invoice(world, subscription, (parts.period(subscription)[0], now))
    elif not prorate:
        for waiting in invoice_items.pending(
            world, subscription["customer"], subscription=subscription["id"], currency=subscription["currency"]
        ):
            if waiting["proration"]:
                world.forget("invoiceitem", waiting["id"])
    details = subscription["cancellation_details"]
    details |= {name: said[name] for name in said or {}} | {"reason": details["reason"] or reason}
    return _ended(world, subscription)


def at_term(world: "World", subscription: Json) -> None:
    """What was used until the end is still to be paid."""
    start, end_ = parts.period(subscription)
    now = world.now(subscription["customer"])
    invoice = _settlement(world, subscription, (start, min(end_, now)))
    if invoice is not None:
        invoice["automatically_finalizes_at"] = now + drafting.FINALIZES_AFTER
        world.tell("invoice.created", invoice)
    details = subscription["cancellation_details"]
    details["reason"] = details["reason"] or "cancellation_requested"
    _ended(world, subscription)


def expire(world: "World", subscription: Json) -> None:
    """Nobody paid the first invoice within 23 hours."""
    before = copy.deepcopy(subscription)
    subscription |= {"status": "incomplete_expired", "ended_at": world.now(subscription["customer"])}
    world.tell("customer.subscription.updated", subscription, before=before)
    invoice = world.objects.get(str(subscription["latest_invoice"]))
    if invoice is not None and invoice["status"] == "open":
        collecting.voided(world, invoice)


def _ended(world: "World", subscription: Json) -> Json:
    from . import schedules

    now = world.now(subscription["customer"])
    if subscription["schedule"] is not None:
        schedules.close(world, world.objects[subscription["schedule"]], "canceled")
    subscription |= {
        "status": "canceled",
        "ended_at": now,
        "canceled_at": subscription["canceled_at"] or now,
        "pending_update": None,
    }
    _stop_collecting(world, subscription)
    world.tell("customer.subscription.deleted", subscription)
    return subscription


def _stop_collecting(world: "World", subscription: Json) -> None:
    """What is open stays open, and nobody asks for it any more by themselves."""
    for invoice in world.all("invoice", of=subscription["customer"]):
        waits = invoice["status"] == "draft" and invoice["automatically_finalizes_at"] is None
        if invoice["subscription"] == subscription["id"] and (waits or invoice["status"] == "open"):
            invoice |= {"auto_advance": False, "next_payment_attempt": None}


def _last_invoice(world: "World", subscription: Json, arrears: tuple[int, int]) -> None:
    invoice = _settlement(world, subscription, arrears)
    if invoice is None:
        return
    subscription["latest_invoice"] = invoice["id"]
    world.tell("invoice.created", invoice)
    try:
        finalizing.finalize(world, invoice)
    except Refused:
        return
    if invoice["status"] == "open":
        collecting.collect(world, invoice)


def _settlement(world: "World", subscription: Json, arrears: tuple[int, int]) -> Json | None:
    """An invoice with what is still open, or nothing where nothing is."""
    invoice = drafting.for_subscription(world, subscription, reason="subscription_cycle", arrears=arrears)
    kept = [line for line in invoice["lines"]["data"] if line["amount"]]
    if kept:
        return invoice
    world.forget("invoice", invoice["id"])
    return None
