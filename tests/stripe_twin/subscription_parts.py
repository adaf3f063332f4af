"""Items of a subscription: which price, how many, and the period that is paid for."""

from typing import TYPE_CHECKING, Any

from . import prices
from .customers import merged
from .periods import later
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def new(world: "World", subscription: Json, asked: Json, *, param: str) -> Json:
    price = sellable(world, asked, param=param)
    item = world.add(
        "subscription_item",
        "si",
        owner=subscription["customer"],
        discounts=[],
        metadata=merged({}, asked.get("metadata")),
        plan=prices.as_plan(price),
        price=price,
        quantity=quantity_of(price, asked.get("quantity")),
        subscription=subscription["id"],
        tax_rates=[],
    )
    item["created"] = world.now(subscription["customer"])
    return item


def sellable(world: "World", asked: Json, *, param: str) -> Json:
    if "price_data" in asked:
        return prices.create(world, asked["price_data"])
    price = world.find("price", asked.get("price"), param=f"{param}[price]")
    if not price["active"]:
        raise Refused(
            f"The price specified is inactive. This field only accepts active prices: {price['id']}",
            param=f"{param}[price]",
        )
    if price["type"] != "recurring":
        raise Refused("The price specified is set to `type=one_time` but this field only accepts recurring prices.")
    return price


def quantity_of(price: Json, wanted: int | None) -> int | None:
    if price["recurring"]["usage_type"] == "metered":
        if wanted is not None:
            raise Refused("You cannot set the quantity for metered plans.", param="quantity")
        return None
    if wanted is not None and wanted < 0:
        raise Refused("This value must be greater than or equal to 0.", param="quantity")
    return 1 if wanted is None else wanted


def demand_together(items: list[Json]) -> None:
    """What is sold together is paid in one currency and at one pace; nothing twice."""
    if not items:
        raise Refused("A subscription must have at least one active plan.", param="items")
    if len({item["price"]["currency"] for item in items}) > 1:
        raise Refused("The price specified only supports one currency; all items must share it.", param="items")
    if len({pace(item["price"]) for item in items}) > 1:
        raise Refused("All prices of a subscription must have the same billing interval.", param="items")
    names = [item["price"]["id"] for item in items]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Refused(f"Cannot add multiple subscription items with the same plan: {twice}", param="items")


def pace(price: Json) -> tuple[str, int]:
    return price["recurring"]["interval"], price["recurring"]["interval_count"]


def rows(subscription: Json) -> list[Json]:
    data: list[Json] = subscription["items"]["data"]
    return data


def period(subscription: Json) -> tuple[int, int]:
    first = rows(subscription)[0]
    return first["current_period_start"], first["current_period_end"]


def set_period(subscription: Json, start: int, end: int) -> None:
    for item in rows(subscription):
        item |= {"current_period_start": start, "current_period_end": end}


def begin_period(subscription: Json, start: int) -> None:
    """A first full period from here on; it is what later ones are counted from."""
    subscription["billing_cycle_anchor"] = start
    set_period(subscription, start, later(start, *pace(rows(subscription)[0]["price"])))


def relink(world: "World", subscription: Json) -> None:
    """An item shows its price as that is now; copies of copies would grow old."""
    for item in rows(subscription):
        item["price"] = world.objects.get(item["price"]["id"], item["price"])
        world.objects[item["id"]] = item
