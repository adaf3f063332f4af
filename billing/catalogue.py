"""The catalogue: our plans in Stripe's words, as `polydesk billing sync` makes them there. Pure, but for what is looked up.

Each part of a plan (itself, a further seat, tickets and mails beyond) is a product of its own, so that an invoice names
it. What is sold today is found at Stripe by lookup keys, and remembered for a while.
"""

import time
from collections.abc import Iterable
from typing import Any

from billing import plans, sold
from billing.gateway import asking, stripe
from billing.happened import HEARD
from billing.plans import CURRENCIES, CYCLES, METERS, MONTHS, PAID, PARTS, Plan
from polydesk.kernel.settings import settings

Json = dict[str, Any]

# Software as a service, for business: what Stripe Tax goes by.
TAX_CODE = "txcd_10103001"
# By which a configuration of the portal is known as ours.
PORTAL = "polydesk"
REMEMBERED_S = 60.0

# notext: what invoices say stands at Stripe, once for all languages.
PART_NAMES = {"base": "", "seat": "further seat", "tickets": "tickets", "mails": "e-mails"}

_prices: dict[str, tuple[float, str]] = {}
_portal: list[tuple[float, str]] = []


async def price_ids(keys: Iterable[str]) -> dict[str, str]:
    """The prices that are sold today by lookup key, without those that nobody made yet. Outside of transactions."""
    wanted = sorted(set(keys))
    missing = [key for key in wanted if _prices.get(key, (0.0, ""))[0] < time.monotonic()]
    for start in range(0, len(missing), 10):
        async with asking():
            found = await stripe().v1.prices.list_async({"lookup_keys": missing[start : start + 10], "active": True})
        for price in found.data:
            sold.read(price.to_dict())
            _prices[str(price.lookup_key)] = (time.monotonic() + REMEMBERED_S, price.id)
    return {key: _prices[key][1] for key in wanted if key in _prices}


async def portal_configuration() -> str | None:
    """Of Stripe's portal as we want it; None until somebody has made it, then Stripe's own is used."""
    if _portal and _portal[0][0] > time.monotonic():
        return _portal[0][1]
    async with asking():
        found = await stripe().v1.billing_portal.configurations.list_async({"active": True, "limit": 100})
    ours = next((one.id for one in found.data if is_our_portal(one.to_dict())), None)
    _portal[:] = [(time.monotonic() + REMEMBERED_S, ours)] if ours else []
    return ours


def forget() -> None:
    """What was looked up is looked up again: prices have changed."""
    _prices.clear()
    _portal.clear()


def is_our_portal(configuration: Json) -> bool:
    return (configuration.get("metadata") or {}).get("made_by") == PORTAL


def meters() -> dict[str, Any]:
    """By event name."""
    return {plans.meter_name(part): _meter(part) for part in METERS}


def products() -> dict[str, Json]:
    """By id."""
    return {product_id(plan, part): _product(plan, part) for plan in PAID for part in PARTS}


def prices(meter_ids: dict[str, str]) -> dict[str, Json]:
    """By lookup key."""
    return {
        plans.lookup_key(plan.name, cycle, currency, part): _price(plan, cycle, currency, part, meter_ids)
        for plan in PAID
        if plan.is_sold
        for cycle in CYCLES
        for currency in CURRENCIES
        for part in PARTS
    }


def portal() -> Json:
    """Cards, address, VAT id and invoices; plans are changed and cancelled on our own pages."""
    return {
        "default_return_url": settings().base_url,
        "features": {
            "payment_method_update": {"enabled": True},
            "customer_update": {"enabled": True, "allowed_updates": ["address", "email", "name", "tax_id"]},
            "invoice_history": {"enabled": True},
            "subscription_cancel": {"enabled": False},
            "subscription_update": {"enabled": False},
        },
        "metadata": {"made_by": PORTAL},
    }


def webhook_address() -> str:
    return f"{settings().base_url.rstrip('/')}/stripe/events"


def webhook_events() -> list[str]:
    return sorted(HEARD)


def product_id(plan: Plan, part: str) -> str:
    return f"polydesk_{plan.name}" if part == "base" else f"polydesk_{plan.name}_{part}"


def _meter(part: str) -> Json:
    return {
        "display_name": f"Polydesk {PART_NAMES[part]}",
        "event_name": plans.meter_name(part),
        "default_aggregation": {"formula": "sum"},
        "customer_mapping": {"type": "by_id", "event_payload_key": "stripe_customer_id"},
        "value_settings": {"event_payload_key": "value"},
    }


def _product(plan: Plan, part: str) -> Json:
    title = f"Polydesk {plan.title}"
    return {
        "name": title if part == "base" else f"{title}: {PART_NAMES[part]}",
        "active": True,
        "tax_code": TAX_CODE,
        "metadata": {"plan": plan.name, "part": part},
    }


def _price(plan: Plan, cycle: str, currency: str, part: str, meter_ids: dict[str, str]) -> Json:
    amount = plans.unit_amount(plan.name, cycle, currency, part)
    common: Json = {
        "product": product_id(plan, part),
        "currency": currency,
        "tax_behavior": "exclusive",
        "metadata": {"plan": plan.name, "cycle": cycle, "part": part},
    }
    if part not in METERS:
        return common | {"unit_amount": int(amount), "recurring": {"interval": cycle}}
    metered = {"interval": cycle, "usage_type": "metered", "meter": meter_ids[plans.meter_name(part)]}
    return common | {
        "recurring": metered,
        "billing_scheme": "tiered",
        "tiers_mode": "graduated",
        "tiers": [
            {"up_to": plan.included(part) * MONTHS[cycle], "unit_amount": 0},
            {"up_to": "inf", "unit_amount_decimal": amount},
        ],
    }
