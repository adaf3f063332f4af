"""Previews: what a change costs, as Stripe computes it with proration and tax, before anybody confirms it (BL-02).

The caller has let go of its transaction. A preview knows the second of its proration: confirmed with the same second it
costs the same, and whatever differs is shown again instead of charged.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from billing import catalogue, sold
from billing.accounts import Account
from billing.bills import Bill, Json, bill_of, prices_in
from billing.gateway import asking, stripe
from billing.queries import Subscription
from billing.refusals import StripeRefused
from billing.wishes import Wish, begins_at_once, lookup_keys
from i18n import lazy
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import Conflict


class NotForSale(StripeRefused):
    message = lazy("This plan cannot be chosen right now. Please try again later or ask us.")


class PayFirst(Conflict):
    message = lazy("Pay the open invoice first. Then you can have more.")


@dataclass(frozen=True)
class Preview:
    """`bill`: what is charged now, none for what begins later or only goes on; `following`: a usual invoice from then
    on, none for what only goes on."""

    wish: Wish
    at_once: bool
    begins_at: datetime | None
    bill: Bill | None
    following: Bill | None
    proration_at: int

    @property
    def due(self) -> int:
        return self.bill.due if self.bill else 0


async def preview_of(held: Subscription, wish: Wish, *, proration_at: int | None = None) -> Preview:
    """Of another plan, cycle or number of seats for whoever pays already. Raises StripeAway, NotForSale, PayFirst."""
    second = max(proration_at or int(now().timestamp()), _began(held))
    if not wish.is_paid:
        return Preview(wish, False, held.period_end, None, None, second)
    at_once = begins_at_once(held.held, wish)
    if at_once and not held.is_paid_for:
        raise PayFirst()
    if wish == held.held:  # which was to end, or to change: it goes on at its price, and nothing is charged for that
        return Preview(wish, True, None, None, None, second)
    usual = usual_bill({"customer": held.customer_id}, wish, held.currency)
    if not at_once:
        return Preview(wish, False, held.period_end, None, await usual, second)
    bill, following = await asyncio.gather(_bill_now(held, wish, second), usual)
    return Preview(wish, True, None, bill, following, second)


def _began(held: Subscription) -> int:
    """The first second that can be shared: Stripe's clock may be ahead of ours, and refuses whatever was before its period."""
    return int(held.period_start.timestamp()) if held.period_start else 0


async def first_bill(account: Account, wish: Wish, currency: str) -> Bill:
    """Of a plan that nobody has bought yet, with the tax of the address that the company gave us."""
    known = account.customer_id
    whom = {"customer": known} if known else {"customer_details": {"address": account.address}}
    return await usual_bill(whom, wish, currency)


async def usual_bill(whom: dict[str, Any], wish: Wish, currency: str) -> Bill:
    """Of a whole period: nothing is shared, nothing was used beyond the plan."""
    items = new_items(wish, currency, await prices_for(wish, currency))
    asked = {"currency": currency, "automatic_tax": {"enabled": True}, "subscription_details": {"items": items}}
    return await _asked(asked | whom)


async def _bill_now(held: Subscription, wish: Wish, second: int) -> Bill:
    items = await changed_items(held, wish)
    shares = {"items": items, "proration_behavior": "always_invoice", "proration_date": second}
    return await _asked({"subscription": held.id, "subscription_details": shares})


async def next_bill(held: Subscription) -> Bill:
    """The invoice that comes by itself, with whatever was decided for then."""
    return await _asked({"schedule": held.schedule_id} if held.schedule_id else {"subscription": held.id})


async def prices_for(wish: Wish, currency: str) -> dict[str, str]:
    """The ids of the prices that are sold today, by their keys. Raises NotForSale when one is missing."""
    wanted = lookup_keys(wish, currency)
    prices = await catalogue.price_ids(wanted)
    if not prices.keys() >= set(wanted):
        raise NotForSale()
    return prices


def new_items(wish: Wish, currency: str, prices: dict[str, str]) -> list[dict[str, Any]]:
    """For a subscription that begins: metered prices have no quantity."""
    return [
        {"price": prices[key]} | ({} if quantity is None else {"quantity": quantity})
        for key, quantity in lookup_keys(wish, currency).items()
    ]


async def changed_items(held: Subscription, wish: Wish) -> list[dict[str, Any]]:
    """For a subscription that runs: what it has is changed, what is missing is added, the rest is taken away."""
    prices = await prices_for(wish, held.currency)
    async with asking():
        found = await stripe().v1.subscriptions.retrieve_async(held.id)
    ids = {_part(sold.read(item["price"])): item["id"] for item in found.to_dict()["items"]["data"]}
    items = []
    for item in new_items(wish, held.currency, prices):
        known = ids.pop(_part(sold.remembered(item["price"])), None)
        items.append(({"id": known} if known else {}) | item)
    return [*items, *({"id": left, "deleted": True} for left in ids.values())]


def _part(found: sold.Sold | None) -> str:
    return found.part if found else ""


async def _asked(params: dict[str, Any]) -> Bill:
    async with asking():
        found: Json = (await stripe().v1.invoices.create_preview_async(params)).to_dict()  # type: ignore[arg-type]
        for price in sold.unknown(prices_in(found)):
            sold.read((await stripe().v1.prices.retrieve_async(price)).to_dict())
    return bill_of(found)
