"""What time does to a subscription: renewals, ends of trials, ends, and the notices that come before."""

import copy
from typing import TYPE_CHECKING, Any

from . import collecting, drafting, ending, held_back, previews, schedules
from . import subscription_parts as parts
from .periods import period_at

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

DAY = 86400
PATIENCE = 23 * 3600
NOTICE = {"upcoming": 7 * DAY, "trial_ends": 3 * DAY}


def due(world: "World", subscription: Json) -> int | None:
    instants = [at for at, _ in _ahead(world, subscription)]
    return min(instants) if instants else None


def act(world: "World", subscription: Json) -> None:
    """The first of what is due at this instant; the rest comes right after."""
    _, verb = min(_ahead(world, subscription), key=lambda one: one[0])
    verb(world, subscription)


def renew(world: "World", subscription: Json) -> Json | None:
    """The next period begins: what was used is settled, what comes is paid in advance."""
    before = copy.deepcopy(subscription)
    old = parts.period(subscription)
    pace = parts.pace(parts.rows(subscription)[0]["price"])
    new = period_at(subscription["billing_cycle_anchor"], *pace, old[1])
    parts.set_period(subscription, *new)
    invoice = drafting.for_subscription(world, subscription, reason="subscription_cycle", advance=new, arrears=old)
    for item in parts.rows(subscription):
        world.kept(item["id"]).pop("since", None)
    subscription["latest_invoice"] = invoice["id"]
    world.tell("customer.subscription.updated", subscription, before=before)
    _leave(world, subscription, invoice)
    return invoice


def _leave(world: "World", subscription: Json, invoice: Json) -> None:
    """An invoice that comes by itself stays a draft for an hour. Of one who never pays, and of one on pause, it stays."""
    pause = (subscription["pause_collection"] or {}).get("behavior")
    if subscription["status"] == "unpaid" or pause == "keep_as_draft":
        invoice["auto_advance"] = False
    else:
        invoice["automatically_finalizes_at"] = world.now(subscription["customer"]) + drafting.FINALIZES_AFTER
    world.tell("invoice.created", invoice)
    if pause == "void":
        invoice["automatically_finalizes_at"] = None
        collecting.voided(world, invoice)
    if pause == "mark_uncollectible":
        invoice |= {"status": "uncollectible", "auto_advance": False, "automatically_finalizes_at": None}
        world.tell("invoice.marked_uncollectible", invoice)


def _ahead(world: "World", subscription: Json) -> list[tuple[int, Any]]:
    """What is ahead, and who does it; of what falls on one instant, the first here comes first."""
    status = subscription["status"]
    if status in (*ending.ENDED, "paused") or not parts.rows(subscription):
        return []
    if status == "incomplete":
        return [(subscription["created"] + PATIENCE, ending.expire)]
    end, told = parts.period(subscription)[1], world.kept(subscription["id"]).setdefault("told", {})
    ahead: list[tuple[int | None, Any]] = []
    if subscription["pending_update"] is not None:
        ahead.append((subscription["pending_update"]["expires_at"], held_back.expire))
    ahead.append((subscription["cancel_at"], ending.at_term))
    if subscription["schedule"] is not None:
        ahead.append((schedules.turns_at(world.objects[subscription["schedule"]]), schedules.turn))
    if status == "trialing":
        if told.get("trial_ends") != end:
            ahead.append((max(end - NOTICE["trial_ends"], subscription["trial_start"]), _trial_will_end))
        ahead.append((end, _end_trial))
    else:
        leaves = subscription["cancel_at"] is not None and subscription["cancel_at"] <= end
        if told.get("upcoming") != end and not leaves:
            ahead.append((max(end - NOTICE["upcoming"], parts.period(subscription)[0] + 1), _announce))
        ahead.append((end, renew))
    ahead.append(((subscription["pause_collection"] or {}).get("resumes_at"), _resume))
    return [(at, verb) for at, verb in ahead if at is not None]


def _trial_will_end(world: "World", subscription: Json) -> None:
    world.kept(subscription["id"])["told"]["trial_ends"] = parts.period(subscription)[1]
    world.tell("customer.subscription.trial_will_end", subscription)


def _announce(world: "World", subscription: Json) -> None:
    world.kept(subscription["id"])["told"]["upcoming"] = parts.period(subscription)[1]
    world.tell("invoice.upcoming", previews.upcoming(world, subscription), owner=subscription["customer"])


def _end_trial(world: "World", subscription: Json) -> None:
    missing = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
    if missing != "create_invoice" and not _has_card(world, subscription):
        if missing == "cancel":
            ending.end(world, subscription, reason="payment_failed")
        else:
            before, subscription["status"] = copy.deepcopy(subscription), "paused"
            world.tell("customer.subscription.paused", subscription)
            world.tell("customer.subscription.updated", subscription, before=before)
        return
    before = copy.deepcopy(subscription)
    arrears = parts.period(subscription)
    subscription["status"] = "active"
    parts.begin_period(subscription, subscription["trial_end"])
    advance = parts.period(subscription)
    invoice = drafting.for_subscription(
        world, subscription, reason="subscription_cycle", advance=advance, arrears=arrears
    )
    subscription["latest_invoice"] = invoice["id"]
    world.tell("customer.subscription.updated", subscription, before=before)
    _leave(world, subscription, invoice)


def _resume(world: "World", subscription: Json) -> None:
    before, subscription["pause_collection"] = copy.deepcopy(subscription), None
    world.tell("customer.subscription.updated", subscription, before=before)


def _has_card(world: "World", subscription: Json) -> bool:
    stand_in = {
        "default_payment_method": None,
        "subscription": subscription["id"],
        "customer": subscription["customer"],
    }
    return collecting.default_method(world, stand_in) is not None
