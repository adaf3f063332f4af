"""Told: what Stripe's objects say, as our rows keep it. Pure: plain dicts in, frozen values out; nothing is asked here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from billing import sold
from billing.plans import PAID, PLANS
from billing.sold import Sold
from polydesk.kernel.clock import zulu

Json = Mapping[str, Any]

# Somebody pays for it, or should: two of these are one too many.
LIVE = frozenset({"active", "trialing", "past_due", "unpaid", "paused"})
VAT_STATES = frozenset({"pending", "verified", "unverified", "unavailable"})


@dataclass(frozen=True)
class Customer:
    """`of`: the tenant that its metadata names."""

    id: str
    of: str | None
    deleted: bool
    currency: str | None
    name: str
    email: str
    address: dict[str, Any]
    vat_id: str | None
    vat_state: str
    payment_method: dict[str, Any] | None


@dataclass(frozen=True)
class Subscription:
    """`amount`: of a cycle, before tax, discounts and what is metered; at the prices at which it was bought."""

    id: str
    status: str
    plan: str
    cycle: str
    currency: str
    seats: int
    period_start: datetime | None
    period_end: datetime | None
    cancel_at: datetime | None
    ended_at: datetime | None
    schedule_id: str | None
    next: dict[str, Any] | None
    coupon: str | None
    latest_invoice: str | None
    created_at: datetime
    amount: int | None = None


@dataclass(frozen=True)
class Invoice:
    id: str
    subscription_id: str | None
    number: str | None
    status: str
    currency: str
    subtotal: int
    tax: int
    total: int
    amount_paid: int
    amount_remaining: int
    amount_refunded: int
    attempts: int
    next_attempt_at: datetime | None
    period_start: datetime | None
    period_end: datetime | None
    issued_at: datetime
    due_at: datetime | None
    paid_at: datetime | None
    problem: str


def customer(said: Json, subscriptions: Iterable[Json] = ()) -> Customer:
    """What is charged is the card of the subscription that runs, else the customer's own."""
    vat_id, vat_state = _vat(said)
    mine = [one.get("default_payment_method") for one in subscriptions if one["status"] in LIVE]
    own = (said.get("invoice_settings") or {}).get("default_payment_method")
    return Customer(
        id=said["id"],
        of=(said.get("metadata") or {}).get("tenant_id"),
        deleted=bool(said.get("deleted")),
        currency=said.get("currency"),
        name=(said.get("name") or "")[:200],
        email=(said.get("email") or "")[:320],
        address={name: value for name, value in (said.get("address") or {}).items() if value},
        vat_id=vat_id,
        vat_state=vat_state,
        payment_method=_method(next((one for one in (*mine, own) if isinstance(one, Mapping)), None)),
    )


def subscription(said: Json, *, plan_before: str | None = None) -> Subscription:
    """`plan_before`: what the row says, for a price that nobody of us made: then it is no other plan than it was."""
    items = said["items"]["data"]
    parts = [(_sold(item["price"]), item) for item in items]
    base = next((one for one, _item in parts if one and one.part == "base"), None)
    base = base or next((one for one, _item in parts if one), None)
    first = items[0] if items else {}
    plan = base.plan if base else plan_before if plan_before in PLANS else PAID[0].name
    cycle = base.cycle if base else ((first.get("price") or {}).get("recurring") or {}).get("interval")
    seats = sum(item.get("quantity") or 0 for one, item in parts if one and one.part == "seat")
    ends = _at(first.get("current_period_end"))
    held = (plan, cycle if cycle in ("month", "year") else "month", seats)
    return Subscription(
        id=said["id"],
        status=said["status"],
        plan=held[0],
        cycle=held[1],
        currency=said["currency"],
        seats=seats,
        period_start=_at(first.get("current_period_start")),
        period_end=ends,
        cancel_at=_at(said.get("cancel_at")) or (ends if said.get("cancel_at_period_end") else None),
        ended_at=_at(said.get("ended_at")),
        schedule_id=_id(said.get("schedule")),
        next=_next(said.get("schedule"), held) if said["status"] in LIVE else None,
        coupon=_coupon(said.get("discounts") or ()),
        latest_invoice=_id(said.get("latest_invoice")),
        created_at=at(said["created"]),
        amount=_amount(item for one, item in parts if one and one.part in ("base", "seat")),
    )


def keeps_card(said: Json) -> bool:
    """Whether the card with which an invoice is paid becomes the one that is charged from then on."""
    return (said.get("payment_settings") or {}).get("save_default_payment_method") == "on_subscription"


def is_ours(said: Json) -> bool:
    """Whether each of its prices is one that we made."""
    return all(_sold(item["price"]) for item in said["items"]["data"])


def invoice(said: Json, charges: Iterable[Json] = ()) -> Invoice | None:
    """None for a draft, which may still change or go. `charges`: the customer's, for refunds and for why one failed."""
    if said["status"] in (None, "draft"):
        return None
    moments = said.get("status_transitions") or {}
    paid_by = intents(said)
    mine = sorted((one for one in charges if one.get("payment_intent") in paid_by), key=lambda one: one["created"])
    failed = mine[-1] if mine and mine[-1]["status"] == "failed" else None
    refunded = sum(one.get("amount_refunded") or 0 for one in mine)
    parent = (said.get("parent") or {}).get("subscription_details") or {}
    return Invoice(
        id=said["id"],
        subscription_id=_id(parent.get("subscription")),
        number=said.get("number"),
        status=said["status"],
        currency=said["currency"],
        subtotal=said["subtotal"],
        tax=sum(one["amount"] for one in said.get("total_taxes") or ()),
        total=said["total"],
        amount_paid=said["amount_paid"],
        amount_remaining=said["amount_remaining"],
        amount_refunded=max(refunded, said.get("post_payment_credit_notes_amount") or 0),
        attempts=said["attempt_count"],
        next_attempt_at=_at(said.get("next_payment_attempt")),
        period_start=_at(said.get("period_start")),
        period_end=_at(said.get("period_end")),
        issued_at=at(moments.get("finalized_at") or said["created"]),
        due_at=_at(said.get("due_date")),
        paid_at=_at(moments.get("paid_at")),
        problem=_problem(failed) if failed and said["status"] == "open" else "",
    )


def prices_in(subscriptions: Iterable[Json]) -> Iterable[str]:
    """Prices of which only the id is said: those of phases that are still to come."""
    for one in subscriptions:
        for phase in _phases(one.get("schedule")):
            yield from (item["price"] for item in phase["items"] if isinstance(item["price"], str))


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _at(seconds: float | None) -> datetime | None:
    return None if seconds is None else at(seconds)


def _id(said: Any) -> str | None:
    """An object that is expanded or not."""
    return str(said["id"]) if isinstance(said, Mapping) else said


def _sold(price: Any) -> Sold | None:
    return sold.read(price) if isinstance(price, Mapping) else sold.remembered(price)


def _vat(said: Json) -> tuple[str | None, str]:
    known = (said.get("tax_ids") or {}).get("data") or ()
    if not known:
        return None, "none"
    state = (known[0].get("verification") or {}).get("status")
    return known[0]["value"], state if state in VAT_STATES else "pending"


def _method(said: Json | None) -> dict[str, Any] | None:
    if said is None:
        return None
    kind = said["type"]
    wanted = ("brand", "last4", "exp_month", "exp_year")
    details = said.get(kind) or {}
    return {"kind": kind} | {name: details[name] for name in wanted if details.get(name) is not None}


def _phases(schedule: Any) -> list[Json]:
    if not isinstance(schedule, Mapping) or schedule.get("status") not in ("active", "not_started"):
        return []
    return sorted(schedule.get("phases") or (), key=lambda phase: phase["start_date"])


def _next(schedule: Any, held: tuple[str, str, int]) -> dict[str, Any] | None:
    """The phase after the present one, where it changes anything."""
    running = (schedule.get("current_phase") or {}).get("end_date") if isinstance(schedule, Mapping) else None
    phase = next((one for one in _phases(schedule) if one["start_date"] >= (running or 0)), None)
    parts = [(_sold(item["price"]), item) for item in phase["items"]] if phase else []
    base = next((one for one, _item in parts if one and one.part == "base"), None)
    if phase is None or base is None:
        return None
    seats = sum(item.get("quantity") or 0 for one, item in parts if one and one.part == "seat")
    if (base.plan, base.cycle, seats) == held:
        return None
    begins = zulu(at(phase["start_date"]))
    return {"plan": base.plan, "cycle": base.cycle, "seats": seats, "at": begins}


def _amount(items: Iterable[Json]) -> int:
    return sum((item["price"].get("unit_amount") or 0) * (item.get("quantity") or 0) for item in items)


def _coupon(discounts: Iterable[Any]) -> str | None:
    for one in discounts:
        found = (one.get("source") or {}).get("coupon") if isinstance(one, Mapping) else None
        if found:
            return str((found.get("name") or found["id"]) if isinstance(found, Mapping) else found)
    return None


def intents(said: Json) -> set[str]:
    paid = ((said.get("payments") or {}).get("data")) or ()
    return {found for one in paid if (found := _id((one.get("payment") or {}).get("payment_intent")))}


def _problem(charge: Json) -> str:
    outcome = charge.get("outcome") or {}
    return str(outcome.get("reason") or charge.get("failure_code") or "")[:100]
