"""Subscriptions: how they begin, and how they are looked at."""

import copy
from typing import TYPE_CHECKING, Any

from . import beginning, changing, discounts, ending, rehearsing
from . import subscription_parts as parts
from .lists import filtered, page
from .refusals import missing

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def create(world: "World", asked: Json) -> Json:
    """With `error_if_incomplete` it is tried in a dream first: a refused card leaves nothing behind."""
    customer = world.find("customer", asked.get("customer"), param="customer")
    if asked.get("payment_behavior") == "error_if_incomplete":
        rehearsing.demand_payment(
            world, customer["id"], lambda dream: beginning.begin(dream, dream.objects[customer["id"]], asked)
        )
    return beginning.begin(world, customer, asked)


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("subscription", name)


def update(world: "World", asked: Json, name: str) -> Json:
    subscription = world.find("subscription", name)
    if asked.get("payment_behavior") == "error_if_incomplete":
        rehearsing.demand_payment(
            world, subscription["customer"], lambda dream: changing.change(dream, dream.objects[name], asked)
        )
    return changing.change(world, subscription, asked)


def cancel(world: "World", asked: Json, name: str) -> Json:
    subscription = world.find("subscription", name)
    ending.demand_alive(subscription, name)
    return ending.end(
        world,
        subscription,
        said=asked.get("cancellation_details"),
        invoice_now=asked.get("invoice_now", False),
        prorate=asked.get("prorate", False),
    )


def delete_discount(world: "World", asked: Json, name: str) -> Json:
    subscription = world.find("subscription", name)
    if not subscription["discounts"]:
        raise missing("discount", name)
    before, gone = copy.deepcopy(subscription), subscription["discounts"][0]
    subscription["discounts"] = subscription["discounts"][1:]
    discounts.end(world, gone)
    world.tell("customer.subscription.updated", subscription, before=before)
    return discounts.deleted(world.objects[gone])


def every(world: "World", asked: Json) -> Json:
    """Those that ended only for who asks for them, or for all."""
    rows = filtered(
        world.all("subscription", of=asked.get("customer")), asked, ("collection_method", "created", "test_clock")
    )
    wanted, price = asked.get("status"), asked.get("price")
    rows = [row for row in rows if _is(row["status"], wanted)]
    if price is not None:
        rows = [row for row in rows if any(item["price"]["id"] == price for item in parts.rows(row))]
    return page(rows, asked, url="/v1/subscriptions")


def _is(status: str, wanted: str | None) -> bool:
    if wanted is None:
        return status != "canceled"
    return wanted == "all" or status == wanted or (wanted == "ended" and status in ending.ENDED)
