"""Credit notes: an invoice was too high. Before it is paid less is due; after, money or a credit goes back."""

import copy
from typing import TYPE_CHECKING, Any

from . import collecting, customers, proration, refunds, shapes
from .customers import merged
from .lists import listing, whole
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def create(world: "World", asked: Json) -> Json:
    invoice = world.find("invoice", asked["invoice"], param="invoice")
    amount = _amount(asked, invoice)
    paid = invoice["status"] == "paid"
    note = world.add(
        "credit_note",
        "cn",
        owner=invoice["customer"],
        amount=amount,
        amount_shipping=0,
        created=world.now(invoice["customer"]),
        currency=invoice["currency"],
        customer=invoice["customer"],
        discount_amount=0,
        discount_amounts=[],
        effective_at=asked.get("effective_at") or world.now(invoice["customer"]),
        invoice=invoice["id"],
        livemode=False,
        memo=asked.get("memo"),
        metadata=merged({}, asked.get("metadata")),
        number=f"{invoice['number']}-CN-{1 + len(_of(world, invoice)):02d}",
        post_payment_amount=amount if paid else 0,
        pre_payment_amount=0 if paid else amount,
        pretax_credit_amounts=[],
        reason=asked.get("reason"),
        refunds=[],
        status="issued",
        total=amount,
        total_taxes=_taxes(invoice, amount),
        type="post_payment" if paid else "pre_payment",
    )
    note["pdf"] = f"{world.pages}/credit_notes/{note['id']}/pdf"
    tax = sum(one["amount"] for one in note["total_taxes"])
    note |= dict.fromkeys(("subtotal", "subtotal_excluding_tax", "total_excluding_tax"), amount - tax)
    note["lines"] = whole([_line(world, note, invoice)], f"/v1/credit_notes/{note['id']}/lines")
    (_after if paid else _before)(world, invoice, note, asked)
    world.tell("credit_note.created", note)
    return note


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("credit_note", name)


def every(world: "World", asked: Json) -> Json:
    return listing(world, "credit_note", asked, url="/v1/credit_notes", filters=("customer", "invoice", "created"))


def _before(world: "World", invoice: Json, note: Json, asked: Json) -> None:
    """Less is due."""
    before = copy.deepcopy(invoice)
    invoice["pre_payment_credit_notes_amount"] += note["amount"]
    invoice["amount_due"] -= note["amount"]
    invoice["amount_remaining"] -= note["amount"]
    intent = world.objects[world.kept(invoice["id"])["payment_intent"]]
    intent["amount"] = invoice["amount_remaining"]
    world.tell("invoice.updated", invoice, before=before)
    if invoice["amount_remaining"] == 0:
        collecting.paid(world, invoice)


def _after(world: "World", invoice: Json, note: Json, asked: Json) -> None:
    """The amount goes to the card, to the balance, or went elsewhere already; all of it must be said for."""
    parts = {name: asked.get(name) or 0 for name in ("refund_amount", "credit_amount", "out_of_band_amount")}
    if sum(parts.values()) != note["amount"]:
        raise Refused(
            "The sum of credit amount, refund amount and out of band amount must equal the post payment amount of the "
            "credit note.",
            param="refund_amount",
        )
    if parts["refund_amount"]:
        charge = world.objects[world.objects[world.kept(invoice["id"])["payment_intent"]]["latest_charge"]]
        refund = refunds.give_back(world, charge, parts["refund_amount"])
        shown = {"payment_record_refund": None, "type": "refund"}
        note["refunds"] = [{"amount_refunded": parts["refund_amount"], "refund": refund["id"], **shown}]
    if parts["credit_amount"]:
        entry = customers.change_balance(
            world,
            world.objects[invoice["customer"]],
            -parts["credit_amount"],
            invoice["currency"],
            type="credit_note",
            credit_note=note["id"],
        )
        note["customer_balance_transaction"] = entry["id"]
    note["out_of_band_amount"] = parts["out_of_band_amount"] or None
    before = copy.deepcopy(invoice)
    invoice["post_payment_credit_notes_amount"] += note["amount"]
    world.tell("invoice.updated", invoice, before=before)


def _amount(asked: Json, invoice: Json) -> int:
    if invoice["status"] not in ("open", "paid"):
        raise Refused("You can only create a credit note for an open or paid invoice.", param="invoice")
    amount = asked.get("amount")
    left = invoice["total"] - invoice["pre_payment_credit_notes_amount"] - invoice["post_payment_credit_notes_amount"]
    if amount is None:
        amount = sum(asked.get(name) or 0 for name in ("refund_amount", "credit_amount", "out_of_band_amount")) or left
    if not 0 < amount <= left:
        raise Refused(f"The credit note's amount must be between 1 and {left}.", param="amount")
    return int(amount)


def _of(world: "World", invoice: Json) -> list[Json]:
    return [one for one in world.all("credit_note", of=invoice["customer"]) if one["invoice"] == invoice["id"]]


def _taxes(invoice: Json, amount: int) -> list[Json]:
    """Tax goes back in the share of the amount."""
    rows = []
    for one in invoice["total_taxes"] or []:
        tax = proration.rounded(one["amount"] * amount, invoice["total"])
        rows.append(one | {"amount": tax, "taxable_amount": amount - tax})
    return rows


def _line(world: "World", note: Json, invoice: Json) -> Json:
    return shapes.blank("credit_note_line_item") | {
        "id": world.new_id("cnli"),
        "amount": note["subtotal"],
        "description": f"Credit for invoice {invoice['number']}",
        "discount_amount": 0,
        "discount_amounts": [],
        "livemode": False,
        "pretax_credit_amounts": [],
        "quantity": 1,
        "tax_rates": [],
        "taxes": copy.deepcopy(note["total_taxes"]),
        "type": "custom_line_item",
        "unit_amount": note["subtotal"],
        "unit_amount_decimal": str(note["subtotal"]),
    }
