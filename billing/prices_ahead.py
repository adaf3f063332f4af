"""Prices ahead: who bought at an earlier price keeps it until a change was announced, and then until a renewal after that.

Pure: what somebody pays now stands in their subscription, what is sold today in the plans, when it counts in the
announcement. Nobody pays a price that they did not hear of thirty days before.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

from billing import plans
from billing.facts import Facts, PriceChange, Subscription
from billing.money import Money
from i18n import _
from i18n.formats import day, formatter

AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class PriceAhead:
    """`at`: the first renewal at the new price. Amounts of a cycle, before tax."""

    at: datetime
    before: Money
    after: Money
    change: PriceChange

    @property
    def text(self) -> str:
        """In the language of the moment."""
        return _("From your renewal on %(day)s your plan costs %(after)s instead of %(before)s, before tax.") % {
            "day": day(formatter().local(self.at)),
            "after": self.after.shown(),
            "before": self.before.shown(),
        }


def price_ahead(facts: Facts, at: datetime) -> PriceAhead | None:
    """None for whoever pays today's price, or for whose plan no other one was announced."""
    bought, change = facts.subscription, facts.price_change
    if change is None or bought is None or bought.period_end is None or not (pays_another(bought) and _goes_on(bought)):
        return None
    after = todays(bought)
    if after is None or bought.amount is None or bought.plan != change.plan:
        return None
    earliest = max(change.counts_from, (change.told_at or at) + AHEAD)
    return PriceAhead(_renewal_after(bought, earliest), Money(bought.amount, bought.currency), after, change)


def price_at_renewal(facts: Facts, at: datetime) -> Money | None:
    """What the next cycle costs."""
    bought, ahead = facts.subscription, price_ahead(facts, at)
    if bought is None:
        return None
    if ahead and ahead.at == bought.period_end:
        return ahead.after
    return Money(bought.amount, bought.currency) if bought.amount is not None else todays(bought)


def pays_another(bought: Subscription) -> bool:
    """Than somebody who buys the same today."""
    price = todays(bought)
    return price is not None and bought.amount not in (None, price.amount_minor)


def todays(bought: Subscription) -> Money | None:
    """What this subscription would cost if it were bought now; None for a plan that is not sold any more."""
    if bought.plan not in plans.PLANS or not plans.plan(bought.plan).is_paid:
        return None
    return plans.total(bought.plan, bought.cycle, bought.currency, bought.seats)


def _goes_on(bought: Subscription) -> bool:
    """What ends or changes at its renewal anyway was shown its price by then."""
    return bought.runs and bought.cancel_at is None and bought.ahead is None


def _renewal_after(bought: Subscription, counts_from: datetime) -> datetime:
    renewal, months = bought.period_end, plans.MONTHS[bought.cycle]
    assert renewal is not None
    first, number = renewal, 0
    while renewal < counts_from:
        number += 1
        renewal = _months_later(first, number * months)
    return renewal


def _months_later(at: datetime, months: int) -> datetime:
    """The same day of the month, or its last one, as Stripe counts."""
    years, month = divmod(at.month - 1 + months, 12)
    year, month = at.year + years, month + 1
    return at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))
