"""Paying: what Nordwind has paid us so far, told in months that pass at a Stripe to practise with: half a year of invoices,
one of which the bank refused at first, and since three weeks a bigger plan for a year. Luce tries us for six more days.

Only where Stripe moves no real money: its test clocks make the months pass.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from billing import mirror, settling
from billing.accounts import Account, account_of
from billing.customers import said_of
from billing.gateway import asking, stripe
from billing.previewing import new_items, prices_for
from billing.wishes import Wish
from polydesk import wiring
from polydesk.demo.companies import read
from polydesk.kernel import unit
from polydesk.kernel.clock import now

FIRST, THEN = Wish("team", "month", 2), Wish("business", "year")
CURRENCY = "eur"
BEGAN_AGO = timedelta(days=170)
REFUSED_AFTER, CARD_CHANGED_AFTER, GREW_AFTER = timedelta(days=80), timedelta(days=95), timedelta(days=149)
HOME = {"country": "DE", "line1": "Holtenauer Straße 12", "postal_code": "24105", "city": "Kiel"}
LEAP = timedelta(days=28)
TRIAL_LEFT = timedelta(days=6)

FIND = "SELECT id FROM tenant WHERE slug = $1 AND is_demo"
TRY = "UPDATE tenant SET trial_ends_at = $2 WHERE id = $1 AND trial_ends_at IS NULL"

# The demo's tickets come as rows, past the verbs that make them count.
COUNT = """
INSERT INTO billing_counted (ticket_id, at)
SELECT id, first_response_at FROM ticket t
 WHERE first_response_at IS NOT NULL AND NOT EXISTS (SELECT FROM sample s WHERE s.kind = 'ticket' AND s.id = t.id)
ON CONFLICT DO NOTHING
"""


async def main() -> None:
    """Tells it once: whoever has paid already is left alone."""
    wiring.load()
    async with unit.platform():
        payer, trier = [await unit.fetchval(FIND, read(name).slug) for name in ("nordwind", "luce")]
    if trier:
        await _try(trier)
    if payer and not (account := await account_of(payer)).customer_id:
        async with unit.tenant(payer):
            await unit.execute(COUNT)
        async with asking():
            customer_id = await _pay(account)
        await mirror.fetch_and_write(customer_id=customer_id)


async def _try(tenant_id: UUID) -> None:
    """Companies of the demo are nobody's customers; this one might become one."""
    async with unit.platform():
        await unit.execute(TRY, tenant_id, now() + TRIAL_LEFT)
        await settling.settle(tenant_id)


async def _pay(account: Account) -> str:
    began, ours = now() - BEGAN_AGO, {"tenant_id": str(account.tenant_id)}
    months = await Months.since(began)
    v1 = stripe().v1
    asked: Any = said_of(account) | {"name": "Nordwind Kettles GmbH", "address": HOME, "metadata": ours}
    customer = await v1.customers.create_async(asked | {"test_clock": months.clock_id})
    await _card(customer.id, "pm_card_visa")
    bought: Any = {
        "customer": customer.id,
        "items": new_items(FIRST, CURRENCY, await prices_for(FIRST, CURRENCY)),
        "automatic_tax": {"enabled": True},
        "metadata": ours,
    }
    subscription = await v1.subscriptions.create_async(bought)
    await months.pass_until(began + REFUSED_AFTER)
    await _card(customer.id, "pm_card_chargeCustomerFail")
    await months.pass_until(began + CARD_CHANGED_AFTER)
    await _card(customer.id, "pm_card_mastercard")
    await _pay_what_is_open(customer.id)
    await months.pass_until(began + GREW_AFTER)
    await _grow(subscription.id)
    await months.pass_until(now())
    return customer.id


async def _card(customer_id: str, token: str) -> None:
    """The one that is charged from then on."""
    card = await stripe().v1.payment_methods.attach_async(token, {"customer": customer_id})
    settings: Any = {"invoice_settings": {"default_payment_method": card.id}}
    await stripe().v1.customers.update_async(customer_id, settings)


async def _pay_what_is_open(customer_id: str) -> None:
    found = await stripe().v1.invoices.list_async({"customer": customer_id, "status": "open"})
    for invoice in found.data:
        await stripe().v1.invoices.pay_async(invoice.id)


async def _grow(subscription_id: str) -> None:
    present = (await stripe().v1.subscriptions.retrieve_async(subscription_id)).to_dict()
    gone = [{"id": item["id"], "deleted": True} for item in present["items"]["data"]]
    wanted: Any = [*gone, *new_items(THEN, CURRENCY, await prices_for(THEN, CURRENCY))]
    await stripe().v1.subscriptions.update_async(
        subscription_id, {"items": wanted, "proration_behavior": "always_invoice"}
    )


class Months:
    """A test clock: time passes when it is told to."""

    def __init__(self, clock_id: str, at: datetime) -> None:
        self.clock_id, self.at = clock_id, at

    @classmethod
    async def since(cls, at: datetime) -> "Months":
        made = await stripe().v1.test_helpers.test_clocks.create_async({"frozen_time": int(at.timestamp())})
        return cls(made.id, at)

    async def pass_until(self, moment: datetime) -> None:
        clocks = stripe().v1.test_helpers.test_clocks
        while self.at < moment:
            self.at = min(moment, self.at + LEAP)
            await clocks.advance_async(self.clock_id, {"frozen_time": int(self.at.timestamp())})
            while (await clocks.retrieve_async(self.clock_id)).status != "ready":  # noqa: ASYNC110 (nobody tells us)
                await asyncio.sleep(0.05)
