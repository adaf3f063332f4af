"""A customer's tax ids: looked at in form at once, and by the authority a moment later, as its number says."""

import copy
import re
from typing import TYPE_CHECKING, Any

from .lists import page
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

_VAT = {
    **dict.fromkeys(("BG",), r"\d{9,10}"),
    **dict.fromkeys(("DE", "EE", "EL", "GR", "PT"), r"\d{9}"),
    **dict.fromkeys(("DK", "FI", "HU", "LU", "MT", "SI"), r"\d{8}"),
    **dict.fromkeys(("HR", "IT", "LV"), r"\d{11}"),
    **dict.fromkeys(("PL", "SK"), r"\d{10}"),
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FR": r"[A-Z0-9]{2}\d{9}",
    "IE": r"\d[A-Z0-9]\d{5}[A-Z]{1,2}",
    "LT": r"\d{9}|\d{12}",
    "NL": r"\d{9}B\d{2}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
}

# Stripe's magic numbers, alone or behind a country; any other number of good form is found.
_MAGIC = {"1": "unverified", "2": "pending"}


def create(world: "World", asked: Json, customer: str) -> Json:
    world.find("customer", customer)
    kind, value = asked["type"], re.sub(r"[\s.\-]", "", asked["value"]).upper()
    if kind == "eu_vat" and not _well_formed(value):
        raise Refused("Invalid value for eu_vat.", code="tax_id_invalid", param="value")
    rows = [one for one in world.all("tax_id", of=customer) if (one["type"], one["value"]) == (kind, value)]
    if rows:
        return rows[0]
    tax_id = world.add(
        "tax_id",
        "txi",
        owner=customer,
        country=_country(kind, value),
        customer=customer,
        livemode=False,
        type=kind,
        value=value,
        verification={"status": "pending", "verified_address": None, "verified_name": None},
    )
    # Stripe calls this `owner`, a word that `add` needs for itself.
    tax_id["owner"] = {"customer": customer, "customer_account": None, "type": "customer"}
    world.tell("customer.tax_id.created", tax_id)
    return tax_id


def retrieve(world: "World", asked: Json, customer: str, name: str) -> Json:
    world.find("customer", customer)
    return world.find("tax_id", name)


def delete(world: "World", asked: Json, customer: str, name: str) -> Json:
    tax_id = retrieve(world, asked, customer, name)
    world.tell("customer.tax_id.deleted", tax_id)
    world.forget("tax_id", name)
    return {"id": name, "object": "tax_id", "deleted": True}


def every(world: "World", asked: Json, customer: str) -> Json:
    world.find("customer", customer)
    return page(world.all("tax_id", of=customer), asked, url=f"/v1/customers/{customer}/tax_ids")


def due(world: "World", tax_id: Json) -> int | None:
    if tax_id["verification"]["status"] != "pending" or _found(tax_id["value"]) == "pending":
        return None
    return int(world.kept(tax_id["id"]).setdefault("asked_at", world.now()))


def act(world: "World", tax_id: Json) -> None:
    """The authority's answer."""
    before = copy.deepcopy(tax_id)
    customer = world.objects[tax_id["customer"]]
    status = _found(tax_id["value"])
    known = {"verified_name": customer["name"], "verified_address": "1 Main Street"} if status == "verified" else {}
    tax_id["verification"] = {"verified_address": None, "verified_name": None} | {"status": status} | known
    world.tell("customer.tax_id.updated", tax_id, before=before)


def _found(value: str) -> str:
    signs = re.sub(r"\D", "", value)
    magic = len(signs) >= 8 and len(set(signs)) == 1
    return _MAGIC.get(signs[0], "verified") if magic else "verified"


def _well_formed(value: str) -> bool:
    form = _VAT.get(value[:2])
    return bool(re.fullmatch(r"(0{9}|1{9}|2{9})", value) or (form and re.fullmatch(form, value[2:])))


def _country(kind: str, value: str) -> str | None:
    if kind == "eu_vat":
        return "GR" if value[:2] == "EL" else (value[:2] if value[:2].isalpha() else None)
    return kind[:2].upper()
