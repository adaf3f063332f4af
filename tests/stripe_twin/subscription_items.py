"""Items of a subscription by themselves: each verb is a change of the subscription they belong to."""

from typing import TYPE_CHECKING, Any

from . import subscription_parts as parts
from . import subscriptions
from .asked import Asked
from .lists import page

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

HOW = ("proration_behavior", "proration_date", "payment_behavior", "off_session")


def create(world: "World", asked: Json) -> Json:
    subscription = world.find("subscription", asked["subscription"], param="subscription")
    known = {item["id"] for item in parts.rows(subscription)}
    _change(world, subscription["id"], asked, {})
    return next(item for item in parts.rows(subscription) if item["id"] not in known)


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("subscription_item", name)


def update(world: "World", asked: Json, name: str) -> Json:
    item = world.find("subscription_item", name)
    _change(world, item["subscription"], asked, {"id": name})
    return world.find("subscription_item", name)


def delete(world: "World", asked: Json, name: str) -> Json:
    item = world.find("subscription_item", name)
    _change(world, item["subscription"], asked, {"id": name, "deleted": True})
    world.forget("subscription_item", name)
    return {"id": name, "object": "subscription_item", "deleted": True}


def every(world: "World", asked: Json) -> Json:
    subscription = world.find("subscription", asked["subscription"], param="subscription")
    return page(parts.rows(subscription), asked, url="/v1/subscription_items", newest_first=False)


def _change(world: "World", subscription: str, asked: Json, item: Json) -> None:
    wanted = {name: asked[name] for name in ("price", "quantity", "metadata", "clear_usage") if name in asked}
    how = {name: asked[name] for name in HOW if name in asked}
    subscriptions.update(world, Asked({"items": [item | wanted], **how}), subscription)
