"""Prorations: what is given back and what is asked for when a subscription changes within a period."""

from typing import TYPE_CHECKING, Any

from . import invoice_items, invoice_lines, proration, wording
from . import subscription_parts as parts

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def between(world: "World", subscription: Json, old: list[Json], new: list[Json], *, at: int) -> list[Json]:
    """What changed from `old` to `new` items, at this instant: a credit for each that went, a debit for each that came.
    Nothing for those that stay as they are, and nothing for what is measured afterwards."""
    known = {item["id"]: item for item in old}
    came = [item for item in new if _counts(item) and not _same(known.get(item["id"]), item)]
    stays = {item["id"]: item for item in new}
    went = [item for item in old if _counts(item) and not _same(stays.get(item["id"]), item)]
    return [*credits(world, subscription, went, at=at), *debits(world, subscription, came, old, at=at)]


def credits(world: "World", subscription: Json, items: list[Json], *, at: int) -> list[Json]:  # noqa: A001
    return [_line(world, item, at=at, sign=-1, words="Unused time on") for item in items if _counts(item)]


def debits(world: "World", subscription: Json, items: list[Json], old: list[Json], *, at: int) -> list[Json]:
    start, end = old[0]["current_period_start"], old[0]["current_period_end"]
    running = [{**item, "current_period_start": start, "current_period_end": end} for item in items]
    return [_line(world, item, at=at, sign=1, words="Remaining time on") for item in running]


def wait(world: "World", subscription: Json, lines: list[Json]) -> None:
    """They become invoice items, until an invoice takes them."""
    for line in lines:
        item = line.pop("item")
        waiting = invoice_items.add(
            world,
            subscription["customer"],
            **line,
            currency=subscription["currency"],
            discountable=True,
            parent={"subscription_details": {"subscription": subscription["id"]}, "type": "subscription_details"},
            proration=True,
        )
        world.kept(waiting["id"]).update(subscription=subscription["id"], item=item)


def _line(world: "World", item: Json, *, at: int, sign: int, words: str) -> Json:
    price, quantity = item["price"], item["quantity"] or 0
    start, end = item["current_period_start"], item["current_period_end"]
    full = sign * invoice_lines.amount_of(world, price, quantity)
    product = world.objects[price["product"]]["name"]
    return {
        "amount": proration.share(full, start=start, end=end, at=at),
        "description": f"{words} {quantity} × {product} after {wording.day(at)}",
        "item": item["id"],
        "period": {"start": min(max(at, start), end), "end": end},
        "pricing": invoice_lines.pricing(price),
        "quantity": quantity,
    }


def _counts(item: Json) -> bool:
    return item["price"]["recurring"]["usage_type"] == "licensed" and bool(item["quantity"])


def _same(one: Json | None, other: Json) -> bool:
    return one is not None and one["price"]["id"] == other["price"]["id"] and one["quantity"] == other["quantity"]


def pace_changes(old: list[Json], new: list[Json]) -> bool:
    return parts.pace(old[0]["price"]) != parts.pace(new[0]["price"])
