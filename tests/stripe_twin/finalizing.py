"""A draft becomes an invoice that counts: it gets its number, its sums stand, and something can be paid."""

from typing import TYPE_CHECKING, Any

from . import collecting, customers, discounts, drafting, invoice_totals, payment_intents
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def finalize(world: "World", invoice: Json, *, intent: str | None = None) -> None:
    """`intent`: one that a person is about to pay, instead of a new one."""
    customer = world.objects[invoice["customer"]]
    drafting.write_customer(world, invoice)
    drafting.count_again(world, invoice)
    if invoice["automatic_tax"]["status"] == "requires_location_inputs":
        _fail(world, invoice)
    now = world.now(customer["id"])
    _settle_balance(world, invoice, customer)
    invoice |= {
        "number": invoice["number"] or f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04d}",
        "status": "open",
        "automatically_finalizes_at": None,
        "effective_at": now,
        "hosted_invoice_url": f"{world.pages}/i/{invoice['id']}",
        "invoice_pdf": f"{world.pages}/i/{invoice['id']}/pdf",
    }
    if invoice["collection_method"] == "send_invoice" and invoice["due_date"] is None:
        invoice["due_date"] = now + int(world.kept(invoice["id"]).get("days_until_due", 30)) * 86400
    customer["next_invoice_sequence"] += 1
    customer["currency"] = customer["currency"] or invoice["currency"]
    invoice["status_transitions"]["finalized_at"] = now
    if invoice["amount_due"]:
        _make_payable(world, invoice, intent or _intent(world, invoice))
    world.tell("invoice.finalized", invoice)
    if (subscription := world.objects.get(str(invoice["subscription"]))) is not None:
        discounts.used(world, subscription)
    if invoice["amount_due"] == 0:
        collecting.paid(world, invoice)


def when_due(world: "World", invoice: Json) -> None:
    """By itself, an hour after it was drafted; without a customer's country it stays a draft and says so."""
    try:
        finalize(world, invoice)
    except Refused:
        return
    if invoice["status"] == "open":
        collecting.collect(world, invoice)


def _settle_balance(world: "World", invoice: Json, customer: Json) -> None:
    balance = customer["balance"]
    invoice["amount_due"], after = invoice_totals.settled(invoice["total"], balance, invoice["currency"])
    invoice |= {"starting_balance": balance, "ending_balance": after, "amount_remaining": invoice["amount_due"]}
    if after != balance:
        kind = "applied_to_invoice" if invoice["total"] >= 0 else "adjustment"
        customers.change_balance(
            world, customer, after - balance, invoice["currency"], type=kind, invoice=invoice["id"]
        )


def _intent(world: "World", invoice: Json) -> str:
    made = payment_intents.new(
        world,
        amount=invoice["amount_due"],
        currency=invoice["currency"],
        customer=invoice["customer"],
        description="Subscription creation" if invoice["billing_reason"] == "subscription_create" else "Invoice",
        setup_future_usage="off_session" if invoice["subscription"] else None,
    )
    return str(made["id"])


def _make_payable(world: "World", invoice: Json, intent: str) -> None:
    world.kept(invoice["id"])["payment_intent"] = intent
    world.objects[intent] |= {"amount": invoice["amount_due"], "customer": invoice["customer"]}
    world.add(
        "invoice_payment",
        "inpay",
        owner=invoice["customer"],
        amount_requested=invoice["amount_due"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=True,
        livemode=False,
        payment={"payment_intent": intent, "type": "payment_intent"},
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
    )


def _fail(world: "World", invoice: Json) -> None:
    no = Refused(
        "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
        code="customer_tax_location_invalid",
    )
    invoice |= {"last_finalization_error": no.error, "automatically_finalizes_at": None}
    world.tell("invoice.finalization_failed", invoice)
    raise no
