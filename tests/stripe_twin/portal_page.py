"""Stripe's portal: a customer changes their card, sees plans and invoices, and goes back where they came from."""

from typing import TYPE_CHECKING, Any

from . import bank_page, hosted
from .checkout_form import Sent, card_in
from .refusals import Refused
from .showing import page, read
from .twin import places
from .web import Answer, Request

if TYPE_CHECKING:
    from .twin import Twin

Json = dict[str, Any]


@places.get("/p/session/{name}")
async def show(twin: "Twin", request: Request, name: str) -> Answer:
    return _page(twin, name, {}, saved=dict(request.query).get("saved") == "yes")


@places.post("/p/session/{name}")
async def save_card(twin: "Twin", request: Request, name: str) -> Answer:
    return _tried(twin, name, request.form, authenticated=None)


@places.get("/p/session/{name}/bank")
async def at_bank(twin: "Twin", _request: Request, name: str) -> Answer:
    sent = bank_page.waiting(twin.world, name)
    return Answer.leading(_path(name)) if sent is None else bank_page.ask(sent)


@places.post("/p/session/{name}/bank")
async def back_from_bank(twin: "Twin", request: Request, name: str) -> Answer:
    sent = bank_page.waiting(twin.world, name)
    if sent is None:
        return Answer.leading(_path(name))
    twin.world.kept(name).pop("waiting")
    return _tried(twin, name, sent, authenticated=bank_page.said_yes(request))


def _tried(twin: "Twin", name: str, sent: Sent, *, authenticated: bool | None) -> Answer:
    session = twin.world.find("billing_portal.session", name)
    try:
        outcome = hosted.save_card(twin.world, session["customer"], card=card_in(sent), authenticated=authenticated)
    except Refused as no:
        return _page(twin, name, sent, error=str(no))
    if outcome.state == hosted.ASKS:
        return bank_page.lead(twin.world, name, _path(name), sent)
    if outcome.state == hosted.REFUSED:
        return _page(twin, name, sent, error=outcome.message)
    return Answer.leading(_after(session) or f"{_path(name)}?saved=yes")


def _after(session: Json) -> str:
    """A flow that was asked for may lead back by itself."""
    done = (session["flow"] or {}).get("after_completion") or {}
    return str((done.get("redirect") or {}).get("return_url") or "") if done.get("type") == "redirect" else ""


def _page(twin: "Twin", name: str, sent: Sent, *, error: str = "", saved: bool = False) -> Answer:
    world = twin.world
    session = world.find("billing_portal.session", name)
    owner = session["customer"]
    customer = read(world, f"/v1/customers/{owner}")
    method = customer["invoice_settings"]["default_payment_method"]
    return page(
        "portal.html",
        status=422 if error else 200,
        error=error,
        saved=saved,
        back=session["return_url"],
        customer=customer,
        invoices=[one for one in read(world, "/v1/invoices", customer=owner)["data"] if one["status"] != "draft"],
        method=read(world, f"/v1/payment_methods/{method}") if method else None,
        path=_path(name),
        sent=sent,
        subscriptions=[_shown(world, one) for one in read(world, "/v1/subscriptions", customer=owner)["data"]],
    )


def _path(name: str) -> str:
    return f"/p/session/{name}"


def _shown(world: Any, subscription: Json) -> Json:
    items = subscription["items"]["data"]
    product = world.objects[items[0]["price"]["product"]]
    return {
        "title": product["name"],
        "status": subscription["status"],
        "cancel_at": subscription["cancel_at"],
        "until": items[0]["current_period_end"],
    }
