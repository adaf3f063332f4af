"""The page of an invoice that its receiver gets, where an open one is paid, and its PDF."""

from typing import TYPE_CHECKING, Any

from . import bank_page, collecting, hosted
from .checkout_form import Sent, card_in
from .pdf import Line, document
from .refusals import Refused
from .showing import day, money, page, read
from .twin import places
from .web import Answer, Request

if TYPE_CHECKING:
    from .twin import Twin

Json = dict[str, Any]


@places.get("/i/{name}")
async def show(twin: "Twin", _request: Request, name: str) -> Answer:
    return _page(twin, name, {})


@places.post("/i/{name}")
async def pay(twin: "Twin", request: Request, name: str) -> Answer:
    return _tried(twin, name, request.form, authenticated=None)


@places.get("/i/{name}/bank")
async def at_bank(twin: "Twin", _request: Request, name: str) -> Answer:
    invoice, sent = twin.world.find("invoice", name), bank_page.waiting(twin.world, name)
    if sent is None or invoice["status"] != "open":
        return Answer.leading(_path(name))
    last4 = (_kept_card(twin, invoice) or {"card": {"last4": ""}})["card"]["last4"]
    return bank_page.ask(sent, amount=invoice["amount_remaining"], currency=invoice["currency"], last4=last4)


@places.post("/i/{name}/bank")
async def back_from_bank(twin: "Twin", request: Request, name: str) -> Answer:
    sent = bank_page.waiting(twin.world, name)
    if sent is None:
        return Answer.leading(_path(name))
    twin.world.kept(name).pop("waiting")
    return _tried(twin, name, sent, authenticated=bank_page.said_yes(request))


@places.get("/i/{name}/pdf")
async def as_pdf(twin: "Twin", _request: Request, name: str) -> Answer:
    invoice = read(twin.world, f"/v1/invoices/{name}")
    made = document(_drawn(invoice, _lines(twin, name)), title=f"Invoice {invoice['number'] or name}")
    headers = {"Content-Disposition": f'attachment; filename="Invoice-{invoice["number"] or name}.pdf"'}
    return Answer(200, made, "application/pdf", headers)


def _tried(twin: "Twin", name: str, sent: Sent, *, authenticated: bool | None) -> Answer:
    """With the card that was typed, or the one that is kept."""
    try:
        card = card_in(sent) if sent.get("number") else None
        outcome = hosted.pay_invoice(twin.world, name, card=card, authenticated=authenticated)
    except Refused as no:
        return _page(twin, name, sent, error=str(no))
    if outcome.state == hosted.ASKS:
        return bank_page.lead(twin.world, name, _path(name), sent)
    if outcome.state == hosted.REFUSED:
        return _page(twin, name, sent, error=outcome.message)
    return Answer.leading(_path(name))


def _page(twin: "Twin", name: str, sent: Sent, *, error: str = "") -> Answer:
    invoice = read(twin.world, f"/v1/invoices/{name}")
    return page(
        "invoice.html",
        status=422 if error else 200,
        error=error,
        invoice=invoice,
        kept=_kept_card(twin, invoice),
        lines=_lines(twin, name),
        path=_path(name),
        sent=sent,
        **_sums(invoice),
    )


def _kept_card(twin: "Twin", invoice: Json) -> Json | None:
    return collecting.default_method(twin.world, twin.world.find("invoice", invoice["id"]))


def _path(name: str) -> str:
    return f"/i/{name}"


def _lines(twin: "Twin", name: str) -> list[Json]:
    found: list[Json] = read(twin.world, f"/v1/invoices/{name}/lines", limit="100")["data"]
    return found


def _sums(invoice: Json) -> dict[str, int]:
    return {
        "discount": sum(one["amount"] for one in invoice["total_discount_amounts"] or []),
        "tax": sum(one["amount"] for one in invoice["total_taxes"] or []),
    }


def _drawn(invoice: Json, lines: list[Json]) -> list[Line]:
    currency = invoice["currency"]
    above = [f"Number: {invoice['number'] or 'draft'}", f"Issued: {day(invoice['created'])}"]
    above += [f"For: {invoice['customer_name'] or invoice['customer_email'] or invoice['customer']}"]
    above += [f"{field['name']}: {field['value']}" for field in invoice["custom_fields"] or []]
    above += [f"VAT id: {one['value']}" for one in invoice["customer_tax_ids"] or []]
    drawn: list[Line] = [(56, 70, 20, "Invoice"), (56, 92, 11, invoice["account_name"] or "Polydesk")]
    drawn += [(56, 124 + 16 * at, 10, text) for at, text in enumerate(above)]
    sums = _sums(invoice)
    below = [("Subtotal", invoice["subtotal"]), ("Discount", -sums["discount"]), ("Tax", sums["tax"])]
    below += [
        ("Total", invoice["total"]),
        ("Paid", invoice["amount_paid"]),
        ("Amount due", invoice["amount_remaining"]),
    ]
    rows = [(line["description"] or "", line["amount"]) for line in lines] + below
    top = 150 + 16 * len(above)
    for at, (words, amount) in enumerate(rows):
        drawn += [(56, top + 18 * at, 10, words[:80]), (470, top + 18 * at, 10, money(amount, currency))]
    return drawn
