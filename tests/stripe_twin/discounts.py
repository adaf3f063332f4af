"""Discounts: a coupon in use by a customer or a subscription, and what it takes off an invoice."""

import copy
from typing import TYPE_CHECKING, Any

from . import coupons, shapes
from .periods import months_later
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def given(world: "World", wanted: Any, *, customer: str, known: list[str] | None = None, **on: Any) -> list[str]:
    """The ids of the discounts that `discounts=[{coupon|promotion_code|discount}]` asks for; `on` says for what."""
    names = []
    for at, one in enumerate(wanted or []):
        if (kept := one.get("discount")) is not None:
            if kept not in (known or []):
                raise Refused(
                    f"No such discount: '{kept}'", code="resource_missing", param=f"discounts[{at}][discount]"
                )
            names.append(kept)
        else:
            names.append(_new(world, one, customer, on, param=f"discounts[{at}]")["id"])
    return names


def _new(world: "World", wanted: Json, customer: str, on: Json, *, param: str) -> Json:
    at, code = world.now(customer), None
    if (name := wanted.get("promotion_code")) is not None:
        code = world.find("promotion_code", name, param=f"{param}[promotion_code]")
        coupons.demand_code(world, code, customer=customer, at=at, param=f"{param}[promotion_code]")
    coupon = world.find("coupon", code["promotion"]["coupon"] if code else wanted.get("coupon"), param=param)
    coupons.demand_valid(world, coupon, at=at, param=param)
    for thing in filter(None, (coupon, code)):
        coupons.redeemed(world, thing)
    months = coupon["duration_in_months"] if coupon["duration"] == "repeating" else None
    discount = world.add(
        "discount",
        "di",
        owner=customer,
        customer=customer,
        end=months_later(at, months) if months else None,
        promotion_code=code and code["id"],
        source={"coupon": coupon["id"], "type": "coupon"},
        start=at,
        **on,
    )
    world.tell("customer.discount.created", discount)
    return discount


def end(world: "World", name: str) -> None:
    discount = world.objects.get(name)
    if discount is not None and name in world.kinds.get("discount", {}):
        discount["end"] = discount["end"] or world.now(discount["customer"])
        world.kinds["discount"].pop(name)
        world.tell("customer.discount.deleted", discount)


def deleted(discount: Json) -> Json:
    return {name: discount[name] for name in shapes.shape("deleted_discount") if name in discount} | {"deleted": True}


def still(world: "World", names: list[str], *, at: int) -> list[str]:
    """Those that count at that instant; what has run out ends."""
    kept = []
    for name in names:
        discount = world.objects[name]
        if discount["end"] is not None and discount["end"] <= at:
            end(world, name)
        else:
            kept.append(name)
    return kept


def used(world: "World", holder: Json) -> None:
    """After the first invoice: a coupon for once is over."""
    for name in list(holder["discounts"]):
        if world.objects[world.objects[name]["source"]["coupon"]]["duration"] == "once":
            before = copy.deepcopy(holder)
            holder["discounts"] = [one for one in holder["discounts"] if one != name]
            end(world, name)
            world.tell("customer.subscription.updated", holder, before=before)


def take_off(world: "World", lines: list[Json], names: list[str]) -> list[Json]:
    """Writes each line's `discount_amounts`; answers the invoice's `total_discount_amounts`."""
    totals = []
    for name in names:
        coupon = world.objects[world.objects[name]["source"]["coupon"]]
        shares = _shares(coupon, [line["amount"] - _off(line) if line["discountable"] else 0 for line in lines])
        for line, share in zip(lines, shares, strict=True):
            if share:
                line["discount_amounts"].append({"amount": share, "discount": name})
        totals.append({"amount": sum(shares), "discount": name})
    return totals


def _off(line: Json) -> int:
    return sum(one["amount"] for one in line["discount_amounts"])


def _shares(coupon: Json, amounts: list[int]) -> list[int]:
    """Percent count for each line alike, credits too; an amount is spread over what is owed, to the last cent."""
    if coupon["percent_off"] is not None:
        return [_part(amount, round(coupon["percent_off"] * 10_000), 1_000_000) for amount in amounts]
    owed = [max(amount, 0) for amount in amounts]
    left, weight, shares = min(coupon["amount_off"], sum(owed)), sum(owed), []
    for amount in owed:
        share = _part(left, amount, weight) if weight else 0
        shares.append(share)
        left, weight = left - share, weight - amount
    return shares


def _part(amount: int, numerator: int, denominator: int) -> int:
    from .proration import rounded

    return rounded(amount * numerator, denominator)
