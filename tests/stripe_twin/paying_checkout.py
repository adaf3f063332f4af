"""A person in Checkout: where they are, which code they have, with which card they pay; and what is made of it."""

import copy
from typing import TYPE_CHECKING, Any

from . import (
    banking,
    beginning,
    checkout,
    collecting,
    customers,
    payment_intents,
    payment_methods,
    previews,
    setup_intents,
    tax_ids,
)
from .asked import Asked
from .outcomes import DONE, REFUSED, Outcome, of_answer, of_refusal
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def complete_checkout(
    world: "World",
    session_id: str,
    *,
    card: Json | None,
    details: Json | None = None,
    promotion_code: str | None = None,
    authenticated: bool | None = None,
) -> Outcome:
    """Of a try that fails nothing stays but what the bank said: the page stays open."""
    world.pass_time()
    session, said = world.find("checkout.session", session_id), details or {}
    if session["status"] != "open":
        return Outcome(REFUSED, "This page is no longer open.")
    try:
        wanted = checkout.discounts_wanted(world, session, promotion_code)
        _demand_tax_id(world, session, said)
        method = _method(world, session, card, said)
        intent = _intent(world, session, wanted, said)
        if (answer := _bank(world, session, intent, method, authenticated)) != banking.YES:
            return of_answer(answer)
        customer = _customer(world, session, said)
        payment_methods.keep(world, method, customer)
        _make(world, session, customer, intent, method, wanted, authenticated)
    except Refused as no:
        return of_refusal(no)
    _complete(world, session, customer)
    return Outcome(DONE)


def _method(world: "World", session: Json, card: Json | None, said: Json) -> Json:
    if card is not None:
        known = {key: said[key] for key in ("name", "email", "address") if said.get(key)}
        return payment_methods.new_card(world, card, details=known, owner=session["customer"])
    customer = world.objects.get(str(session["customer"])) or {}
    name = (customer.get("invoice_settings") or {}).get("default_payment_method")
    if name is None:
        raise Refused("There is no card yet.", status=402)
    return world.objects[name]


def _bank(world: "World", session: Json, intent: Json, method: Json, authenticated: bool | None) -> str:
    """Its word, before anything is made of it; a yes is asked for again by the invoice."""
    if intent["object"] == "setup_intent":
        return (
            banking.YES
            if session["mode"] != "setup"
            else setup_intents.attempt(world, intent, method, authenticated=authenticated)
        )
    kept = copy.deepcopy(world.kept(method["id"]))
    answer = banking.asked_to_pay(world, method, authenticated=authenticated)
    if answer == banking.YES:
        world.beside[method["id"]] = kept
        return answer
    return payment_intents.attempt(world, intent, method, authenticated=authenticated)


def _intent(world: "World", session: Json, wanted: list[Json], said: Json) -> Json:
    """One for all tries of a session."""
    kept, due = world.kept(session["id"]), 0
    if session["mode"] == "subscription":
        due = previews.create(world, checkout.as_asked(world, session, wanted, said.get("address")))["amount_due"]
    if (known := world.objects.get(kept.get("intent", ""))) is None:
        known = _new_intent(world, session, due)
        kept["intent"] = known["id"]
    if known["object"] == "payment_intent":
        known["amount"] = due
    return known


def _new_intent(world: "World", session: Json, due: int) -> Json:
    given = world.kept(session["id"]).get("setup_intent_data") or {}
    if not due:
        metadata = dict(given.get("metadata") or {})
        return setup_intents.new(world, customer=session["customer"], metadata=metadata)
    return payment_intents.new(
        world,
        amount=due,
        currency=session["currency"],
        customer=session["customer"],
        description="Subscription creation",
        setup_future_usage="off_session",
    )


def _make(
    world: "World",
    session: Json,
    customer: Json,
    intent: Json,
    method: Json,
    wanted: list[Json],
    authenticated: bool | None,
) -> None:
    if session["mode"] == "setup":
        session["setup_intent"] = intent["id"]
        return
    kept = world.kept(session["id"])
    asked = copy.deepcopy(kept.get("subscription_data") or {}) | {
        "automatic_tax": {"enabled": session["automatic_tax"]["enabled"]},
        "default_payment_method": method["id"],
        "discounts": wanted,
        "items": copy.deepcopy(kept["line_items"]),
    }
    subscription = beginning.begin(
        world,
        customer,
        Asked(asked),
        intent=intent["id"] if intent["object"] == "payment_intent" else None,
        pay=lambda invoice: collecting.attempt(world, invoice, method, authenticated=authenticated),
    )
    invoice = world.objects[subscription["latest_invoice"]]
    checkout.write_sums(session, invoice)
    session |= {"subscription": subscription["id"], "invoice": invoice["id"], "payment_status": "paid"}
    session["discounts"] = [
        {"coupon": world.objects[one]["source"]["coupon"], "promotion_code": world.objects[one]["promotion_code"]}
        for one in invoice["discounts"]
    ]
    if session["automatic_tax"]["enabled"]:
        session["automatic_tax"]["status"] = "complete"


def _customer(world: "World", session: Json, said: Json) -> Json:
    """A new one, or the session's, told what the page learned as far as `customer_update` lets it."""
    learned = {key: said[key] for key in ("name", "address") if said.get(key)}
    if session["customer"] is None:
        email = session["customer_email"] or said.get("email")
        customer = customers.create(world, Asked(learned | ({"email": email} if email else {})))
        session["customer"] = customer["id"]
        world.owned.setdefault(customer["id"], {})[session["id"]] = None
    else:
        customer = world.objects[session["customer"]]
        lets = world.kept(session["id"]).get("customer_update") or {}
        if allowed := {key: value for key, value in learned.items() if lets.get(key) == "auto"}:
            customers.update(world, Asked(allowed), customer["id"])
    if said.get("tax_id"):
        tax_id = tax_ids.create(world, Asked(dict(said["tax_id"])), customer["id"])
        if tax_ids.due(world, tax_id) is not None:
            tax_ids.act(world, tax_id)  # before the first invoice, which it may free of tax
    return customer


def _demand_tax_id(world: "World", session: Json, said: Json) -> None:
    """In a dream, so that a number that will not do leaves no trace."""
    if not said.get("tax_id"):
        return
    if not (world.kept(session["id"]).get("tax_id_collection") or {}).get("enabled"):
        raise Refused("This page does not ask for a tax id.", param="tax_id_collection")
    dream = world.dream(session["customer"] or "")
    customer = session["customer"] or customers.create(dream, Asked({}))["id"]
    tax_ids.create(dream, Asked(dict(said["tax_id"])), customer)


def _complete(world: "World", session: Json, customer: Json) -> None:
    same = ("email", "name", "phone", "tax_exempt")
    session["customer_details"] = {name: customer[name] for name in same} | {
        "address": customers.address(customer["address"]),
        "business_name": None,
        "individual_name": None,
        "tax_ids": [{"type": one["type"], "value": one["value"]} for one in world.all("tax_id", of=customer["id"])],
    }
    session |= {"status": "complete", "url": None}
    world.tell("checkout.session.completed", session)
