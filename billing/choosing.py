"""Choosing: the plans as they are offered to this company, and what one choice means to it, before and after its price is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from billing import plans, previewing, queries
from billing.accounts import Account, own_account
from billing.bills import Bill, own_line
from billing.effects import Effect, effects_of
from billing.money import Money
from billing.overview import stands_now
from billing.plans import Plan
from billing.previewing import Preview
from billing.queries import Subscription
from billing.settling import settle
from billing.used import used_now
from billing.wishes import Wish, begins_at_once
from i18n import lazy
from i18n.formats import currency_name
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import Conflict
from polydesk.kernel.tenancy import current_tenant
from tenants import entitlements
from tenants.here import site


class NotInFree(Conflict):
    message = lazy("More people work here than the Free plan has seats. Make some of them light agents first.")


@dataclass(frozen=True)
class Offer:
    """A plan beside the others: what a cycle costs, how much less a year is than twelve months, and what 1,000 of each meter
    cost beyond what is included."""

    plan: Plan
    price: Money
    seat: Money | None
    saved: Money | None
    more: Mapping[str, Money | None]


@dataclass(frozen=True)
class Choice:
    """`is_same`: it is what the company has. Without `held` it would be the first payment, told by `bill` where the address
    is known; `preview` is of a change. `fits`: there are seats for all who sit on one; `trial_ends_at`: of one that runs."""

    wish: Wish
    currency: str
    account: Account
    held: Subscription | None
    effects: Sequence[Effect]
    is_same: bool
    fits: bool = True
    trial_ends_at: datetime | None = None
    bill: Bill | None = None
    preview: Preview | None = None

    @property
    def plan(self) -> Plan:
        return plans.plan(self.wish.plan)

    @property
    def more(self) -> Mapping[str, Money | None]:
        """What 1,000 of each meter cost beyond what is included."""
        return plans.thousand_more(self.wish.plan, self.currency)

    @property
    def tells_usage(self) -> bool:
        """Another plan or pace that charges for more: what is included stands beside what more costs."""
        held = self.held.held if self.held else None
        return bool(self.more["tickets"]) and (
            held is None or (held.plan, held.cycle) != (self.wish.plan, self.wish.cycle)
        )

    @property
    def begins_at_once(self) -> bool:
        return self.held is None or begins_at_once(self.held.held, self.wish)

    @property
    def first_bill(self) -> Bill:
        """With tax as Stripe said, else before tax, as our own price list says."""
        if self.bill:
            return self.bill
        name, cycle, seats = self.wish.plan, self.wish.cycle, self.wish.seats
        each = plans.price(name, cycle, self.currency, "seat") * seats
        base = plans.price(name, cycle, self.currency)
        lines = (own_line(name, cycle, "base", 1, base), own_line(name, cycle, "seat", seats, each))
        total = (base + each).amount_minor
        return Bill(self.currency, lines, total, 0, 0, total, total, is_reverse=False, is_taxed=False, at=0.0)

    def seen_as(self, preview: Preview) -> "Choice":
        return replace(self, preview=preview)


def offers(cycle: str, currency: str) -> list[Offer]:
    return [_offer(plan, cycle, currency) for plan in plans.PLANS.values() if plan.is_sold]


async def currency(account: Account, held: Subscription | None, wanted: str = "") -> str:
    """Chosen once; from the first invoice on it is fixed, since Stripe never mixes them for a customer."""
    if held:
        return held.currency
    if account.currency and await queries.invoices(1):
        return account.currency
    if wanted in plans.CURRENCIES:
        return wanted
    return account.currency or plans.currency_for(account.address.get("country") or site().country)


async def is_currency_fixed(account: Account, held: Subscription | None) -> bool:
    return held is not None or bool(account.currency and await queries.invoices(1))


def currencies() -> list[tuple[str, str]]:
    return [(code, f"{code.upper()} · {currency_name(code.upper())}") for code in plans.CURRENCIES]


async def choice_of(wish: Wish, wanted_currency: str = "") -> Choice:
    account, held, stands = await own_account(), await queries.subscription(), await stands_now()
    after = plans.limits_of(wish.plan, wish.seats)
    is_same = wish == held.held and not held.later and not held.cancel_at if held else stands.plan == wish.plan
    chosen = await currency(account, held, wanted_currency)
    choice = Choice(wish=wish, currency=chosen, account=account, held=held, effects=[], is_same=is_same)
    if is_same:
        return choice
    told, used = plans.METERS if choice.tells_usage else (), await used_now()
    return replace(
        choice,
        effects=effects_of(stands.limits, after, used, told=told),
        fits=used["seats"] <= after["seats"],
        trial_ends_at=stands.until if stands.why == "trial" else None,
    )


async def priced(choice: Choice) -> Choice:
    """With what Stripe says that it costs; the caller has let go of its transaction. Raises StripeAway, NotForSale."""
    if choice.is_same:
        return choice
    if choice.held:
        return choice.seen_as(await previewing.preview_of(choice.held, choice.wish))
    if choice.wish.is_paid and choice.account.address.get("country"):
        return replace(choice, bill=await previewing.first_bill(choice.account, choice.wish, choice.currency))
    return choice


async def settle_for_free() -> None:
    """Whoever has bought nothing ends the trial. Raises NotInFree."""
    stands = await stands_now()
    if await queries.subscription() or await entitlements.seats_taken() > plans.FREE.seats:
        raise NotInFree()
    await own_account()
    # What ended did so by Stripe's clock, which may be ahead: whoever settles for Free now has seen that end.
    since = "SELECT greatest($1, max(ended_at)) FROM billing_subscription"
    await unit.execute(f"UPDATE billing_account SET free_since = ({since})", now())  # noqa: S608 - our words
    await record("billing.plan_changed", changes={"plan": [stands.plan, plans.FREE.name]})
    await unit.let_go()
    async with unit.platform():
        await settle(current_tenant())


def _offer(plan: Plan, cycle: str, code: str) -> Offer:
    price = plans.price(plan.name, cycle, code) if plan.is_paid else Money(0, code)
    if not plan.is_paid:
        return Offer(plan, price, None, None, {})
    saved = plans.price(plan.name, "month", code) * 12 - plans.price(plan.name, "year", code)
    return Offer(plan, price, plans.price(plan.name, cycle, code, "seat"), saved, plans.thousand_more(plan.name, code))
