"""Events: what Stripe tells of each change of state, in its words, with what was there before."""

import copy
from typing import TYPE_CHECKING, Any

import stripe

from . import shapes

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]
API_VERSION = stripe.api_version


def tell(world: "World", type: str, thing: Json, *, before: Json | None = None, owner: str | None = None) -> None:  # noqa: A002
    world.agenda.note(world, thing)
    data: Json = {"object": copy.deepcopy(thing)}
    if before is not None:
        data["previous_attributes"] = what_was(before, thing)
        if not data["previous_attributes"]:
            return
    event = shapes.blank("event") | {
        "id": world.new_id("evt"),
        "api_version": API_VERSION,
        "created": world.now(owner or _owner(thing)),
        "data": data,
        "livemode": False,
        "pending_webhooks": len(list(world.all("webhook_endpoint"))),
        "request": dict(world.request),
        "type": type,
    }
    world.events.append(event)
    world.objects[event["id"]] = event
    world.kinds.setdefault("event", {})[event["id"]] = None


def what_was(before: Json, after: Json) -> Json:
    """Only what changed, with its former value; lists whole, hashes by key."""
    was: Json = {}
    for name in before.keys() | after.keys():
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        was[name] = what_was(old, new) if isinstance(old, dict) and isinstance(new, dict) else copy.deepcopy(old)
    return was


def _owner(thing: Json) -> str | None:
    owner = thing["id"] if thing["object"] == "customer" else thing.get("customer")
    return owner if isinstance(owner, str) else None
