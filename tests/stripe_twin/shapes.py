"""Which keys Stripe's own published objects have: `shapes.json`, drawn from the fixtures of Stripe's OpenAPI files.

Draw them anew: `python -m tests.stripe_twin.shapes FIXTURES > shapes.json && mv shapes.json tests/stripe_twin/`, where
FIXTURES is the `fixtures3.json` of github.com/stripe/openapi (MIT). A hash becomes its keys, a list its members' keys,
anything else null; an empty hash may hold anything.
"""

import copy
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

KINDS = (
    *("billing.meter", "billing.meter_event", "billing.meter_event_summary", "billing_portal.configuration"),
    *("billing_portal.session", "charge", "checkout.session", "coupon", "credit_note", "credit_note_line_item"),
    *("customer", "customer_balance_transaction", "deleted_coupon", "deleted_customer", "deleted_discount"),
    *("deleted_invoice", "deleted_invoiceitem", "deleted_product", "deleted_subscription_item", "deleted_tax_id"),
    *("deleted_test_helpers.test_clock", "deleted_webhook_endpoint", "discount", "event", "invoice", "invoice_payment"),
    *("invoiceitem", "item", "line_item", "payment_intent", "payment_method", "plan", "price", "product"),
    *("promotion_code", "refund", "setup_intent", "subscription", "subscription_item", "subscription_schedule"),
    *("tax_id", "tax_rate", "test_helpers.test_clock", "webhook_endpoint"),
)

# Keys that Stripe shows only to those who ask for them, or only when a thing is made.
ON_REQUEST = {
    "price": {"tiers", "currency_options"},
    "customer": {"tax_ids", "subscriptions", "sources", "tax"},
    "invoice": {"payments", "confirmation_secret"},
    "webhook_endpoint": {"secret"},
}


def blank(kind: str) -> dict[str, Any]:
    return {name: value if name == "object" else None for name, value in _published()[kind].items()} | (
        {"metadata": {}} if "metadata" in _published()[kind] else {}
    )


def fits(kind: str, made: dict[str, Any]) -> None:
    strangers = made.keys() - _published()[kind].keys() - ON_REQUEST.get(kind, set())
    assert not strangers, f"Stripe's {kind} has no {', '.join(sorted(strangers))}"


def shape(kind: str) -> dict[str, Any]:
    return copy.deepcopy(_published()[kind])


@cache
def _published() -> dict[str, Any]:
    published: dict[str, Any] = json.loads(Path(__file__).with_name("shapes.json").read_text())
    return published


def drawn(fixtures: dict[str, Any]) -> dict[str, Any]:
    return {kind: _keys(fixtures["resources"][kind]) for kind in KINDS}


def _keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: inner if name == "object" else _keys(inner) for name, inner in sorted(value.items())}
    if isinstance(value, list):
        members = [member for member in value if isinstance(member, dict)]
        return [_keys({name: inner for member in members for name, inner in member.items()})] if members else []
    return None


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps(drawn(given), indent=1, sort_keys=True))
