"""Subscription schedules: phases of a subscription that follow each other by themselves."""

import copy
from typing import TYPE_CHECKING, Any

from . import discounts, item_changes, phases, prorating
from . import subscription_parts as parts
from .customers import merged
from .lists import listing
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def create(world: "World", asked: Json) -> Json:
    """From a subscription that runs; its period of now is the first phase."""
    name = asked.get("from_subscription")
    if name is None:
        raise Refused("The twin makes schedules from subscriptions only.", status=501, param="from_subscription")
    subscription = world.find("subscription", name, param="from_subscription")
    if subscription["schedule"] is not None:
        raise Refused(
            f"You cannot migrate a subscription that is already attached to a schedule: {subscription['schedule']}.",
            param="from_subscription",
        )
    start, end = parts.period(subscription)
    schedule = world.add(
        "subscription_schedule",
        "sub_sched",
        owner=subscription["customer"],
        billing_mode=dict(subscription["billing_mode"]),
        current_phase={"end_date": end, "start_date": start},
        customer=subscription["customer"],
        default_settings=phases.settings(subscription),
        end_behavior="release",
        livemode=False,
        metadata=merged({}, asked.get("metadata")),
        status="active",
        subscription=name,
        test_clock=subscription["test_clock"],
    )
    schedule["phases"] = [phases.of_now(subscription, start, end)]
    before, subscription["schedule"] = copy.deepcopy(subscription), schedule["id"]
    world.tell("subscription_schedule.created", schedule)
    world.tell("customer.subscription.updated", subscription, before=before)
    return schedule


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("subscription_schedule", name)


def every(world: "World", asked: Json) -> Json:
    return listing(
        world, "subscription_schedule", asked, url="/v1/subscription_schedules", filters=("customer", "created")
    )


def update(world: "World", asked: Json, name: str) -> Json:
    schedule = _running(world, name)
    before = copy.deepcopy(schedule)
    if "end_behavior" in asked:
        schedule["end_behavior"] = asked["end_behavior"]
    if "metadata" in asked:
        schedule["metadata"] = merged(schedule["metadata"], asked["metadata"])
    asked.agree("proration_behavior")
    if "phases" in asked:
        phases.plan(world, schedule, asked["phases"])
    world.tell("subscription_schedule.updated", schedule, before=before)
    subscription = world.objects[schedule["subscription"]]
    world.agenda.note(world, subscription)
    return schedule


def release(world: "World", asked: Json, name: str) -> Json:
    schedule = _running(world, name)
    asked.agree("preserve_cancel_date")
    _let_go(world, schedule)
    return schedule


def cancel(world: "World", asked: Json, name: str) -> Json:
    from . import ending

    schedule = _running(world, name)
    ending.end(
        world,
        world.objects[schedule["subscription"]],
        invoice_now=asked.get("invoice_now", True),
        prorate=asked.get("prorate", True),
    )
    return schedule


def close(world: "World", schedule: Json, status: str) -> None:
    """With its subscription."""
    schedule |= {"status": status, "canceled_at": world.now(schedule["customer"]), "current_phase": None}
    world.tell(f"subscription_schedule.{status}", schedule)


def turns_at(schedule: Json) -> int | None:
    return schedule["current_phase"]["end_date"] if schedule["status"] == "active" else None


def turn(world: "World", subscription: Json) -> None:
    """A phase is over: the next one begins, or the schedule has said everything."""
    schedule = world.objects[subscription["schedule"]]
    now = turns_at(schedule)
    phase = next((one for one in schedule["phases"] if one["start_date"] == now), None)
    if phase is None:
        _finish(world, schedule, subscription)
        return
    _enter(world, subscription, phase)
    before = copy.deepcopy(schedule)
    schedule["current_phase"] = {"end_date": phase["end_date"], "start_date": phase["start_date"]}
    world.tell("subscription_schedule.updated", schedule, before=before)


def _finish(world: "World", schedule: Json, subscription: Json) -> None:
    if schedule["end_behavior"] == "cancel":
        from . import ending

        schedule |= {"status": "completed", "completed_at": world.now(schedule["customer"]), "current_phase": None}
        subscription["schedule"] = None
        world.tell("subscription_schedule.completed", schedule)
        ending.at_term(world, subscription)
    else:
        _let_go(world, schedule)


def _let_go(world: "World", schedule: Json) -> None:
    subscription = world.objects[schedule["subscription"]]
    before, subscription["schedule"] = copy.deepcopy(subscription), None
    schedule |= {
        "status": "released",
        "released_at": world.now(schedule["customer"]),
        "released_subscription": subscription["id"],
        "subscription": None,
        "current_phase": None,
    }
    world.tell("subscription_schedule.released", schedule)
    world.tell("customer.subscription.updated", subscription, before=before)


def _enter(world: "World", subscription: Json, phase: Json) -> None:
    """At the end of a period nothing is prorated; a new pace begins its period here, and renewal bills it."""
    before, old = copy.deepcopy(subscription), copy.deepcopy(parts.rows(subscription))
    at, end = phase["start_date"], parts.period(subscription)[1]
    new = item_changes.replaced(world, subscription, phase["items"])
    lines = item_changes.used_so_far(world, subscription, old, new)
    if at < end and phase["proration_behavior"] != "none":
        lines += prorating.between(world, subscription, old, new, at=at)
    item_changes.take(world, subscription, old, new)
    if prorating.pace_changes(old, new):
        subscription["billing_cycle_anchor"] = at
    _take_discounts(world, subscription, phase)
    if phase["metadata"]:
        subscription["metadata"] = merged(subscription["metadata"], phase["metadata"])
    world.tell("customer.subscription.updated", subscription, before=before)
    prorating.wait(world, subscription, lines)


def _take_discounts(world: "World", subscription: Json, phase: Json) -> None:
    """Those that it names, and no other: what the subscription was given since counts no more."""
    names = [one["discount"] for one in phase["discounts"]]
    for name in subscription["discounts"]:
        if name not in names:
            discounts.end(world, name)
    subscription["discounts"] = [name for name in names if name in world.kinds.get("discount", {})]


def _running(world: "World", name: str) -> Json:
    schedule = world.find("subscription_schedule", name)
    if schedule["status"] not in ("active", "not_started"):
        raise Refused(
            f"You cannot change a subscription schedule that is currently in the `{schedule['status']}` status.",
            param="id",
        )
    return schedule
