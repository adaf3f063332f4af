"""Checkout: what is bought with its sums, a promotion code, an address for the tax, a VAT id, a card; then back."""

from typing import TYPE_CHECKING, Any

from . import bank_page, hosted
from .checkout_form import Sent, card_in, details_in
from .refusals import Refused
from .showing import page, read
from .twin import places
from .web import Answer, Request

if TYPE_CHECKING:
    from .twin import Twin

Json = dict[str, Any]


@places.get("/c/pay/{name}")
async def show(twin: "Twin", _request: Request, name: str) -> Answer:
    session = twin.world.find("checkout.session", name)
    return _page(twin, session, _known(twin, session)) if session["status"] == "open" else _over(session)


@places.post("/c/pay/{name}/promotion")
async def promote(twin: "Twin", request: Request, name: str) -> Answer:
    session, code = twin.world.find("checkout.session", name), request.form.get("code", "").strip()
    try:
        hosted.checkout_totals(twin.world, name, promotion_code=code)
    except Refused as no:
        return _page(twin, session, _known(twin, session), error=str(no))
    twin.world.kept(name)["promotion_code"] = code
    return Answer.leading(_path(name))


@places.post("/c/pay/{name}")
async def pay(twin: "Twin", request: Request, name: str) -> Answer:
    session, sent = twin.world.find("checkout.session", name), request.form
    if sent.get("only") == "address":
        return _page(twin, session, sent)
    return _tried(twin, session, sent, authenticated=None)


@places.get("/c/pay/{name}/bank")
async def at_bank(twin: "Twin", _request: Request, name: str) -> Answer:
    sent = bank_page.waiting(twin.world, name)
    session = twin.world.find("checkout.session", name)
    if sent is None or session["status"] != "open":
        return Answer.leading(_path(name))
    sums = _sums(twin, session, sent)
    return bank_page.ask(sent, amount=sums["total"], currency=sums["currency"])


@places.post("/c/pay/{name}/bank")
async def back_from_bank(twin: "Twin", request: Request, name: str) -> Answer:
    session, sent = twin.world.find("checkout.session", name), bank_page.waiting(twin.world, name)
    if sent is None:
        return Answer.leading(_path(name))
    twin.world.kept(name).pop("waiting")
    return _tried(twin, session, sent, authenticated=bank_page.said_yes(request))


def _tried(twin: "Twin", session: Json, sent: Sent, *, authenticated: bool | None) -> Answer:
    world, name = twin.world, session["id"]
    if session["status"] != "open":
        return _over(session)
    try:
        card, details = card_in(sent), details_in(sent)
    except Refused as no:
        return _page(twin, session, sent, error=str(no))
    code = world.kept(name).get("promotion_code")
    outcome = hosted.complete_checkout(
        world, name, card=card, details=details, promotion_code=code, authenticated=authenticated
    )
    if outcome.state == hosted.ASKS:
        return bank_page.lead(world, name, _path(name), sent)
    if outcome.state == hosted.REFUSED:
        return _page(twin, session, sent, error=outcome.message)
    return Answer.leading((session["success_url"] or "/_twin/").replace("{CHECKOUT_SESSION_ID}", name))


def _page(twin: "Twin", session: Json, sent: Sent, *, error: str = "") -> Answer:
    world = twin.world
    lines = read(world, f"/v1/checkout/sessions/{session['id']}/line_items", limit="100")["data"]
    customer = world.objects.get(str(session["customer"])) or {}
    try:
        sums = _sums(twin, session, sent)
    except Refused as no:
        error, sums = error or str(no), _sums(twin, session, {})
    return page(
        "checkout.html",
        status=422 if error else 200,
        code=world.kept(session["id"]).get("promotion_code") or "",
        email=customer.get("email") or session["customer_email"] or "",
        error=error,
        every=_interval(lines),
        lines=[line | {"metered": _is_metered(line)} for line in lines],
        path=_path(session["id"]),
        sent=sent,
        session=session,
        asks_vat_id=(world.kept(session["id"]).get("tax_id_collection") or {}).get("enabled", False),
        sums=sums,
        title=lines[0]["description"] if lines else "",
    )


def _sums(twin: "Twin", session: Json, sent: Sent) -> Json:
    """As an invoice for that address; a card is saved for nothing."""
    if session["mode"] == "setup":
        return {"total": 0, "currency": session["currency"] or "eur"}
    details = details_in(sent)
    code = twin.world.kept(session["id"]).get("promotion_code")
    known = {"address": details["address"]} if details["address"].get("country") else None
    found = hosted.checkout_totals(twin.world, session["id"], promotion_code=code, details=known)
    return found | {
        "discount": sum(one["amount"] for one in found["total_discount_amounts"] or []),
        "tax": sum(one["amount"] for one in found["total_taxes"] or []),
    }


def _known(twin: "Twin", session: Json) -> Sent:
    """What the page need not ask, since the customer has said it."""
    customer = twin.world.objects.get(str(session["customer"])) or {}
    address = {part: value for part, value in (customer.get("address") or {}).items() if value}
    return {"country": "DE", **address}


def _over(session: Json) -> Answer:
    if session["status"] == "complete":
        link, words = session["success_url"], "It is paid."
    else:
        link, words = session["cancel_url"], "It has expired. Nothing was charged."
    link = (link or "").replace("{CHECKOUT_SESSION_ID}", session["id"])
    return page("said.html", title="This page is no longer open", words=words, link=link, link_words="Back to Polydesk")


def _path(name: str) -> str:
    return f"/c/pay/{name}"


def _is_metered(line: Json) -> bool:
    return ((line["price"] or {}).get("recurring") or {}).get("usage_type") == "metered"


def _interval(lines: list[Json]) -> str:
    found = [((line["price"] or {}).get("recurring") or {}).get("interval") for line in lines]
    return next((interval for interval in found if interval), "month")
