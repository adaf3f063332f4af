"""The owner's page in one value: what stands in our rows about plan, seats, invoices and the card. Nothing is asked of Stripe."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from billing import buying, plans, queries, repricing, upcoming
from billing.accounts import Account, own_account
from billing.buying import Checkout
from billing.frame import begun_days, days_left_said
from billing.money import Money
from billing.prices_ahead import PriceAhead
from billing.queries import Invoice, Subscription
from billing.shown_usage import Meter, meters_of
from billing.upcoming import Upcoming
from billing.usage import Used, usage
from polydesk.kernel import storage, unit
from polydesk.kernel.clock import now
from polydesk.kernel.storage.room import MEGABYTE
from tenants import entitlements, invitations
from tenants.invitations import Invitation

SHOWN = 6


@dataclass(frozen=True)
class Stands:
    """The tenant's row: what it stands as, why, and what its plan allows."""

    status: str
    why: str
    until: datetime | None
    plan: str
    limits: dict[str, int]

    @property
    def days_left(self) -> int:
        return begun_days(self.until - now()) if self.until else 0

    @property
    def days_left_said(self) -> str:
        return days_left_said(self.days_left)


@dataclass(frozen=True)
class Card:
    brand: str
    last4: str
    kind: str
    month: int | None
    year: int | None

    @property
    def ends(self) -> str:
        """As it is printed on the card."""
        return f"{self.month:02d}/{self.year}" if self.month and self.year else ""

    @property
    def months_left(self) -> int:
        today = now()
        return (self.year - today.year) * 12 + self.month - today.month if self.month and self.year else 99

    @property
    def is_expired(self) -> bool:
        return self.months_left < 0

    @property
    def expires_soon(self) -> bool:
        return 0 <= self.months_left <= 1


@dataclass(frozen=True)
class Overview:
    account: Account
    stands: Stands
    held: Subscription | None
    invoices: list[Invoice]
    checkout: Checkout | None
    upcoming: Upcoming | None
    used: dict[str, int]
    metered: list[Used]
    waiting: int
    price_ahead: PriceAhead | None = None

    @property
    def meters(self) -> list[Meter]:
        return meters_of(self.stands.limits, self.used, self.metered)

    @property
    def plan_name(self) -> str:
        return str(plans.NAMES.get(self.stands.plan, self.stands.plan))

    @property
    def card(self) -> Card | None:
        method = self.account.payment_method
        return _card(method) if method else None

    @property
    def owed(self) -> Invoice | None:
        return next((one for one in reversed(self.invoices) if one.is_owed), None)

    @property
    def todays_price(self) -> Money | None:
        """Of a cycle, before tax and extras, for whoever bought the same now."""
        held = self.held
        return plans.total(held.plan, held.cycle, held.currency, held.seats) if held else None

    @property
    def price(self) -> Money | None:
        """The same as it is asked of this company: who bought earlier keeps the price of then."""
        held = self.held
        return Money(held.amount, held.currency) if held and held.amount is not None else self.todays_price

    @property
    def kept_price(self) -> Money | None:
        """Where it is another one than today's."""
        return self.price if self.price != self.todays_price else None


async def overview(most_invoices: int = SHOWN) -> Overview:
    found = Overview(
        account=await own_account(),
        stands=await stands_now(),
        held=await queries.subscription(),
        invoices=await queries.invoices(most_invoices),
        checkout=await buying.open_checkout(),
        upcoming=await upcoming.last_seen(),
        used={"seats": await entitlements.seats_taken(), "storage_mb": -(-(await storage.room()).used // MEGABYTE)},
        metered=await usage(),
        waiting=len(await waiting_for_seats()),
    )
    return replace(found, price_ahead=await repricing.own_price_ahead()) if found.kept_price else found


async def stands_now() -> Stands:
    row = await unit.fetchrow(
        "SELECT status, status_why AS why, status_until AS until, plan, entitlements AS limits FROM tenant WHERE id = app.tenant_id()"
    )
    assert row is not None
    return Stands(**{**dict(row), "limits": row["limits"] or {}})


async def waiting_for_seats() -> list[Invitation]:
    return [one for one in await invitations.open_ones() if one.waits_since is not None]


def _card(method: dict[str, Any]) -> Card:
    return Card(
        *(str(method.get("brand") or ""), str(method.get("last4") or ""), str(method.get("kind") or "card")),
        *(method.get("exp_month"), method.get("exp_year")),
    )
