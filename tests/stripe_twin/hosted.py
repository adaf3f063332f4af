"""What a person does on Stripe's own pages: pays in Checkout, pays an invoice, saves a card in the portal."""

from typing import TYPE_CHECKING, Any

from . import banking, checkout, collecting, payment_methods, previews, setup_intents
from .outcomes import ASKS, DONE, REFUSED, Outcome, of_answer, of_refusal
from .paying_checkout import complete_checkout
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

__all__ = ["ASKS", "DONE", "REFUSED", "Outcome", "checkout_totals", "complete_checkout", "pay_invoice", "save_card"]


def checkout_totals(
    world: "World", session_id: str, *, promotion_code: str | None = None, details: Json | None = None
) -> Json:
    """The invoice that the session would make, there and with that code. Raises Refused for a code that will not do."""
    session = world.find("checkout.session", session_id)
    wanted = checkout.discounts_wanted(world, session, promotion_code)
    return previews.create(world, checkout.as_asked(world, session, wanted, (details or {}).get("address")))


def pay_invoice(
    world: "World", invoice_id: str, *, card: Json | None = None, authenticated: bool | None = None
) -> Outcome:
    """With another card, or without one with the card that is there."""
    world.pass_time()
    invoice = world.find("invoice", invoice_id)
    if invoice["status"] not in ("open", "uncollectible"):
        return Outcome(REFUSED, "This invoice can no longer be paid.")
    try:
        method = _method(world, invoice, card)
    except Refused as no:
        return of_refusal(no)
    answer = collecting.attempt(world, invoice, method, authenticated=authenticated)
    if answer == banking.YES:
        payment_methods.keep(world, method, world.objects[invoice["customer"]])
    return of_answer(answer)


def save_card(world: "World", customer_id: str, *, card: Json, authenticated: bool | None = None) -> Outcome:
    """It becomes the default, and what is still open is tried again with it."""
    world.pass_time()
    customer = world.find("customer", customer_id)
    try:
        method = payment_methods.new_card(world, card, owner=customer_id)
    except Refused as no:
        return of_refusal(no)
    intent = setup_intents.new(world, customer=customer_id)
    answer = setup_intents.attempt(world, intent, method, authenticated=authenticated)
    if answer == banking.YES:
        payment_methods.use_from_now_on(world, customer, method)
        _pay_what_is_open(world, customer_id, method)
    return of_answer(answer)


def _method(world: "World", invoice: Json, card: Json | None) -> Json:
    if card is not None:
        return payment_methods.new_card(world, card, owner=invoice["customer"])
    known = collecting.default_method(world, invoice)
    if known is None:
        raise Refused("There is no card to pay with.", status=402)
    return known


def _pay_what_is_open(world: "World", customer: str, method: Json) -> None:
    for invoice in list(world.all("invoice", of=customer)):
        if invoice["status"] == "open" and invoice["collection_method"] == "charge_automatically":
            collecting.attempt(world, invoice, method, authenticated=None)
