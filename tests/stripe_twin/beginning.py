"""A subscription begins: with its first invoice, or with a trial."""

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import collecting, discounts, drafting, finalizing, taxes
from . import subscription_parts as parts
from .customers import merged
from .lists import whole
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

DAY = 86400


def begin(
    world: "World",
    customer: Json,
    asked: Json,
    *,
    pay: Callable[[Json], Any] | None = None,
    intent: str | None = None,
) -> Json:
    """`pay` takes the first invoice, instead of the card that is there: Checkout asks a person, for that `intent`."""
    subscription = _written(world, customer, asked)
    _demand_location(subscription, customer)
    trial_end = _trial_end(world, subscription, asked)
    now = world.now(customer["id"])
    if trial_end is not None:
        subscription |= {"status": "trialing", "trial_start": now, "trial_end": trial_end}
        subscription["billing_cycle_anchor"] = trial_end
        parts.set_period(subscription, now, trial_end)
    else:
        parts.begin_period(subscription, now)
    if subscription["cancel_at_period_end"]:
        subscription |= {"cancel_at": parts.period(subscription)[1], "canceled_at": now}
    invoice = drafting.for_subscription(
        world,
        subscription,
        reason="subscription_create",
        advance=parts.period(subscription),
        free=trial_end is not None,
    )
    subscription["latest_invoice"] = invoice["id"]
    world.tell("customer.subscription.created", subscription)
    world.tell("invoice.created", invoice)
    finalizing.finalize(world, invoice, intent=intent)
    if invoice["status"] == "open":
        _first_payment(world, subscription, invoice, asked.get("payment_behavior"), pay)
    asked.agree("off_session")
    return subscription


def _first_payment(
    world: "World", subscription: Json, invoice: Json, behavior: str | None, pay: Callable[[Json], Any] | None
) -> None:
    if pay is not None:
        pay(invoice)
    elif subscription["collection_method"] == "send_invoice":
        before, subscription["status"] = copy.deepcopy(subscription), "active"
        world.tell("customer.subscription.updated", subscription, before=before)
        collecting.collect(world, invoice)
    elif behavior != "default_incomplete":
        collecting.collect(world, invoice)


def _written(world: "World", customer: Json, asked: Json) -> Json:
    subscription = world.add(
        "subscription",
        "sub",
        owner=customer["id"],
        automatic_tax=automatic_tax(asked.get("automatic_tax")),
        billing_mode={"flexible": {"proration_discounts": "itemized"}, "type": "flexible"},
        billing_schedules=[],
        cancel_at_period_end=asked.get("cancel_at_period_end", False),
        cancellation_details=dict.fromkeys(("comment", "feedback", "reason")),
        collection_method=asked.get("collection_method") or "charge_automatically",
        currency="",
        customer=customer["id"],
        days_until_due=asked.get("days_until_due"),
        default_payment_method=_method(world, asked),
        default_tax_rates=[],
        description=asked.get("description") or None,
        discounts=[],
        invoice_settings=invoice_settings({}, asked.get("invoice_settings")),
        livemode=False,
        metadata=merged({}, asked.get("metadata")),
        payment_settings=payment_settings({}, asked.get("payment_settings")),
        start_date=world.now(customer["id"]),
        status="incomplete",
        test_clock=customer["test_clock"],
        trial_settings=trial_settings(asked.get("trial_settings")),
    )
    subscription["created"] = world.now(customer["id"])
    asked.agree("billing_mode", "proration_behavior")
    url = f"/v1/subscription_items?subscription={subscription['id']}"
    subscription["items"] = whole([], url)
    try:
        items = asked.get("items") or []
        wanted = [parts.new(world, subscription, one, param=f"items[{at}]") for at, one in enumerate(items)]
        parts.demand_together(wanted)
        _demand_currency(customer, asked, wanted)
        subscription["items"] = whole(wanted, url)
        subscription["currency"] = wanted[0]["price"]["currency"]
        subscription["cancel_at"] = asked.get("cancel_at")
        subscription["discounts"] = discounts.given(
            world, asked.get("discounts"), customer=customer["id"], subscription=subscription["id"]
        )
    except Refused:
        world.forget("subscription", subscription["id"])
        raise
    return subscription


def _demand_currency(customer: Json, asked: Json, wanted: list[Json]) -> None:
    currency = wanted[0]["price"]["currency"]
    if asked.get("currency") not in (None, currency):
        raise Refused(f"The price specified only supports `{currency}`.", param="currency")
    if customer["currency"] not in (None, currency):
        raise Refused(
            "You cannot combine currencies on a single customer. This customer has an active subscription, "
            f"subscription schedule, discount, quote, or invoice item with currency {customer['currency']}.",
            param="currency",
        )


def _demand_location(subscription: Json, customer: Json) -> None:
    if subscription["automatic_tax"]["enabled"] and not taxes.located(customer):
        raise Refused(
            "The customer's location isn't recognized. Set a valid customer address in order to automatically "
            "calculate tax.",
            code="customer_tax_location_invalid",
        )


def _method(world: "World", asked: Json) -> str | None:
    name = asked.get("default_payment_method")
    return str(world.find("payment_method", name, param="default_payment_method")["id"]) if name else None


def _trial_end(world: "World", subscription: Json, asked: Json) -> int | None:
    now = world.now(subscription["customer"])
    if (days := asked.get("trial_period_days")) is not None:
        return now + days * DAY if days > 0 else None
    until = asked.get("trial_end")
    if until in (None, "now"):
        return None
    if until <= now:
        raise Refused("Invalid timestamp: must be an integer Unix timestamp in the future.", param="trial_end")
    return int(until)


def automatic_tax(asked: Any) -> Json:
    enabled = bool(asked and asked["enabled"])
    return {"disabled_reason": None, "enabled": enabled, "liability": {"type": "self"} if enabled else None}


def trial_settings(asked: Any) -> Json:
    missing = asked["end_behavior"]["missing_payment_method"] if asked else "create_invoice"
    return {"end_behavior": {"missing_payment_method": missing}}


def payment_settings(known: Json, asked: Any) -> Json:
    blank = {"payment_method_options": None, "payment_method_types": None, "save_default_payment_method": "off"}
    return blank | known | (asked.plain() if asked else {})


def invoice_settings(known: Json, asked: Any) -> Json:
    blank = {"account_tax_ids": None, "custom_fields": None, "description": None, "footer": None}
    return {"issuer": {"type": "self"}} | blank | known | (asked.plain() if asked else {})
