"""Phases: what a schedule at Stripe says of now and of the next period, and what must be said again when that changes.

A phase that names no discount takes those away that the company has. So a code that is redeemed after something was
planned is said to the plan as well: by whoever redeems it, and by a job, where it was given at Stripe or we were killed.
"""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from billing import told
from billing.gateway import asking, key, stripe
from billing.refusals import StripeRefused
from polydesk.kernel.outbox import Lease, enqueue

Json = Mapping[str, Any]
NAMES = ("discount", "coupon", "promotion_code")


def present(schedule: Json) -> dict[str, Any]:
    """What it is now: phases that are over are nobody's to change."""
    return next(_said(phase) for phase in schedule["phases"] if not _is_over(schedule, phase))


def discounts(phase: Json) -> dict[str, Any]:
    """To be said of another phase, too."""
    kept = [
        {name: one[name] if isinstance(one[name], str) else one[name]["id"] for name in NAMES if one.get(name)}
        for one in phase.get("discounts") or []
    ]
    return {"discounts": kept} if kept else {}


def forgets_discounts(said: Json) -> bool:
    """Whether what is planned for a subscription would take away what it has."""
    schedule = said.get("schedule")
    if not said.get("discounts") or not isinstance(schedule, Mapping) or schedule.get("status") != "active":
        return False
    return any(not phase.get("discounts") for phase in _later(schedule))


async def look(tenant_id: UUID, said: Json) -> None:
    """In a platform unit, whenever a subscription was written."""
    if said["status"] in told.LIVE and forgets_discounts(said):
        names = "-".join(sorted(_name(one) for one in said["discounts"]))
        await enqueue(
            "billing.keep_discounts",
            dedupe=f"{said['schedule']['id']} {names}",
            tenant=tenant_id,
            subscription_id=said["id"],
        )


async def keep(lease: Lease, subscription_id: str) -> None:
    """A job's. One that has ended meanwhile has nothing planned."""
    try:
        async with asking():
            await keep_discounts(subscription_id, row_id=lease.id)
    except StripeRefused as refused:
        if not refused.is_missing:
            raise


async def keep_discounts(subscription_id: str, *, row_id: UUID | None = None) -> None:
    """Inside `asking()`: what is planned keeps what the subscription has now. `row_id`: of the job that asks."""
    found = await stripe().v1.subscriptions.retrieve_async(subscription_id, {"expand": ["schedule"]})
    said = found.to_dict()
    if not forgets_discounts(said):
        return
    kept = {"discounts": [{"discount": _name(one)} for one in said["discounts"]]}
    later = [phase if phase.get("discounts") else phase | kept for phase in map(_said_later, _later(said["schedule"]))]
    asked: Any = {"phases": [present(said["schedule"]) | kept, *later], "end_behavior": "release"}
    # What somebody planned between two attempts of the job is another wish, under another key.
    once = key(row_id, hashlib.sha256(msgspec.json.encode(asked)).hexdigest()[:16]) if row_id else None
    await stripe().v1.subscription_schedules.update_async(said["schedule"]["id"], asked, once)


def _later(schedule: Json) -> list[Json]:
    ends = (schedule.get("current_phase") or {}).get("end_date") or 0
    return [phase for phase in schedule["phases"] if phase["start_date"] >= ends]


def _is_over(schedule: Json, phase: Json) -> bool:
    return bool(phase["start_date"] < schedule["current_phase"]["start_date"])


def _said_later(phase: Json) -> dict[str, Any]:
    return _said(phase) | {"proration_behavior": phase["proration_behavior"]}


def _said(phase: Json) -> dict[str, Any]:
    """As it is, in the words in which it is asked for."""
    items = [
        {"price": _name(item["price"])} | ({} if item.get("quantity") is None else {"quantity": item["quantity"]})
        for item in phase["items"]
    ]
    return {"items": items, "start_date": phase["start_date"], "end_date": phase["end_date"]} | discounts(phase)


def _name(said: Any) -> str:
    """Of an object that is expanded or not."""
    return str(said["id"] if isinstance(said, Mapping) else said)
