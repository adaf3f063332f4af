"""Buying: the first payment, at Stripe's Checkout. One is open per company at a time; a second click gets the same one.

Whoever leaves it, or is sent to their bank (3-D Secure), finds the way back to it on the billing page until it expires.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from billing import mirror, queries, story
from billing.accounts import own_account
from billing.customers import customer
from billing.gateway import asking, stripe
from billing.own_turn import own_turn
from billing.previewing import new_items, prices_for
from billing.refusals import StripeRefused
from billing.wishes import Wish
from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import Conflict
from polydesk.kernel.tenancy import current_tenant

# What Checkout speaks; elsewhere it asks the browser.
SPOKEN = frozenset({"en", "de", "es", "fr", "hu", "it", "ja", "pl", "ru"})


class PaidAlready(Conflict):
    message = lazy("You have a paid plan already. Nothing was charged again; change it here.")


class AnotherCurrency(Conflict):
    message = lazy("Your first invoice fixed the currency. It cannot be changed any more.")


@dataclass(frozen=True)
class Checkout:
    """The one that is open."""

    session_id: str
    url: str
    plan: str
    cycle: str
    seats: int
    currency: str
    expires_at: datetime

    @property
    def wish(self) -> Wish:
        return Wish(self.plan, self.cycle, self.seats)


async def open_checkout() -> Checkout | None:
    names = ", ".join(Checkout.__dataclass_fields__)  # notext: columns
    row = await unit.fetchrow(f"SELECT {names} FROM billing_checkout WHERE expires_at > $1", now())  # noqa: S608
    return Checkout(**dict(row)) if row else None


async def buy(wish: Wish, currency: str, *, language: str, back: str, otherwise: str) -> str:
    """Where to pay; `back` and `otherwise` are addresses for whoever has paid, or not. Lets go of the transaction.

    Raises PaidAlready, AnotherCurrency, NotForSale, StripeAway, SomebodyElse.
    """
    async with own_turn():
        account, present = await own_account(), await open_checkout()
        if await queries.subscription():
            raise PaidAlready()
        if await queries.invoices(1) and account.currency not in (None, currency):
            raise AnotherCurrency()
        await unit.let_go()
        if present and (present.wish, present.currency) == (wish, currency) and await _status(present) == "open":
            return present.url
        customer_id = await customer()
        if present and not await _give_up(present):
            await arrive(present.session_id)
            raise PaidAlready()
        made = await _opened(customer_id, wish, currency, language, back, otherwise)
        await _keep(made, wish, currency)
        return str(made["url"])


async def arrive(session_id: str) -> Literal["paid", "waits", "left"]:
    """Whoever comes back has paid or not: asks Stripe, and the rows know before the page does. Lets go."""
    opened_at = await unit.fetchval("SELECT opened_at FROM billing_checkout WHERE session_id = $1", session_id)
    await unit.let_go()
    if opened_at is None:
        return "paid" if await queries.subscription() else "left"
    async with asking():
        found = await stripe().v1.checkout.sessions.retrieve_async(session_id)
    if found.status != "complete":
        return "left"
    await mirror.refresh(current_tenant())
    if await queries.subscription() is None:
        return "waits"
    await story.sign(opened_at)
    await unit.execute("DELETE FROM billing_checkout WHERE session_id = $1", session_id)
    return "paid"


async def _give_up(present: Checkout) -> bool:
    """Nobody can pay there any more; False when somebody has."""
    try:
        async with asking():
            await stripe().v1.checkout.sessions.expire_async(present.session_id)
    except StripeRefused:
        return await _status(present) != "complete"
    return True


async def _status(present: Checkout) -> str | None:
    """open, complete, expired."""
    async with asking():
        return (await stripe().v1.checkout.sessions.retrieve_async(present.session_id)).status


async def _opened(
    customer_id: str, wish: Wish, currency: str, language: str, back: str, otherwise: str
) -> dict[str, Any]:
    ours = {"tenant_id": str(current_tenant())}
    asked: Any = {
        "mode": "subscription",
        "customer": customer_id,
        "line_items": new_items(wish, currency, await prices_for(wish, currency)),
        "automatic_tax": {"enabled": True},
        "tax_id_collection": {"enabled": True},
        "allow_promotion_codes": True,
        "billing_address_collection": "required",
        "customer_update": {"address": "auto", "name": "auto"},
        "locale": language,
        "success_url": back,
        "cancel_url": otherwise,
        "metadata": ours,
        "subscription_data": {"metadata": ours},
    }
    async with asking():
        return (await stripe().v1.checkout.sessions.create_async(asked)).to_dict()


async def _keep(made: dict[str, Any], wish: Wish, currency: str) -> None:
    await unit.execute(
        """INSERT INTO billing_checkout (session_id, url, plan, cycle, seats, currency, opened_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
           ON CONFLICT (tenant_id) DO UPDATE
              SET session_id = $1, url = $2, plan = $3, cycle = $4, seats = $5, currency = $6, opened_at = $7, expires_at = $8""",
        *(made["id"], made["url"], wish.plan, wish.cycle, wish.seats, currency, now()),
        datetime.fromtimestamp(made["expires_at"], UTC),
    )
    await record("billing.checkout_opened", changes={"plan": [None, wish.plan]})
