"""Terms: for which time what is used is counted, how much of it the price includes, and where it stops. In the tenant's unit.

Whoever pays has the period that Stripe bills, a month or a year; everybody else, and whoever has a plan from us that
counts, the month of their own calendar. An owner's cap is a number beyond what is included in a month. Where nothing
beyond can be bought, what is included is the cap; where nothing is charged anyway, there is none.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from billing import plans, queries
from billing.accounts import own_account
from billing.plans import MONTHS
from billing.queries import Subscription
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from tenants.entitlements import limits_now


@dataclass(frozen=True)
class Terms:
    """Of one meter. `included` None: as many as they like. `most`: where it stops; None: nowhere."""

    meter: str
    start: datetime
    end: datetime
    included: int | None
    most: int | None
    held: Subscription | None

    @property
    def cap(self) -> int | None:
        """How many beyond what is included, where an owner has said so."""
        return None if self.most is None or self.included is None else self.most - self.included


async def terms_of(meter: str) -> Terms:
    row = await unit.fetchrow(_STANDS)
    held, monthly = await queries.subscription(), getattr(await limits_now(), meter)
    assert row is not None
    is_charged = held is not None and held.plan == row["plan"] and not row["is_given"]
    if held is None or not is_charged or not (held.period_start and held.period_end):
        start, end = month_of(now(), row["zone"])
        return Terms(meter, start, end, monthly, monthly if row["plan"] == plans.FREE.name else None, None)
    months = MONTHS[held.cycle]
    included = plans.plan(held.plan).included(meter) * months
    cap = (await own_account()).caps.get(meter)
    most = None if cap is None else included + cap * months
    return Terms(meter, held.period_start, held.period_end, included, most, held)


def month_of(at: datetime, zone: str) -> tuple[datetime, datetime]:
    """The calendar month around an instant, where the company is."""
    local = at.astimezone(ZoneInfo(zone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    following = local.replace(year=local.year + local.month // 12, month=local.month % 12 + 1)
    return local.astimezone(at.tzinfo), following.astimezone(at.tzinfo)


_STANDS = """
SELECT plan, zone, EXISTS (SELECT FROM billing_given g WHERE g.tenant_id = t.id AND g.until IS NULL) AS is_given
  FROM tenant t WHERE id = app.tenant_id()
"""
