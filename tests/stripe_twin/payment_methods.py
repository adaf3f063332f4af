"""Payment methods: cards, kept by customers."""

import copy
import hashlib
from typing import TYPE_CHECKING, Any

from . import cards
from .customers import address, merged
from .lists import page
from .refusals import Refused, missing

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def create(world: "World", asked: Json) -> Json:
    if asked.get("type") != "card" or "card" not in asked:
        raise Refused("The twin knows cards only.", param="type")
    given = asked["card"]
    if (token := given.get("token")) is not None:
        return of_token(world, token)
    method = new_card(world, given.plain(), details=asked.get("billing_details"))
    method["metadata"] = merged({}, asked.get("metadata"))
    return method


def of_token(world: "World", token: str) -> Json:
    number = cards.number_of_token(token)
    if number is None:
        raise missing("PaymentMethod", token, param="payment_method")
    return new_card(world, {"number": number, "exp_month": 12, "exp_year": 2034})


def new_card(world: "World", given: Json, *, details: Any = None, owner: str | None = None) -> Json:
    month, year = int(given["exp_month"]), int(given["exp_year"])
    year += 2000 if year < 100 else 0
    number = cards.demand_card(given["number"], month, year, at=world.now(owner))
    method = world.add(
        "payment_method",
        "pm",
        allow_redisplay="unspecified",
        billing_details=_details(details or {}),
        card=_card(number, month, year),
        created=world.now(owner),
        livemode=False,
        type="card",
    )
    world.kept(method["id"])["number"] = number
    return method


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("payment_method", name)


def update(world: "World", asked: Json, name: str) -> Json:
    method = world.find("payment_method", name)
    before = copy.deepcopy(method)
    for part in ("exp_month", "exp_year"):
        if part in (asked.get("card") or {}):
            method["card"][part] = asked["card"][part]
    if "billing_details" in asked:
        method["billing_details"] = _details(method["billing_details"] | asked["billing_details"].plain())
    if "metadata" in asked:
        method["metadata"] = merged(method["metadata"], asked["metadata"])
    world.tell("payment_method.updated", method, before=before)
    return method


def attach(world: "World", asked: Json, name: str) -> Json:
    """A bank that refuses a card refuses it here; one that only refuses to pay lets it be kept."""
    customer = world.find("customer", asked["customer"], param="customer")
    method = of_token(world, name) if name.startswith("pm_card_") else world.find("payment_method", name)
    if method["customer"] not in (None, customer["id"]):
        raise Refused("The payment method you provided has already been attached to a customer.")
    if (reason := cards.CARDS[number_of(world, method)].saving) is not None:
        raise cards.declined(reason)
    keep(world, method, customer)
    return method


def keep(world: "World", method: Json, customer: Json) -> None:
    if method["customer"] != customer["id"]:
        method["customer"] = customer["id"]
        world.owned.setdefault(customer["id"], {})[method["id"]] = None
        world.tell("payment_method.attached", method)


def detach(world: "World", asked: Json, name: str) -> Json:
    """Whoever paid with it by default has no default any more."""
    method = world.find("payment_method", name)
    customer = world.objects.get(str(method["customer"]))
    if customer is None:
        raise Refused("The payment method you provided is not attached to a customer so detachment is impossible.")
    before, method["customer"] = copy.deepcopy(method), None
    world.owned[customer["id"]].pop(name, None)
    if customer["invoice_settings"]["default_payment_method"] == name:
        was = copy.deepcopy(customer)
        customer["invoice_settings"]["default_payment_method"] = None
        world.tell("customer.updated", customer, before=was)
    for subscription in world.all("subscription", of=customer["id"]):
        if subscription["default_payment_method"] == name:
            subscription["default_payment_method"] = None
    world.tell("payment_method.detached", method, before=before, owner=customer["id"])
    return method


def every(world: "World", asked: Json) -> Json:
    return _page(world, asked, asked.get("customer"), "/v1/payment_methods")


def every_of(world: "World", asked: Json, customer: str) -> Json:
    world.find("customer", customer)
    return _page(world, asked, customer, f"/v1/customers/{customer}/payment_methods")


def _page(world: "World", asked: Json, customer: str | None, url: str) -> Json:
    kind = asked.get("type")
    rows = [one for one in world.all("payment_method", of=customer) if kind in (None, one["type"])] if customer else []
    return page(rows, asked, url=url)


def use_from_now_on(world: "World", customer: Json, method: Json) -> None:
    """The customer's default, and that of subscriptions that had one of their own."""
    before = copy.deepcopy(customer)
    customer["invoice_settings"]["default_payment_method"] = method["id"]
    world.tell("customer.updated", customer, before=before)
    for subscription in world.all("subscription", of=customer["id"]):
        if subscription["default_payment_method"] is not None and subscription["status"] != "canceled":
            before = copy.deepcopy(subscription)
            subscription["default_payment_method"] = method["id"]
            world.tell("customer.subscription.updated", subscription, before=before)


def number_of(world: "World", method: Json) -> str:
    return str(world.kept(method["id"])["number"])


def _details(given: Any) -> Json:
    blank = {"address": None, "email": None, "name": None, "phone": None, "tax_id": None}
    known = {name: given.get(name) or None for name in blank}
    return known | {"address": address(known["address"]) or address({"city": None})}


def _card(number: str, month: int, year: int) -> Json:
    brand = cards.CARDS[number].brand
    return {
        "brand": brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "display_brand": brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": hashlib.sha256(number.encode()).hexdigest()[:16],
        "funding": "credit",
        "generated_from": None,
        "last4": number[-4:],
        "networks": {"available": [brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
