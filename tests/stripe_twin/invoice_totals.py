"""What an invoice adds up to: lines, discounts, tax, and what the customer's balance takes or gives."""

from typing import TYPE_CHECKING, Any

from . import discounts, taxes

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

# Less than this no card is charged; it waits on the balance for the next invoice.
LEAST = {"eur": 50, "usd": 50, "gbp": 30, "jpy": 50}


def add_up(world: "World", invoice: Json) -> None:
    lines, customer = invoice["lines"]["data"], world.objects[invoice["customer"]]
    for line in lines:
        line["discount_amounts"], line["taxes"] = [], []
    invoice["total_discount_amounts"] = discounts.take_off(world, lines, invoice["discounts"])
    invoice["total_taxes"] = _taxes(world, invoice, customer, lines)
    invoice["subtotal"] = sum(line["amount"] for line in lines)
    off = sum(one["amount"] for one in invoice["total_discount_amounts"])
    within = sum(one["amount"] for one in invoice["total_taxes"] if one["tax_behavior"] == "inclusive")
    upon = sum(one["amount"] for one in invoice["total_taxes"] if one["tax_behavior"] == "exclusive")
    invoice["subtotal_excluding_tax"] = invoice["subtotal"] - within
    invoice["total_excluding_tax"] = invoice["subtotal"] - off - within
    invoice["total"] = invoice["subtotal"] - off + upon
    invoice["starting_balance"] = customer["balance"]
    invoice["amount_due"] = settled(invoice["total"], customer["balance"], invoice["currency"])[0]
    invoice["amount_remaining"] = invoice["amount_due"] - invoice["amount_paid"]


def settled(total: int, balance: int, currency: str) -> tuple[int, int]:
    """What is due now, and the balance afterwards. A credit is negative; what is too little to charge is kept as debt."""
    owed = total + balance
    due = owed if owed >= LEAST.get(currency, 50) else 0
    return due, owed - due


def _taxes(world: "World", invoice: Json, customer: Json, lines: list[Json]) -> list[Json]:
    if not invoice["automatic_tax"]["enabled"]:
        return []
    known = taxes.located(customer)
    invoice["automatic_tax"] |= {"status": "complete" if known else "requires_location_inputs"}
    return taxes.write(world, customer, lines, [_behavior(world, line) for line in lines]) if lines and known else []


def _behavior(world: "World", line: Json) -> str:
    price = world.objects.get(((line["pricing"] or {}).get("price_details") or {}).get("price") or "")
    return "inclusive" if price is not None and price["tax_behavior"] == "inclusive" else "exclusive"
