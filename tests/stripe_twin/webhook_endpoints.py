"""Webhook endpoints: who is told of events. The secret is shown once, when one is made."""

import copy
from typing import TYPE_CHECKING, Any

from .customers import merged
from .lists import page

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def create(world: "World", asked: Json) -> Json:
    endpoint = world.add(
        "webhook_endpoint",
        "we",
        api_version=asked.get("api_version"),
        description=asked.get("description"),
        enabled_events=list(asked["enabled_events"]),
        livemode=False,
        metadata=merged({}, asked.get("metadata")),
        status="enabled",
        url=asked["url"],
    )
    secret = world.kept(endpoint["id"])["secret"] = "whsec_" + world.new_id("x")[2:]
    return {**endpoint, "secret": secret}


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("webhook_endpoint", name)


def update(world: "World", asked: Json, name: str) -> Json:
    endpoint = world.find("webhook_endpoint", name)
    for plain in ("url", "description"):
        if plain in asked:
            endpoint[plain] = asked[plain] or None
    if "enabled_events" in asked:
        endpoint["enabled_events"] = list(asked["enabled_events"])
    if "disabled" in asked:
        endpoint["status"] = "disabled" if asked["disabled"] else "enabled"
    if "metadata" in asked:
        endpoint["metadata"] = merged(endpoint["metadata"], asked["metadata"])
    return copy.deepcopy(endpoint)


def delete(world: "World", asked: Json, name: str) -> Json:
    world.find("webhook_endpoint", name)
    world.forget("webhook_endpoint", name)
    return {"id": name, "object": "webhook_endpoint", "deleted": True}


def every(world: "World", asked: Json) -> Json:
    return page(world.all("webhook_endpoint"), asked, url="/v1/webhook_endpoints")
