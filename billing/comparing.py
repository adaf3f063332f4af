"""Comparing: which customers on a page of one of Stripe's lists are not what our rows say. Pure.

A suspicion is enough: whoever is suspected is fetched whole, and only what that changes counts as a difference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from billing import keeping, told
from billing.mirror import Change

Json = Mapping[str, Any]
Rows = Mapping[str, Mapping[str, Any]]


def customers(said: Iterable[Json], accounts: Rows) -> set[str]:
    """`accounts` by customer, each with `is_own` (whether the company pays by this customer) and `lives` (whether a
    subscription of theirs runs, whose card counts then)."""
    suspects = set()
    for one in said:
        row = accounts.get(one["id"])
        if row is None:
            suspects |= {one["id"]} if (one.get("metadata") or {}).get("tenant_id") else set()
        elif row["is_own"] and not _says_the_same(told.customer(one), row, with_card=not row["lives"]):
            suspects.add(one["id"])
    return suspects


def subscriptions(said: Iterable[Json], rows: Rows, accounts: Rows) -> set[str]:
    """With their customers expanded, for the card."""
    suspects = set()
    for one in said:
        customer, row = one["customer"], rows.get(one["id"])
        now = told.subscription(one, plan_before=row["plan"] if row else None)
        account = accounts.get(customer["id"])
        is_same = row is not None and row["customer_id"] == customer["id"] and _holds(row, asdict(now))
        if (
            not is_same
            or keeping.is_to_learn(one)
            or (account and account["is_own"] and not _same_card(one, customer, account))
        ):
            suspects.add(customer["id"])
    return suspects


def invoices(said: Iterable[Json], rows: Rows) -> set[str]:
    """Without what only its charges tell."""
    suspects = set()
    for one in said:
        now, row = told.invoice(one), rows.get(one["id"])
        if now is None or not one.get("customer"):
            continue
        plain = {name: value for name, value in asdict(now).items() if name not in ("amount_refunded", "problem")}
        if row is None or not _holds(row, plain) or row["amount_refunded"] < now.amount_refunded:
            suspects.add(str(one["customer"]))
    return suspects


def fields_of(change: Change) -> dict[str, list[Any]]:
    """What differed, as `[was, is now]`; whole rows that came or went stand under their id."""
    if change.was is None or change.is_now is None:
        status = [(side or {}).get("status") for side in (change.was, change.is_now)]
        return {"status": status}
    return {
        name: [change.was.get(name), value] for name, value in change.is_now.items() if change.was.get(name) != value
    }


def _says_the_same(said: told.Customer, row: Mapping[str, Any], *, with_card: bool) -> bool:
    named = {"customer_id": said.id, "address": said.address, "vat_id": said.vat_id, "vat_state": said.vat_state}
    named |= {"contact_name": said.name or row["contact_name"], "contact_email": said.email or row["contact_email"]}
    named |= {"currency": said.currency or row["currency"]}
    return _holds(row, named | ({"payment_method": said.payment_method} if with_card else {}))


def _same_card(subscription: Json, customer: Json, account: Mapping[str, Any]) -> bool:
    is_live = subscription["status"] in told.LIVE
    return not is_live or told.customer(customer, [subscription]).payment_method == account["payment_method"]


def _holds(row: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    return all(row[name] == value for name, value in said.items())
