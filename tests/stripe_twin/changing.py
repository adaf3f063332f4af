"""A subscription changes: its items, its end, its trial, its card; and what that costs now or later."""

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import beginning, collecting, discounts, drafting, ending, finalizing, held_back, item_changes, prorating
from . import subscription_parts as parts
from .customers import merged
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


@dataclass
class _Cost:
    """`lines`: prorations and usage that wait; `restarts`: a new period begins now, and is paid at once."""

    lines: list[Json] = field(default_factory=list)
    restarts: bool = False


def change(world: "World", subscription: Json, asked: Json) -> Json:
    ending.demand_alive(subscription, subscription["id"])
    before = copy.deepcopy(subscription)
    careful = asked.get("payment_behavior") == "pending_if_incomplete"
    behavior = asked.get("proration_behavior") or "create_prorations"
    cost = _apply(world, subscription, asked, behavior)
    if not careful:
        world.tell("customer.subscription.updated", subscription, before=before)
    prorating.wait(world, subscription, cost.lines)
    invoice = _invoice(world, subscription, cost) if cost.restarts or behavior == "always_invoice" else None
    if invoice is not None:
        subscription["latest_invoice"] = invoice["id"]
        _collect(world, invoice, held_back=careful)
    if careful:
        _settle(world, subscription, before, invoice)
    asked.agree("off_session")
    return subscription


def _apply(world: "World", subscription: Json, asked: Json, behavior: str) -> _Cost:
    now = world.now(subscription["customer"])
    _write(world, subscription, asked)
    _set_end(world, subscription, asked)
    cost = _Cost()
    old = copy.deepcopy(parts.rows(subscription))
    if asked.get("items"):
        new = item_changes.wanted(world, subscription, asked["items"])
        at = _instant(subscription, asked.get("proration_date"), now)
        cost = _change_items(world, subscription, old, new, behavior, at)
    else:
        asked.agree("proration_date")
    _set_trial(world, subscription, asked, cost)
    if asked.get("billing_cycle_anchor") == "now" and not cost.restarts:
        if behavior != "none":
            cost.lines += prorating.credits(world, subscription, old, at=now)
        cost.restarts = True
    if cost.restarts:
        parts.begin_period(subscription, now)
    return cost


def _change_items(
    world: "World", subscription: Json, old: list[Json], new: list[Json], behavior: str, at: int
) -> _Cost:
    """A change of pace begins a new period: what is left of the old one is given back, the new one paid in full."""
    running = subscription["status"] in ("active", "past_due", "unpaid")
    restarts = running and prorating.pace_changes(old, new)
    lines = item_changes.used_so_far(world, subscription, old, new)
    if running and behavior != "none":
        gone = [item for item in old if item["id"] not in {one["id"] for one in new}]
        lines += (
            prorating.credits(world, subscription, old, at=at)
            if restarts
            else prorating.between(world, subscription, old, new, at=at)
        )
        item_changes.forget(world, gone)
    item_changes.take(world, subscription, old, new)
    return _Cost(lines, restarts)


def _invoice(world: "World", subscription: Json, cost: _Cost) -> Json | None:
    advance = parts.period(subscription) if cost.restarts else None
    free = cost.restarts and subscription["status"] == "trialing"
    invoice = drafting.for_subscription(world, subscription, reason="subscription_update", advance=advance, free=free)
    if not invoice["lines"]["data"]:
        world.forget("invoice", invoice["id"])
        return None
    return invoice


def _collect(world: "World", invoice: Json, *, held_back: bool) -> None:
    world.kept(invoice["id"])["holds_back"] = held_back
    world.tell("invoice.created", invoice)
    finalizing.finalize(world, invoice)
    if invoice["status"] == "open":
        collecting.collect(world, invoice)


def _settle(world: "World", subscription: Json, before: Json, invoice: Json | None) -> None:
    """`pending_if_incomplete`: unpaid, everything stays as it was until it is paid."""
    if invoice is not None and invoice["status"] == "open":
        held_back.hold(world, subscription, before, invoice)
    else:
        world.tell("customer.subscription.updated", subscription, before=before)


def _instant(subscription: Json, asked: int | None, now: int) -> int:
    start, end = parts.period(subscription)
    if asked is not None and not start <= asked <= end:
        raise Refused("Invalid proration date: it must be within the current billing period.", param="proration_date")
    return now if asked is None else asked


def _write(world: "World", subscription: Json, asked: Json) -> None:
    for name in ("description", "collection_method", "days_until_due"):
        if name in asked:
            subscription[name] = asked[name] if asked[name] != "" else None
    if "default_payment_method" in asked:
        method = asked["default_payment_method"]
        subscription["default_payment_method"] = (
            world.find("payment_method", method, param="default_payment_method")["id"] if method else None
        )
    if "metadata" in asked:
        subscription["metadata"] = merged(subscription["metadata"], asked["metadata"])
    if "automatic_tax" in asked:
        subscription["automatic_tax"] = beginning.automatic_tax(asked["automatic_tax"])
    if "trial_settings" in asked:
        subscription["trial_settings"] = beginning.trial_settings(asked["trial_settings"])
    if "payment_settings" in asked:
        subscription["payment_settings"] = beginning.payment_settings(
            subscription["payment_settings"], asked["payment_settings"]
        )
    if "invoice_settings" in asked:
        known = subscription["invoice_settings"]
        subscription["invoice_settings"] = beginning.invoice_settings(known, asked["invoice_settings"])
    if "pause_collection" in asked:
        pause = asked["pause_collection"]
        subscription["pause_collection"] = {"resumes_at": None} | pause.plain() if pause else None
    if "discounts" in asked:
        _set_discounts(world, subscription, asked["discounts"])


def _set_discounts(world: "World", subscription: Json, asked: Any) -> None:
    known = subscription["discounts"]
    names = discounts.given(
        world, asked, customer=subscription["customer"], known=known, subscription=subscription["id"]
    )
    for gone in set(known) - set(names):
        discounts.end(world, gone)
    subscription["discounts"] = names


def _set_end(world: "World", subscription: Json, asked: Json) -> None:
    now, (_, end) = world.now(subscription["customer"]), parts.period(subscription)
    if asked.get("cancellation_details"):
        given = asked["cancellation_details"]
        subscription["cancellation_details"] |= {name: given[name] or None for name in given}
    if subscription["schedule"] is not None and (asked.get("cancel_at_period_end") or asked.get("cancel_at")):
        raise Refused(
            "The subscription is managed by the subscription schedule "
            f"`{subscription['schedule']}`, and updating any cancelation behavior directly is not allowed.",
            param="cancel_at_period_end",
        )
    if "cancel_at" in asked:
        named = {"min_period_end": end, "max_period_end": end, "": None}
        at = named.get(asked["cancel_at"], asked["cancel_at"])
        subscription |= {"cancel_at": at, "cancel_at_period_end": False, "canceled_at": now if at else None}
    if "cancel_at_period_end" in asked:
        leaves = asked["cancel_at_period_end"]
        subscription |= {"cancel_at_period_end": leaves, "cancel_at": end if leaves else None}
        subscription["canceled_at"] = now if leaves else None
        subscription["cancellation_details"]["reason"] = "cancellation_requested" if leaves else None


def _set_trial(world: "World", subscription: Json, asked: Json, cost: _Cost) -> None:
    until, now = asked.get("trial_end"), world.now(subscription["customer"])
    if until is None:
        return
    if until == "now":
        if subscription["status"] == "trialing":
            subscription |= {"status": "active", "trial_end": now}
            cost.restarts = True
        return
    if until <= now:
        raise Refused("Invalid timestamp: must be an integer Unix timestamp in the future.", param="trial_end")
    start = subscription["trial_start"] or now
    subscription |= {"status": "trialing", "trial_start": start, "trial_end": until, "billing_cycle_anchor": until}
    parts.set_period(subscription, now if subscription["trial_start"] is None else start, until)
