"""Every path the twin answers: whose typed parameters count there, and which verb acts."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import (
    charges,
    checkout,
    clocks,
    coupons,
    credit_notes,
    customers,
    events,
    invoice_items,
    invoices,
    meters,
    payment_intents,
    payment_methods,
    portal,
    previews,
    prices,
    products,
    refunds,
    schedules,
    setup_intents,
    subscription_items,
    subscriptions,
    tax_ids,
    taxes,
    webhook_endpoints,
)
from .happenings import API_VERSION
from .refusals import Refused

Verb = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Call:
    params: str
    verb: Verb


# Nouns whose verbs are the usual ones: where they are, how the SDK calls their parameters, who acts.
_NOUNS: list[tuple[str, str, Any]] = [
    ("customers", "customer", customers),
    ("customers/{}/tax_ids", "customer_tax_id", tax_ids),
    ("products", "product", products),
    ("prices", "price", prices),
    ("coupons", "coupon", coupons),
    ("billing/meters", "billing/meter", meters),
    ("payment_methods", "payment_method", payment_methods),
    ("payment_intents", "payment_intent", payment_intents),
    ("setup_intents", "setup_intent", setup_intents),
    ("charges", "charge", charges),
    ("refunds", "refund", refunds),
    ("credit_notes", "credit_note", credit_notes),
    ("invoices", "invoice", invoices),
    ("invoiceitems", "invoice_item", invoice_items),
    ("subscriptions", "subscription", subscriptions),
    ("subscription_items", "subscription_item", subscription_items),
    ("subscription_schedules", "subscription_schedule", schedules),
    ("checkout/sessions", "checkout/session", checkout),
    ("events", "event", events),
    ("webhook_endpoints", "webhook_endpoint", webhook_endpoints),
    ("test_helpers/test_clocks", "test_helpers/test_clock", clocks),
]

_USUAL = (
    ("POST", "", "create", "create"),
    ("GET", "", "list", "every"),
    ("GET", "/{}", "retrieve", "retrieve"),
    ("POST", "/{}", "update", "update"),
    ("DELETE", "/{}", "delete", "delete"),
)

_OTHERS: list[tuple[str, str, str, Verb]] = [
    ("GET", "customers/{}/payment_methods", "customer_payment_method_list", payment_methods.every_of),
    ("POST", "promotion_codes", "promotion_code_create", coupons.create_code),
    ("GET", "promotion_codes", "promotion_code_list", coupons.every_code),
    ("GET", "promotion_codes/{}", "promotion_code_retrieve", coupons.retrieve_code),
    ("POST", "promotion_codes/{}", "promotion_code_update", coupons.update_code),
    ("POST", "billing/meters/{}/deactivate", "billing/meter_deactivate", meters.deactivate),
    ("POST", "billing/meters/{}/reactivate", "billing/meter_reactivate", meters.reactivate),
    ("GET", "billing/meters/{}/event_summaries", "billing/meter_event_summary_list", meters.summaries),
    ("POST", "billing/meter_events", "billing/meter_event_create", meters.report),
    ("POST", "payment_methods/{}/attach", "payment_method_attach", payment_methods.attach),
    ("POST", "payment_methods/{}/detach", "payment_method_detach", payment_methods.detach),
    ("POST", "payment_intents/{}/confirm", "payment_intent_confirm", payment_intents.confirm),
    ("POST", "payment_intents/{}/cancel", "payment_intent_cancel", payment_intents.cancel),
    ("POST", "setup_intents/{}/confirm", "setup_intent_confirm", setup_intents.confirm),
    ("POST", "setup_intents/{}/cancel", "setup_intent_cancel", setup_intents.cancel),
    ("POST", "invoices/create_preview", "invoice_create_preview", previews.create),
    ("GET", "invoices/{}/lines", "invoice_line_item_list", invoices.lines),
    ("POST", "invoices/{}/finalize", "invoice_finalize_invoice", invoices.finalize),
    ("POST", "invoices/{}/send", "invoice_send_invoice", invoices.send),
    ("POST", "invoices/{}/pay", "invoice_pay", invoices.pay),
    ("POST", "invoices/{}/void", "invoice_void_invoice", invoices.void),
    ("POST", "invoices/{}/mark_uncollectible", "invoice_mark_uncollectible", invoices.give_up),
    ("GET", "invoice_payments", "invoice_payment_list", invoices.every_payment),
    ("DELETE", "subscriptions/{}", "subscription_cancel", subscriptions.cancel),
    ("DELETE", "subscriptions/{}/discount", "subscription_delete_discount", subscriptions.delete_discount),
    ("POST", "subscription_schedules/{}/release", "subscription_schedule_release", schedules.release),
    ("POST", "subscription_schedules/{}/cancel", "subscription_schedule_cancel", schedules.cancel),
    ("GET", "checkout/sessions/{}/line_items", "checkout/session_line_item_list", checkout.line_items),
    ("POST", "checkout/sessions/{}/expire", "checkout/session_expire", checkout.expire),
    ("POST", "billing_portal/configurations", "billing_portal/configuration_create", portal.create_configuration),
    ("GET", "billing_portal/configurations", "billing_portal/configuration_list", portal.every_configuration),
    ("GET", "billing_portal/configurations/{}", "billing_portal/configuration_retrieve", portal.retrieve_configuration),
    ("POST", "billing_portal/configurations/{}", "billing_portal/configuration_update", portal.update_configuration),
    ("POST", "billing_portal/sessions", "billing_portal/session_create", portal.create_session),
    ("POST", "test_helpers/test_clocks/{}/advance", "test_helpers/test_clock_advance", clocks.advance),
    ("GET", "tax_rates/{}", "tax_rate_retrieve", taxes.retrieve_rate),
]


def _calls() -> list[tuple[str, str, Call]]:
    rows = [(method, path, Call(params, verb)) for method, path, params, verb in _OTHERS]
    for path, params, noun in _NOUNS:
        for method, more, word, verb in _USUAL:
            if hasattr(noun, verb):
                rows.append((method, path + more, Call(f"{params}_{word}", getattr(noun, verb))))
    return rows


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile("/v1/" + re.escape(path).replace(r"\{\}", "([^/]+)"))


CALLS = [(method, _pattern(path), call) for method, path, call in _calls()]


def find(method: str, path: str) -> tuple[Call, list[str]]:
    for known, pattern, call in CALLS:
        if known == method and (match := pattern.fullmatch(path)) is not None:
            return call, list(match.groups())
    raise Refused(f"Unrecognized request URL ({method}: {path}).", status=404)


def let_in(key: str | None, api_version: str | None) -> None:
    if not key:
        raise Refused("You did not provide an API key.", status=401)
    if not re.match(r"(sk|rk)_test_", key):
        raise Refused(f"Invalid API Key provided: {key[:8]}***", status=401)
    if api_version is not None and api_version != API_VERSION:
        raise Refused(f"Invalid Stripe API version: {api_version}")
