"""`/api/billing`: plan, seats, usage, the next invoice and the past ones, as the owner's page knows them, for programs.

Amounts are in the smallest unit of their currency, times in UTC, limits `null` where there is none.
"""

from datetime import datetime
from typing import Any

from litestar import Controller, Response, get

from billing import upcoming
from billing.overview import Overview, overview
from billing.queries import Invoice, Subscription
from billing.refusals import StripeAway, StripeRefused
from billing.upcoming import Upcoming
from billing.usage import Used
from polydesk.kernel.clock import zulu

Told = dict[str, Any]
MOST = 240


class BillingApi(Controller):
    path = "/api/billing"

    @get()
    async def show(self) -> Response[Told]:
        return await billing_for_program()


async def billing_for_program() -> Response[Told]:
    found = await overview(MOST)
    invoices = [_invoice(one) for one in found.invoices]
    told = {**_standing(found), "usage": _usage(found), "next_invoice": _next(await _seen(found)), "invoices": invoices}
    return Response(told, headers={"Cache-Control": "private, no-store"})


async def _seen(found: Overview) -> Upcoming | None:
    """Asked of Stripe unless it was a moment ago; as it was seen last where Stripe is away."""
    if found.upcoming and found.upcoming.is_fresh:
        return found.upcoming
    try:
        return await upcoming.look()
    except (StripeAway, StripeRefused):
        return found.upcoming


def _standing(found: Overview) -> Told:
    stands = found.stands
    return {
        "plan": stands.plan,
        "status": stands.status,
        "why": stands.why,
        "until": _at(stands.until),
        "subscription": _subscription(found.held) if found.held else None,
        "waiting_for_seats": found.waiting,
    }


def _subscription(held: Subscription) -> Told:
    later = held.later
    return {
        "plan": held.plan,
        "cycle": held.cycle,
        "currency": held.currency,
        "full_seats": held.held.all_seats,
        "amount": held.amount,
        "period_start": _at(held.period_start),
        "period_end": _at(held.period_end),
        "ends_at": _at(held.cancel_at),
        "later": {"plan": later.plan, "cycle": later.cycle, "full_seats": later.all_seats, "at": _at(held.changes_at)}
        if later
        else None,
    }


def _usage(found: Overview) -> Told:
    counted = {name: {"used": used, "included": found.stands.limits.get(name)} for name, used in found.used.items()}
    return counted | {one.meter: _metered(one) for one in found.metered}


def _metered(one: Used) -> Told:
    costs = {"amount": one.costs.amount_minor, "currency": one.costs.currency} if one.costs else None
    times = {"from": _at(one.start), "until": _at(one.end)}
    return {"used": one.used, "included": one.included, "stops_at": one.cap, "costs_beyond": costs, **times}


def _next(seen: Upcoming | None) -> Told | None:
    if seen is None:
        return None
    bill = seen.bill
    amounts = {"subtotal": bill.subtotal, "discount": bill.discount, "tax": bill.tax, "due": bill.due}
    return {"at": _at(bill.day), "currency": bill.currency, **amounts, "seen_at": _at(seen.seen_at)}


def _invoice(one: Invoice) -> Told:
    amounts = {"total": one.total, "tax": one.tax, "remaining": one.amount_remaining, "refunded": one.amount_refunded}
    dates = {"issued_at": _at(one.issued_at), "due_at": _at(one.due_at), "paid_at": _at(one.paid_at)}
    return {"id": one.id, "number": one.number, "state": one.look, "currency": one.currency, **amounts, **dates}


def _at(moment: datetime | None) -> str | None:
    return zulu(moment) if moment else None
