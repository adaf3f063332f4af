"""What a subscription's items become: changed, added, taken away, and what was used of those that go."""

import copy
from typing import TYPE_CHECKING, Any

from . import invoice_lines, prices
from . import subscription_parts as parts
from .customers import merged
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def wanted(world: "World", subscription: Json, asked: list[Json]) -> list[Json]:
    """The items as they shall be; those of now are left alone until `take`."""
    items = {item["id"]: copy.deepcopy(item) for item in parts.rows(subscription)}
    for at, one in enumerate(asked):
        param, name = f"items[{at}]", one.get("id")
        if one.get("clear_usage") and name in items:
            world.kept(name)["since"] = world.now(subscription["customer"])
        if name is None:
            made = parts.new(world, subscription, one, param=param)
            items[made["id"]] = made
        elif name not in items:
            raise Refused(f"No such subscription item: '{name}'", code="resource_missing", param=f"{param}[id]")
        elif one.get("deleted"):
            items.pop(name)
        else:
            _change(world, items[name], one, param)
    new = list(items.values())
    parts.demand_together(new)
    if new[0]["price"]["currency"] != subscription["currency"]:
        raise Refused(f"The price specified only supports `{new[0]['price']['currency']}`.", param="items")
    return new


def replaced(world: "World", subscription: Json, asked: list[Json]) -> list[Json]:
    """As a schedule's phase says it: the whole list; an item whose price stays, stays itself."""
    known = {item["price"]["id"]: item for item in parts.rows(subscription)}
    items = []
    for at, one in enumerate(asked):
        item = copy.deepcopy(known.get(one["price"])) if one["price"] in known else None
        item = item or parts.new(world, subscription, {"price": one["price"]}, param=f"items[{at}]")
        item["price"] = world.objects[one["price"]]
        item["quantity"] = parts.quantity_of(item["price"], one["quantity"])
        items.append(item)
    parts.demand_together(items)
    return items


def used_so_far(world: "World", subscription: Json, old: list[Json], new: list[Json]) -> list[Json]:
    """A metered item that goes, or costs otherwise from now on, is settled for what was used until now."""
    stays = {item["id"]: item["price"]["id"] for item in new}
    now, lines = world.now(subscription["customer"]), []
    for item in old:
        if item["price"]["recurring"]["usage_type"] != "metered" or stays.get(item["id"]) == item["price"]["id"]:
            continue
        start = _since(world, item)
        for line in invoice_lines.metered(world, subscription, item, start, now):
            if line["amount"]:
                same = ("amount", "description", "period", "pricing", "quantity")
                lines.append({name: line[name] for name in same} | {"item": item["id"]})
    return lines


def take(world: "World", subscription: Json, old: list[Json], new: list[Json]) -> None:
    """From now on these are the items; a metered one whose price is new counts from now."""
    now, (start, end) = world.now(subscription["customer"]), parts.period(subscription)
    known = {item["id"]: item["price"]["id"] for item in old}
    for item in new:
        item |= {"current_period_start": start, "current_period_end": end, "plan": prices.as_plan(item["price"])}
        if known.get(item["id"]) != item["price"]["id"]:
            world.kept(item["id"])["since"] = now
    subscription["items"]["data"] = new
    parts.relink(world, subscription)


def forget(world: "World", gone: list[Json]) -> None:
    for item in gone:
        world.forget("subscription_item", item["id"])


def _change(world: "World", item: Json, asked: Json, param: str) -> None:
    if "price" in asked or "price_data" in asked:
        price = parts.sellable(world, asked, param=param)
        both = price["recurring"]["usage_type"] == item["price"]["recurring"]["usage_type"] == "licensed"
        item["quantity"] = parts.quantity_of(price, asked.get("quantity") or (item["quantity"] if both else None))
        item["price"] = price
    elif asked.get("quantity") is not None:
        item["quantity"] = parts.quantity_of(item["price"], asked["quantity"])
    if "metadata" in asked:
        item["metadata"] = merged(item["metadata"], asked["metadata"])


def _since(world: "World", item: Json) -> int:
    from .drafting import used_since

    return used_since(world, item, item["current_period_start"])
