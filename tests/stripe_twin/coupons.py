"""Coupons and the promotion codes that people type."""

import copy
import secrets
from typing import TYPE_CHECKING, Any

from .customers import merged
from .lists import filtered, listing, page
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def create(world: "World", asked: Json) -> Json:
    percent, off = asked.get("percent_off"), asked.get("amount_off")
    if (percent is None) == (off is None):
        raise Refused("Must provide exactly one of percent_off or amount_off.", param="percent_off")
    if off is not None and not asked.get("currency"):
        raise Refused("You must pass currency when passing amount_off.", param="currency")
    if asked.get("duration") == "repeating" and not asked.get("duration_in_months"):
        raise Refused("You must pass duration_in_months with duration=repeating.", param="duration_in_months")
    if asked.get("id") in world.objects:
        raise Refused("Coupon already exists.", code="resource_already_exists", param="id")
    coupon = world.add(
        "coupon",
        "",
        id=asked.get("id") or secrets.token_hex(4).upper(),
        amount_off=off,
        currency=asked.get("currency") if off is not None else None,
        duration=asked.get("duration") or "once",
        duration_in_months=asked.get("duration_in_months"),
        livemode=False,
        max_redemptions=asked.get("max_redemptions"),
        metadata=merged({}, asked.get("metadata")),
        name=asked.get("name"),
        percent_off=percent,
        redeem_by=asked.get("redeem_by") or None,
        times_redeemed=0,
        valid=True,
    )
    world.tell("coupon.created", coupon)
    return coupon


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return _looked_at(world, world.find("coupon", name))


def update(world: "World", asked: Json, name: str) -> Json:
    coupon = world.find("coupon", name)
    before = copy.deepcopy(coupon)
    if "name" in asked:
        coupon["name"] = asked["name"] or None
    if "metadata" in asked:
        coupon["metadata"] = merged(coupon["metadata"], asked["metadata"])
    world.tell("coupon.updated", coupon, before=before)
    return coupon


def delete(world: "World", asked: Json, name: str) -> Json:
    """Whoever has it keeps it; nobody new gets it."""
    coupon = world.find("coupon", name)
    coupon["valid"] = False
    world.kinds["coupon"].pop(name)
    world.tell("coupon.deleted", coupon)
    return {"id": name, "object": "coupon", "deleted": True}


def every(world: "World", asked: Json) -> Json:
    return listing(world, "coupon", asked, url="/v1/coupons", filters=("created",))


def create_code(world: "World", asked: Json) -> Json:
    promotion = asked["promotion"]
    coupon = world.find("coupon", promotion.get("coupon"), param="promotion[coupon]")
    text = asked.get("code") or secrets.token_hex(4).upper()
    if any(one["code"].lower() == text.lower() and one["active"] for one in world.all("promotion_code")):
        raise Refused("An active promotion code with that code already exists.", param="code")
    limits = asked.get("restrictions") or {}
    code = world.add(
        "promotion_code",
        "promo",
        active=asked.get("active", True),
        code=text,
        customer=asked.get("customer"),
        expires_at=asked.get("expires_at"),
        livemode=False,
        max_redemptions=asked.get("max_redemptions"),
        metadata=merged({}, asked.get("metadata")),
        promotion={"coupon": coupon["id"], "type": promotion["type"]},
        restrictions={
            "first_time_transaction": limits.get("first_time_transaction", False),
            "minimum_amount": limits.get("minimum_amount"),
            "minimum_amount_currency": limits.get("minimum_amount_currency"),
        },
        times_redeemed=0,
    )
    world.tell("promotion_code.created", code)
    return code


def retrieve_code(world: "World", asked: Json, name: str) -> Json:
    return world.find("promotion_code", name)


def update_code(world: "World", asked: Json, name: str) -> Json:
    code = world.find("promotion_code", name)
    before = copy.deepcopy(code)
    if "active" in asked:
        code["active"] = asked["active"]
    if "metadata" in asked:
        code["metadata"] = merged(code["metadata"], asked["metadata"])
    world.tell("promotion_code.updated", code, before=before)
    return code


def every_code(world: "World", asked: Json) -> Json:
    rows = filtered(world.all("promotion_code"), asked, ("active", "customer", "created"))
    if (text := asked.get("code")) is not None:
        rows = [row for row in rows if row["code"].lower() == text.lower()]
    if (coupon := asked.get("coupon")) is not None:
        rows = [row for row in rows if row["promotion"]["coupon"] == coupon]
    return page(rows, asked, url="/v1/promotion_codes")


def _looked_at(world: "World", coupon: Json) -> Json:
    return coupon | {"valid": coupon["valid"] and _still(world.now(), coupon, "redeem_by")}


def demand_valid(world: "World", coupon: Json, *, at: int, param: str) -> None:
    if not coupon["valid"] or not _still(at, coupon, "redeem_by"):
        raise Refused(f"Coupon {coupon['id']} is used up or expired.", code="coupon_expired", param=param)


def demand_code(world: "World", code: Json, *, customer: str, at: int, param: str) -> None:
    """Whether this customer may use this code now."""
    if not code["active"] or not _still(at, code, "expires_at"):
        raise Refused("This promotion code is expired.", code="promotion_code_expired", param=param)
    if code["customer"] not in (None, customer):
        raise Refused("This promotion code cannot be redeemed by this customer.", param=param)
    paid = any(one["status"] == "paid" and one["amount_paid"] for one in world.all("invoice", of=customer))
    if code["restrictions"]["first_time_transaction"] and paid:
        raise Refused(
            "This promotion code cannot be redeemed because the associated customer has prior transactions.",
            param=param,
        )


def redeemed(world: "World", thing: Json) -> None:
    """One more use; the last one ends it."""
    before = copy.deepcopy(thing)
    thing["times_redeemed"] += 1
    if thing["max_redemptions"] is not None and thing["times_redeemed"] >= thing["max_redemptions"]:
        thing["valid" if thing["object"] == "coupon" else "active"] = False
    world.tell(f"{thing['object']}.updated", thing, before=before)


def _still(at: int, thing: Json, until: str) -> bool:
    return thing[until] is None or at <= thing[until]
