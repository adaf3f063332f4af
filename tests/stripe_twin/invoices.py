"""Invoices by hand, and what can be asked of one: made, looked at, finalized, paid, voided, given up."""

import copy
from typing import TYPE_CHECKING, Any

from . import collecting, discounts, drafting, finalizing, invoice_totals
from .customers import merged
from .lists import filtered, listing, page
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

PLAIN = ("auto_advance", "collection_method", "default_payment_method", "description", "due_date", "footer", "number")


def create(world: "World", asked: Json) -> Json:
    subscription = asked.get("subscription")
    sub = world.find("subscription", subscription, param="subscription") if subscription else None
    customer = world.find("customer", asked.get("customer") or (sub or {}).get("customer"), param="customer")
    currency = asked.get("currency") or (sub or {}).get("currency") or customer["currency"] or "eur"
    invoice = drafting.draft(world, customer, currency=currency, reason="manual", subscription=sub)
    invoice["auto_advance"] = False
    _write(world, invoice, asked)
    if asked.get("pending_invoice_items_behavior") == "include" or sub is not None:
        drafting.take_waiting(world, invoice, sub)
    invoice_totals.add_up(world, invoice)
    world.tell("invoice.created", invoice)
    return invoice


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("invoice", name)


def lines(world: "World", asked: Json, name: str) -> Json:
    invoice = world.find("invoice", name)
    return page(invoice["lines"]["data"], asked, url=invoice["lines"]["url"], newest_first=False)


def every(world: "World", asked: Json) -> Json:
    filters = ("customer", "subscription", "status", "collection_method", "created", "due_date")
    return listing(world, "invoice", asked, url="/v1/invoices", filters=filters)


def every_payment(world: "World", asked: Json) -> Json:
    rows = filtered(world.all("invoice_payment"), asked, ("invoice", "status", "created"))
    if (payment := asked.get("payment")) is not None:
        rows = [row for row in rows if row["payment"].get("payment_intent") == payment.get("payment_intent")]
        payment.agree("type")
    return page(rows, asked, url="/v1/invoice_payments")


def update(world: "World", asked: Json, name: str) -> Json:
    invoice = world.find("invoice", name)
    before = copy.deepcopy(invoice)
    _write(world, invoice, asked)
    if invoice["status"] == "draft":
        invoice_totals.add_up(world, invoice)
    world.tell("invoice.updated", invoice, before=before)
    return invoice


def delete(world: "World", asked: Json, name: str) -> Json:
    invoice = _in(world, name, "draft", "delete")
    world.tell("invoice.deleted", invoice)
    world.forget("invoice", name)
    return {"id": name, "object": "invoice", "deleted": True}


def finalize(world: "World", asked: Json, name: str) -> Json:
    invoice = _in(world, name, "draft", "finalize")
    invoice["auto_advance"] = asked.get("auto_advance", invoice["auto_advance"])
    finalizing.finalize(world, invoice)
    if invoice["auto_advance"] and invoice["status"] == "open":
        collecting.collect(world, invoice)
    return invoice


def send(world: "World", asked: Json, name: str) -> Json:
    invoice = world.find("invoice", name)
    if invoice["status"] == "draft":
        finalizing.finalize(world, invoice)
    world.tell("invoice.sent", invoice)
    return invoice


def pay(world: "World", asked: Json, name: str) -> Json:
    """Whoever asks for it is told in this answer when the bank refuses."""
    invoice = world.find("invoice", name)
    if invoice["status"] == "draft":
        finalizing.finalize(world, invoice)
    if invoice["status"] not in ("open", "uncollectible"):
        raise Refused("Invoice is already paid." if invoice["status"] == "paid" else "This invoice is voided.")
    if asked.get("paid_out_of_band"):
        collecting.paid(world, invoice)
        return invoice
    method = asked.get("payment_method")
    chosen = world.find("payment_method", method, param="payment_method") if method else None
    asked.agree("off_session")
    collecting.pay_or_refuse(world, invoice, chosen)
    return invoice


def void(world: "World", asked: Json, name: str) -> Json:
    invoice = world.find("invoice", name)
    if invoice["status"] not in ("open", "uncollectible"):
        raise Refused("You can only void an invoice that is open or uncollectible.", code="invoice_not_editable")
    collecting.voided(world, invoice)
    return invoice


def give_up(world: "World", asked: Json, name: str) -> Json:
    invoice = _in(world, name, "open", "mark as uncollectible")
    invoice |= {"status": "uncollectible", "next_payment_attempt": None, "auto_advance": False}
    invoice["status_transitions"]["marked_uncollectible_at"] = world.now(invoice["customer"])
    world.tell("invoice.marked_uncollectible", invoice)
    collecting.settled(world, invoice)
    return invoice


def _in(world: "World", name: str, status: str, verb: str) -> Json:
    invoice = world.find("invoice", name)
    if invoice["status"] != status:
        raise Refused(
            f"You can only {verb} an invoice that is {status}; this one is {invoice['status']}.",
            code="invoice_not_editable",
        )
    return invoice


def _write(world: "World", invoice: Json, asked: Json) -> None:
    for name in PLAIN:
        if name in asked:
            invoice[name] = asked[name] if asked[name] != "" else None
    if "metadata" in asked:
        invoice["metadata"] = merged(invoice["metadata"], asked["metadata"])
    if "custom_fields" in asked:
        invoice["custom_fields"] = [one.plain() for one in asked["custom_fields"] or []] or None
    if "automatic_tax" in asked:
        invoice["automatic_tax"] = drafting.automatic_tax(enabled=asked["automatic_tax"]["enabled"])
    if "days_until_due" in asked:
        invoice["due_date"] = world.now(invoice["customer"]) + asked["days_until_due"] * 86400
    if "discounts" in asked:
        _demand_draft(invoice)
        invoice["discounts"] = discounts.given(
            world, asked["discounts"], customer=invoice["customer"], known=invoice["discounts"], invoice=invoice["id"]
        )


def _demand_draft(invoice: Json) -> None:
    if invoice["status"] != "draft":
        raise Refused("Finalized invoices can't be updated in this way.", code="invoice_not_editable")
