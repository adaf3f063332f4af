"""A new invoice: what it takes over from its customer and its subscription, and the lines that are put on it."""

import copy
from typing import TYPE_CHECKING, Any

from . import discounts, invoice_items, invoice_lines, invoice_totals
from .customers import ADDRESS
from .lists import whole

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

FINALIZES_AFTER = 3600


def draft(
    world: "World", customer: Json, *, currency: str, reason: str, subscription: Json | None = None, **values: Any
) -> Json:
    now = world.now(customer["id"])
    sub = subscription or {}
    settings, own = customer["invoice_settings"], sub.get("invoice_settings") or {}
    invoice = world.add(
        "invoice",
        "in",
        owner=customer["id"],
        account_country=world.home,
        account_name="Polydesk",
        amount_due=0,
        amount_overpaid=0,
        amount_paid=0,
        amount_remaining=0,
        amount_shipping=0,
        attempt_count=0,
        attempted=False,
        auto_advance=True,
        automatic_tax=automatic_tax(enabled=bool((sub.get("automatic_tax") or {}).get("enabled"))),
        billing_reason=reason,
        collection_method=sub.get("collection_method") or "charge_automatically",
        currency=currency,
        custom_fields=copy.deepcopy(own.get("custom_fields") or settings["custom_fields"]),
        customer=customer["id"],
        default_payment_method=None,
        default_tax_rates=[],
        description=own.get("description"),
        discounts=[],
        footer=own.get("footer") or settings["footer"],
        issuer={"type": "self"},
        livemode=False,
        parent=_parent(sub) if sub else None,
        payment_settings={"default_mandate": None, "payment_method_options": None, "payment_method_types": None},
        period_start=now,
        period_end=now,
        post_payment_credit_notes_amount=0,
        pre_payment_credit_notes_amount=0,
        starting_balance=0,
        status="draft",
        status_transitions=dict.fromkeys(("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")),
        subscription=sub.get("id"),
        test_clock=customer["test_clock"],
        total_pretax_credit_amounts=[],
        **values,
    )
    invoice["lines"] = whole([], f"/v1/invoices/{invoice['id']}/lines")
    write_customer(world, invoice)
    return invoice


def for_subscription(
    world: "World",
    subscription: Json,
    *,
    reason: str,
    advance: tuple[int, int] | None = None,
    arrears: tuple[int, int] | None = None,
    free: bool = False,
) -> Json:
    """An invoice with what waited, what is paid for in `advance`, and what was used in `arrears`."""
    customer = world.objects[subscription["customer"]]
    invoice = draft(world, customer, currency=subscription["currency"], reason=reason, subscription=subscription)
    if arrears is not None:
        invoice["period_start"], invoice["period_end"] = arrears
    names = discounts.still(world, subscription["discounts"], at=world.now(customer["id"]))
    if names != subscription["discounts"]:
        subscription["discounts"] = names
    invoice["discounts"] = list(names)
    lines = _waiting(world, invoice, subscription)
    if arrears is not None:
        world.kept(invoice["id"])["measures"] = _measured(world, subscription, arrears[0])
        lines += _used(world, invoice)
    for item in subscription["items"]["data"]:
        kind = item["price"]["recurring"]["usage_type"]
        if kind == "licensed" and advance is not None and item["quantity"]:
            lines.append(invoice_lines.licensed(world, subscription, item, *advance, free=free))
    put(world, invoice, lines)
    return invoice


def count_again(world: "World", invoice: Json) -> None:
    """What was reported of the period while its invoice was a draft belongs to it."""
    known = world.kept(invoice["id"]).get("used", [])
    invoice["lines"]["data"] = [one for one in invoice["lines"]["data"] if one["id"] not in known]
    put(world, invoice, _used(world, invoice))


def _measured(world: "World", subscription: Json, start: int) -> list[Json]:
    """What is measured, at which price and from when on: as it was in that period, whatever changes later."""
    return [
        {"id": item["id"], "price": item["price"]["id"], "since": used_since(world, item, start)}
        for item in subscription["items"]["data"]
        if item["price"]["recurring"]["usage_type"] == "metered"
    ]


def _used(world: "World", invoice: Json) -> list[Json]:
    kept, lines = world.kept(invoice["id"]), []
    for one in kept.get("measures", []):
        item = {"id": one["id"], "price": world.objects[one["price"]]}
        subscription = world.objects[invoice["subscription"]]
        lines += invoice_lines.metered(world, subscription, item, one["since"], invoice["period_end"])
    kept["used"] = [line["id"] for line in lines]
    return lines


def used_since(world: "World", item: Json, start: int) -> int:
    """An item that joined in the middle of a period counts from then on."""
    return max(start, int(world.kept(item["id"]).get("since", start)))


def put(world: "World", invoice: Json, lines: list[Json]) -> None:
    for line in lines:
        line["invoice"] = invoice["id"]
    invoice["lines"]["data"] += lines
    invoice_totals.add_up(world, invoice)


def take_waiting(world: "World", invoice: Json, subscription: Json | None) -> None:
    put(world, invoice, _waiting(world, invoice, subscription))


def write_customer(world: "World", invoice: Json) -> None:
    """Who pays, as of now: an invoice keeps it from the moment it is final."""
    customer = world.objects[invoice["customer"]]
    known = customer["address"] or {}
    invoice |= {
        "customer_address": {name: known.get(name) for name in ADDRESS} if known else None,
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_shipping": customer["shipping"],
        "customer_tax_exempt": customer["tax_exempt"],
        "customer_tax_ids": [
            {"type": one["type"], "value": one["value"]} for one in world.all("tax_id", of=customer["id"])
        ],
    }


def automatic_tax(*, enabled: bool) -> Json:
    liability = {"type": "self"} if enabled else None
    return {"disabled_reason": None, "enabled": enabled, "liability": liability, "provider": None, "status": None} | (
        {"provider": "stripe"} if enabled else {}
    )


def _waiting(world: "World", invoice: Json, subscription: Json | None) -> list[Json]:
    name, lines = subscription and subscription["id"], []
    for waiting in invoice_items.pending(world, invoice["customer"], subscription=name, currency=invoice["currency"]):
        before = copy.deepcopy(waiting)
        waiting["invoice"] = invoice["id"]
        world.tell("invoiceitem.updated", waiting, before=before)
        lines.append(invoice_lines.waiting(world, waiting))
    return lines


def _parent(subscription: Json) -> Json:
    details = {"metadata": dict(subscription["metadata"]), "subscription": subscription["id"]}
    return {"quote_details": None, "subscription_details": details, "type": "subscription_details"}
