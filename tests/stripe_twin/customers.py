"""Customers: who they are, where they live, their balance and how their invoices look."""

import copy
import secrets
from typing import TYPE_CHECKING, Any

from .lists import listing

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

GONE = "gone_customer"
PLAIN = ("email", "name", "phone", "description", "tax_exempt", "preferred_locales")
ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")


def create(world: "World", asked: Json) -> Json:
    clock = asked.get("test_clock")
    if clock is not None:
        world.find("test_helpers.test_clock", clock, param="test_clock")
    customer = world.add(
        "customer",
        "cus",
        balance=0,
        created=world.objects[clock]["frozen_time"] if clock else world.now(),
        delinquent=False,
        invoice_prefix=secrets.token_hex(4).upper(),
        invoice_settings=_invoice_settings({}),
        livemode=False,
        next_invoice_sequence=1,
        preferred_locales=[],
        tax_exempt="none",
        test_clock=clock,
    )
    _write(world, customer, asked)
    world.tell("customer.created", customer)
    for wanted in asked.get("tax_id_data", []):
        from . import tax_ids

        tax_ids.create(world, wanted, customer["id"])
    return customer


def retrieve(world: "World", asked: Json, name: str) -> Json:
    if name in world.kinds.get(GONE, {}):
        return {"id": name, "object": "customer", "deleted": True}
    return world.find("customer", name)


def update(world: "World", asked: Json, name: str) -> Json:
    customer = world.find("customer", name)
    before = copy.deepcopy(customer)
    _write(world, customer, asked)
    world.tell("customer.updated", customer, before=before)
    return customer


def delete(world: "World", asked: Json, name: str) -> Json:
    """Its subscriptions end at once; only the name of the customer stays."""
    from . import ending

    customer = world.find("customer", name)
    for subscription in world.all("subscription", of=name):
        if subscription["status"] not in ("canceled", "incomplete_expired"):
            ending.end(world, subscription)
    world.tell("customer.deleted", customer)
    world.forget("customer", name)
    world.kinds.setdefault(GONE, {})[name] = None
    return {"id": name, "object": "customer", "deleted": True}


def every(world: "World", asked: Json) -> Json:
    return listing(world, "customer", asked, url="/v1/customers", filters=("email", "created", "test_clock"))


def address(given: Any) -> Json | None:
    return dict.fromkeys(ADDRESS) | {name: given.get(name) or None for name in given} if given else None


def merged(known: Json, given: Any) -> Json:
    """Metadata: what is named replaces, an empty text removes, and an empty hash removes everything."""
    if given == "":
        return {}
    return {name: value for name, value in (known | dict(given or {})).items() if value != ""}


def change_balance(world: "World", customer: Json, amount: int, currency: str, *, type: str, **names: Any) -> Json:  # noqa: A002
    """A credit is negative, as at Stripe."""
    before = copy.deepcopy(customer)
    customer["balance"] += amount
    customer["currency"] = customer["currency"] or currency
    entry = world.add(
        "customer_balance_transaction",
        "cbtxn",
        owner=customer["id"],
        amount=amount,
        currency=currency,
        customer=customer["id"],
        ending_balance=customer["balance"],
        livemode=False,
        type=type,
        **names,
    )
    world.tell("customer.updated", customer, before=before)
    return entry


def _write(world: "World", customer: Json, asked: Json) -> None:
    for name in PLAIN:
        if name in asked:
            customer[name] = asked[name] or ([] if name == "preferred_locales" else None)
    if "address" in asked:
        customer["address"] = address(asked["address"])
    if "shipping" in asked:
        customer["shipping"] = asked["shipping"].plain() if asked["shipping"] else None
    if "metadata" in asked:
        customer["metadata"] = merged(customer["metadata"], asked["metadata"])
    if "balance" in asked:
        customer["balance"] = asked["balance"]
    if "invoice_settings" in asked:
        customer["invoice_settings"] = _invoice_settings(customer["invoice_settings"], asked["invoice_settings"])
        if (method := customer["invoice_settings"]["default_payment_method"]) is not None:
            world.find("payment_method", method, param="invoice_settings[default_payment_method]")
    if "payment_method" in asked:
        from . import payment_methods

        payment_methods.attach(world, {"customer": customer["id"]}, asked["payment_method"])


def _invoice_settings(known: Json, given: Any = None) -> Json:
    blank = {"custom_fields": None, "default_payment_method": None, "footer": None, "rendering_options": None}
    settings = blank | known
    for name in given or {}:
        value = given[name]
        settings[name] = [one.plain() for one in value] if isinstance(value, list) else value or None
    if hasattr(settings["rendering_options"], "plain"):
        settings["rendering_options"] = {"amount_tax_display": None, "template": None} | settings[
            "rendering_options"
        ].plain()
    return settings
