"""Phases of a schedule: what a subscription is, from when until when."""

from typing import TYPE_CHECKING, Any

from . import discounts, prices, shapes
from . import subscription_parts as parts
from .customers import merged
from .periods import later
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def plan(world: "World", schedule: Json, asked: list[Json]) -> None:
    subscription = world.objects[schedule["subscription"]]
    begins, planned = schedule["current_phase"]["start_date"], []
    for at, one in enumerate(asked):
        start = one.get("start_date")
        start = world.now(schedule["customer"]) if start == "now" else start
        if at == 0 and start is not None and start != begins:
            raise Refused("You can not modify the start date of the current phase.", param="phases[0][start_date]")
        if at and start is not None and start != planned[-1]["end_date"]:
            raise Refused("A phase must start when the one before it ends.", param=f"phases[{at}][start_date]")
        since = begins if at == 0 else planned[-1]["end_date"]
        planned.append(_phase(world, subscription, one, since, at))
    schedule["phases"] = planned
    schedule["current_phase"] = {"end_date": planned[0]["end_date"], "start_date": begins}


def _phase(world: "World", subscription: Json, asked: Json, start: int, at: int) -> Json:
    items = []
    for number, one in enumerate(asked["items"]):
        price = (
            parts.sellable(world, one, param=f"phases[{at}][items][{number}]")
            if at
            else world.find("price", one.get("price"), param=f"phases[{at}][items][{number}][price]")
        )
        items.append(_item(price, parts.quantity_of(price, one.get("quantity")), merged({}, one.get("metadata"))))
    end = asked.get("end_date")
    if end is None and (duration := asked.get("duration")) is not None:
        end = later(start, duration["interval"], duration.get("interval_count") or 1)
    if not isinstance(end, int) or end <= start:
        raise Refused("A phase needs an `end_date` or a `duration`.", param=f"phases[{at}][end_date]")
    names = discounts.given(
        world, asked.get("discounts"), customer=subscription["customer"], known=subscription["discounts"]
    )
    behavior = asked.get("proration_behavior") or "create_prorations"
    return _bare(
        subscription,
        items,
        start,
        end,
        discounts=[{"coupon": None, "discount": name, "promotion_code": None} for name in names],
        metadata=merged({}, asked.get("metadata")),
        proration_behavior=behavior,
    )


def of_now(subscription: Json, start: int, end: int) -> Json:
    items = [_item(item["price"], item["quantity"], dict(item["metadata"])) for item in parts.rows(subscription)]
    names = [{"coupon": None, "discount": one, "promotion_code": None} for one in subscription["discounts"]]
    return _bare(subscription, items, start, end, discounts=names, metadata=dict(subscription["metadata"]))


def _bare(subscription: Json, items: list[Json], start: int, end: int, **values: Any) -> Json:
    blank = dict.fromkeys(shapes.shape("subscription_schedule")["phases"][0])
    return blank | {
        "add_invoice_items": [],
        "currency": subscription["currency"],
        "default_tax_rates": [],
        "end_date": end,
        "items": items,
        "proration_behavior": "create_prorations",
        "start_date": start,
        **values,
    }


def _item(price: Json, quantity: int | None, metadata: Json) -> Json:
    return {
        "billing_thresholds": None,
        "discounts": [],
        "metadata": metadata,
        "plan": prices.as_plan(price),
        "price": price["id"],
        "quantity": quantity,
        "tax_rates": [],
    }


def settings(subscription: Json) -> Json:
    same = ("collection_method", "default_payment_method", "description")
    return {
        "application_fee_percent": None,
        "automatic_tax": dict(subscription["automatic_tax"]),
        "billing_cycle_anchor": "automatic",
        "billing_thresholds": None,
        "invoice_settings": dict(subscription["invoice_settings"]) | {"days_until_due": None},
        "on_behalf_of": None,
        "transfer_data": None,
        **{name: subscription[name] for name in same},
    }
