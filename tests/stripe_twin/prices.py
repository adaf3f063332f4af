"""Prices: per unit or in graduated tiers, once or recurring, licensed or metered, found by a lookup key."""

import copy
from typing import TYPE_CHECKING, Any

from .customers import merged
from .lists import filtered, page
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def create(world: "World", asked: Json, *, of: str | None = None) -> Json:
    product = of or _product(world, asked)
    tiers = [_tier(one) for one in asked.get("tiers") or []]
    _demand_an_amount(asked, tiers)
    recurring = _recurring(world, asked.get("recurring"))
    amount, decimal = _amounts(asked)
    price = world.add(
        "price",
        "price",
        active=asked.get("active", True),
        billing_scheme=asked.get("billing_scheme") or "per_unit",
        currency=asked["currency"].lower(),
        livemode=False,
        metadata=merged({}, asked.get("metadata")),
        nickname=asked.get("nickname"),
        product=product,
        recurring=recurring,
        tax_behavior=asked.get("tax_behavior") or "unspecified",
        tiers_mode=asked.get("tiers_mode"),
        type="recurring" if recurring else "one_time",
        unit_amount=amount,
        unit_amount_decimal=decimal,
    )
    world.kept(price["id"])["tiers"] = tiers or None
    _name(world, price, asked)
    world.tell("price.created", price)
    return price


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("price", name)


def update(world: "World", asked: Json, name: str) -> Json:
    price = world.find("price", name)
    before = copy.deepcopy(price)
    for plain in ("active", "nickname"):
        if plain in asked:
            price[plain] = asked[plain] if asked[plain] != "" else None
    if "tax_behavior" in asked:
        _set_tax_behavior(price, asked["tax_behavior"])
    if "metadata" in asked:
        price["metadata"] = merged(price["metadata"], asked["metadata"])
    _name(world, price, asked)
    world.tell("price.updated", price, before=before)
    return price


def every(world: "World", asked: Json) -> Json:
    rows = filtered(world.all("price"), asked, ("active", "currency", "product", "type", "created"))
    if (keys := asked.get("lookup_keys")) is not None:
        rows = [row for row in rows if row["lookup_key"] in keys]
    for name, wanted in (asked.get("recurring") or {}).items():
        rows = [row for row in rows if (row["recurring"] or {}).get(name) == wanted]
    return page(rows, asked, url="/v1/prices")


def as_plan(price: Json) -> Json:
    """The older word for the same thing, which subscription items still carry."""
    from . import shapes

    recurring = price["recurring"] or {}
    same = ("active", "billing_scheme", "created", "currency", "id", "livemode", "metadata", "nickname", "product")
    return shapes.blank("plan") | {
        **{name: copy.deepcopy(price[name]) for name in (*same, "tiers_mode")},
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        **{name: recurring.get(name) for name in ("interval", "interval_count", "meter", "usage_type")},
    }


def _product(world: "World", asked: Json) -> str:
    if "product_data" in asked:
        from . import products

        return str(products.create(world, asked["product_data"])["id"])
    if "product" not in asked:
        raise Refused("Missing required param: product.", code="parameter_missing", param="product")
    return str(world.find("product", asked["product"], param="product")["id"])


def _demand_an_amount(asked: Json, tiers: list[Json]) -> None:
    tiered = asked.get("billing_scheme") == "tiered"
    if tiered and (not tiers or not asked.get("tiers_mode")):
        raise Refused("Prices with `billing_scheme=tiered` require `tiers` and `tiers_mode`.", param="tiers")
    if tiered and (tiers[-1]["up_to"] is not None or any(one["up_to"] is None for one in tiers[:-1])):
        raise Refused("The last tier, and only that, must have `up_to` set to `inf`.", param="tiers")
    if not tiered and (asked.get("unit_amount") is None) == (asked.get("unit_amount_decimal") is None):
        raise Refused("Prices require exactly one of `unit_amount` or `unit_amount_decimal`.", param="unit_amount")


def _recurring(world: "World", asked: Json | None) -> Json | None:
    if not asked:
        return None
    kind, meter = asked.get("usage_type") or "licensed", asked.get("meter")
    if kind == "metered" and meter is None:
        raise Refused("Metered prices must be backed by a meter.", param="recurring[meter]")
    if meter is not None:
        world.find("billing.meter", meter, param="recurring[meter]")
    return {
        "interval": asked["interval"],
        "interval_count": asked.get("interval_count") or 1,
        "meter": meter,
        "trial_period_days": asked.get("trial_period_days"),
        "usage_type": kind,
    }


def _amounts(asked: Json) -> tuple[int | None, str | None]:
    if (whole := asked.get("unit_amount")) is not None:
        return whole, str(whole)
    if (decimal := asked.get("unit_amount_decimal")) is None:
        return None, None
    return (int(decimal) if "." not in str(decimal) else None), str(decimal)


def _tier(asked: Json) -> Json:
    whole, decimal = _amounts(asked)
    flat = asked.get("flat_amount")
    return {
        "flat_amount": flat,
        "flat_amount_decimal": asked.get("flat_amount_decimal") or (None if flat is None else str(flat)),
        "unit_amount": whole,
        "unit_amount_decimal": decimal,
        "up_to": None if asked["up_to"] == "inf" else asked["up_to"],
    }


def _name(world: "World", price: Json, asked: Json) -> None:
    """A lookup key names one price; it moves on only when it is told to."""
    key, may_move = asked.get("lookup_key"), asked.get("transfer_lookup_key")
    if key is None:
        return
    holder = next((one for one in world.all("price") if key and one["lookup_key"] == key and one is not price), None)
    if holder is not None and not may_move:
        raise Refused(
            f"A price (`{holder['id']}`) already uses that lookup key. Set `transfer_lookup_key` to move it.",
            param="lookup_key",
        )
    if holder is not None:
        before = copy.deepcopy(holder)
        holder["lookup_key"] = None
        world.tell("price.updated", holder, before=before)
    price["lookup_key"] = key or None


def _set_tax_behavior(price: Json, wanted: str) -> None:
    if price["tax_behavior"] not in ("unspecified", wanted):
        raise Refused("You cannot change `tax_behavior` once it is set.", param="tax_behavior")
    price["tax_behavior"] = wanted
