"""Invoice items: what waits for a customer's next invoice, prorations above all."""

import copy
from typing import TYPE_CHECKING, Any

from . import invoice_lines
from .customers import merged
from .lists import page
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def create(world: "World", asked: Json) -> Json:
    customer = world.find("customer", asked.get("customer"), param="customer")["id"]
    amount, quantity, pricing, currency = _worth(world, asked)
    now = world.now(customer)
    period = asked.get("period") or {"start": now, "end": now}
    waiting = add(
        world,
        customer,
        amount=amount,
        currency=currency or asked["currency"].lower(),
        description=asked.get("description"),
        discountable=asked.get("discountable", amount > 0),
        metadata=merged({}, asked.get("metadata")),
        period={"start": period["start"], "end": period["end"]},
        pricing=pricing,
        quantity=quantity,
    )
    if asked.get("subscription") is not None:
        name = world.find("subscription", asked["subscription"], param="subscription")["id"]
        waiting["parent"] = {"subscription_details": {"subscription": name}, "type": "subscription_details"}
        world.kept(waiting["id"])["subscription"] = name
    if (name := asked.get("invoice")) is not None:
        _put_into(world, waiting, world.find("invoice", name, param="invoice"))
    return waiting


def add(world: "World", customer: str, **values: Any) -> Json:
    waiting = world.add(
        "invoiceitem",
        "ii",
        owner=customer,
        customer=customer,
        date=world.now(customer),
        discounts=[],
        livemode=False,
        tax_rates=[],
        test_clock=world.objects[customer]["test_clock"],
        **({"proration": False} | values),
    )
    waiting["net_amount"], quantity = waiting["amount"], waiting["quantity"]
    waiting["quantity_decimal"] = None if quantity is None else str(quantity)
    world.tell("invoiceitem.created", waiting)
    return waiting


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("invoiceitem", name)


def update(world: "World", asked: Json, name: str) -> Json:
    waiting = world.find("invoiceitem", name)
    _demand_waiting(world, waiting)
    before = copy.deepcopy(waiting)
    for plain in ("description", "amount", "discountable", "quantity"):
        if plain in asked:
            waiting[plain] = asked[plain]
    if "metadata" in asked:
        waiting["metadata"] = merged(waiting["metadata"], asked["metadata"])
    waiting["net_amount"] = waiting["amount"]
    world.tell("invoiceitem.updated", waiting, before=before)
    return waiting


def delete(world: "World", asked: Json, name: str) -> Json:
    waiting = world.find("invoiceitem", name)
    _demand_waiting(world, waiting)
    world.tell("invoiceitem.deleted", waiting)
    world.forget("invoiceitem", name)
    return {"id": name, "object": "invoiceitem", "deleted": True}


def every(world: "World", asked: Json) -> Json:
    rows = list(world.all("invoiceitem", of=asked.get("customer")))
    if asked.get("pending"):
        rows = [row for row in rows if row["invoice"] is None]
    if (name := asked.get("invoice")) is not None:
        rows = [row for row in rows if row["invoice"] == name]
    return page(rows, asked, url="/v1/invoiceitems")


def pending(world: "World", customer: str, *, subscription: str | None, currency: str) -> list[Json]:
    """What the next invoice takes along: its subscription's items, and those of no subscription."""
    return [
        one
        for one in world.all("invoiceitem", of=customer)
        if one["invoice"] is None
        and one["currency"] == currency
        and world.kept(one["id"]).get("subscription") in (None, subscription)
    ]


def _worth(world: "World", asked: Json) -> tuple[int, int, Json | None, str | None]:
    quantity = asked.get("quantity") or 1
    if (pricing := asked.get("pricing")) is not None:
        price = world.find("price", pricing.get("price"), param="pricing[price]")
        worth = invoice_lines.amount_of(world, price, quantity)
        return worth, quantity, invoice_lines.pricing(price), str(price["currency"])
    if asked.get("amount") is None:
        raise Refused("Missing required param: amount.", code="parameter_missing", param="amount")
    return asked["amount"], quantity, None, None


def _put_into(world: "World", waiting: Json, invoice: Json) -> None:
    from . import drafting

    if invoice["status"] != "draft":
        raise Refused("Invoice items can only be added to a draft invoice.", param="invoice")
    waiting["invoice"] = invoice["id"]
    drafting.put(world, invoice, [invoice_lines.waiting(world, waiting)])


def _demand_waiting(world: "World", waiting: Json) -> None:
    if waiting["invoice"] is not None and world.objects[waiting["invoice"]]["status"] != "draft":
        raise Refused("This invoice item is already attached to an invoice that is no longer a draft.")
