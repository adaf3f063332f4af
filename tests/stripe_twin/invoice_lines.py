"""Lines of an invoice: from a subscription's items, from what was used, and from invoice items that waited."""

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from . import meters, wording

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def licensed(world: "World", subscription: Json, item: Json, start: int, end: int, *, free: bool = False) -> Json:
    """What an item costs for a period, to be paid in advance. A trial's line is there, and free."""
    price, quantity = item["price"], item["quantity"]
    product = world.objects[price["product"]]["name"]
    text = f"Trial period for {product}" if free else wording.line(quantity, product, price)
    amount = 0 if free else amount_of(world, price, quantity)
    return _line(world, subscription, item, amount=amount, text=text, quantity=quantity, period=(start, end))


def metered(world: "World", subscription: Json, item: Json, start: int, end: int) -> list[Json]:
    """What was used in a period: a line per tier that was reached, or one of nothing."""
    price = item["price"]
    used = meters.used(world, price["recurring"]["meter"], subscription["customer"], start, end)
    quantity = int(used.to_integral_value(rounding=ROUND_HALF_UP))
    product = world.objects[price["product"]]["name"]
    tiers = world.kept(price["id"]).get("tiers")
    if not tiers:
        text = wording.line(quantity, product, price)
        amount = amount_of(world, price, quantity)
        return [_line(world, subscription, item, amount=amount, text=text, quantity=quantity, period=(start, end))]
    return [
        _line(
            world,
            subscription,
            item,
            amount=amount,
            text=f"{count} × {product} (Tier {number} at {wording.money(each, price['currency'])})",
            quantity=count,
            period=(start, end),
        )
        for number, count, each, amount in tiers_of(tiers, quantity, mode=price["tiers_mode"])
    ]


def amount_of(world: "World", price: Json, quantity: int) -> int:
    tiers = world.kept(price["id"]).get("tiers")
    if tiers:
        return sum(amount for _, _, _, amount in tiers_of(tiers, quantity, mode=price["tiers_mode"]))
    return whole(Decimal(price["unit_amount_decimal"]) * quantity)


def tiers_of(tiers: list[Json], quantity: int, *, mode: str = "graduated") -> list[tuple[int, int, str, int]]:
    """Tier number, how many fell into it, the price of each, and what they cost; the first always shows."""
    rows, below = [], 0
    for number, tier in enumerate(tiers, start=1):
        top = quantity if tier["up_to"] is None else min(quantity, tier["up_to"])
        reached = mode == "graduated" or tier["up_to"] is None or quantity <= tier["up_to"]
        count = (top - below if mode == "graduated" else quantity) if reached else 0
        if reached and (count > 0 or (number == 1 and quantity == 0)):
            each = tier["unit_amount_decimal"] or "0"
            rows.append((number, count, each, whole(Decimal(each) * count) + (tier["flat_amount"] or 0)))
        if mode != "graduated" and reached:
            break
        below = max(below, top)
    return rows


def whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(rounding=ROUND_HALF_UP))


def waiting(world: "World", waiting: Json) -> Json:
    """An invoice item becomes a line of the invoice that takes it."""
    kept = world.kept(waiting["id"])
    line = blank(
        world,
        amount=waiting["amount"],
        currency=waiting["currency"],
        description=waiting["description"],
        discountable=waiting["discountable"],
        metadata=dict(waiting["metadata"]),
        period=dict(waiting["period"]),
        pricing=waiting["pricing"],
        quantity=waiting["quantity"],
        subscription=kept.get("subscription"),
    )
    details = {"invoice_item": waiting["id"], "proration": waiting["proration"], "proration_details": _credited(None)}
    if kept.get("item"):
        names = {"subscription": kept["subscription"], "subscription_item": kept["item"]}
        line["parent"] = _parent("subscription_item_details", details | names)
    else:
        line["parent"] = _parent("invoice_item_details", details | {"subscription": kept.get("subscription")})
    return line


def blank(world: "World", **values: Any) -> Json:
    from . import shapes

    line = shapes.blank("line_item") | {
        "id": world.new_id("il"),
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "livemode": False,
        "pretax_credit_amounts": [],
        "taxes": [],
        **values,
    }
    quantity = line["quantity"]
    return line | {"subtotal": line["amount"], "quantity_decimal": None if quantity is None else str(quantity)}


def pricing(price: Json) -> Json:
    return {
        "price_details": {"price": price["id"], "product": price["product"]},
        "type": "price_details",
        "unit_amount_decimal": price["unit_amount_decimal"],
    }


def _line(
    world: "World", subscription: Json, item: Json, *, amount: int, text: str, quantity: int, period: tuple[int, int]
) -> Json:
    details = {
        "invoice_item": None,
        "proration": False,
        "proration_details": _credited(None),
        "subscription": subscription["id"],
        "subscription_item": item["id"],
    }
    return blank(
        world,
        amount=amount,
        currency=subscription["currency"],
        description=text,
        metadata=dict(subscription["metadata"]),
        parent=_parent("subscription_item_details", details),
        period={"start": period[0], "end": period[1]},
        pricing=pricing(item["price"]),
        quantity=quantity,
        subscription=subscription["id"],
    )


def _parent(kind: str, details: Json) -> Json:
    return {"invoice_item_details": None, "subscription_item_details": None, "type": kind} | {kind: details}


def _credited(items: Json | None) -> Json:
    return {"credited_items": items}
