"""A change that waits for its money (`pending_update`): applied when its invoice is paid, dropped after 23 hours."""

import copy
from typing import TYPE_CHECKING, Any

from . import collecting
from . import subscription_parts as parts

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

LASTS = 23 * 3600
HELD = ("items", "billing_cycle_anchor", "discounts", "trial_end", "trial_start", "metadata", "status")


def hold(world: "World", subscription: Json, before: Json, invoice: Json) -> None:
    after = {name: copy.deepcopy(subscription[name]) for name in HELD}
    subscription |= {name: copy.deepcopy(before[name]) for name in HELD}
    parts.relink(world, subscription)
    subscription["pending_update"] = {
        "billing_cycle_anchor": None,
        "discount": None,
        "discounts": None,
        "expires_at": world.now(subscription["customer"]) + LASTS,
        "metadata": None,
        "subscription_items": after["items"]["data"],
        "trial_end": None,
        "trial_from_plan": None,
    }
    world.kept(subscription["id"])["held_back"] = {"after": after, "invoice": invoice["id"]}
    world.tell("customer.subscription.updated", subscription, before=before)


def paid(world: "World", subscription: Json, invoice: Json) -> None:
    """Now it may be what was wanted."""
    held = world.kept(subscription["id"]).get("held_back")
    if subscription["pending_update"] is None or held is None or held["invoice"] != invoice["id"]:
        return
    before = copy.deepcopy(subscription)
    subscription |= held["after"] | {"pending_update": None}
    parts.relink(world, subscription)
    world.kept(subscription["id"]).pop("held_back")
    world.tell("customer.subscription.pending_update_applied", subscription)
    world.tell("customer.subscription.updated", subscription, before=before)


def expire(world: "World", subscription: Json) -> None:
    held = world.kept(subscription["id"]).pop("held_back")
    subscription["pending_update"] = None
    world.tell("customer.subscription.pending_update_expired", subscription)
    invoice = world.objects[held["invoice"]]
    if invoice["status"] == "open":
        collecting.voided(world, invoice)
