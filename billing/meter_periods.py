"""Periods of metering: which of them are still open, and what the rows say that Stripe has been told. In the tenant's unit.

A period is Stripe's, as the mirror knows it. When the next one begins the one before is counted once more, a little
after its end, and then closed: Stripe finalises an invoice about an hour after it was drafted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from billing import plans
from billing.accounts import own_account
from billing.counting import METERS, count_charged
from billing.plans import MONTHS
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.turns import take_turn

MINUTE = timedelta(minutes=1)
# What was still being written at the end has been by then, and the invoice is still a draft.
CLOSES_AFTER = timedelta(minutes=20)


@dataclass(frozen=True)
class Period:
    subscription_id: str
    customer_id: str
    starts: datetime
    ends: datetime
    most: dict[str, int]


async def write_down() -> None:
    """What was used since the rows before: one more row for each meter that has changed, and none where nothing has."""
    await take_turn("metering")
    await _begin()
    for period in await _open():
        for meter in METERS:
            await _report(period, meter)
        if now() >= period.ends + CLOSES_AFTER:
            await unit.execute(_CLOSE, period.subscription_id, period.starts, now())


async def _begin() -> None:
    """The period that runs, and the end of one that was cut short: by another one, or with its subscription."""
    await unit.execute(_ENDED)
    row = await unit.fetchrow(_RUNNING)
    if row is None:
        return
    await unit.execute(_CUT, row["id"], row["period_start"])
    months = MONTHS[row["cycle"]]
    included = {meter: plans.plan(row["plan"]).included(meter) * months for meter in METERS}
    await unit.execute(
        _BEGIN, row["id"], row["period_start"], row["period_end"], row["customer_id"], included | {"months": months}
    )
    closing = row["period_end"] + CLOSES_AFTER
    await enqueue("billing.meter", at=closing, dedupe=f"closing {row['id']} {closing.isoformat()}")


async def _open() -> list[Period]:
    caps = (await own_account()).caps
    found = []
    for row in await unit.fetch(_OPEN):
        included = row["included"]
        most = {meter: included[meter] + caps[meter] * included["months"] for meter in METERS if meter in caps}
        found.append(Period(row["subscription_id"], row["customer_id"], row["starts"], row["ends"], most))
    return found


async def _report(period: Period, meter: str) -> None:
    """A cap that is lowered takes nothing back that was charged already."""
    told = int(await unit.fetchval(_TOLD, period.subscription_id, period.starts, meter))
    counted = await count_charged(meter, period.starts, min(period.ends, now()))
    wanted = min(counted, max(period.most[meter], told)) if meter in period.most else counted
    if wanted == told:
        return
    at = await unit.fetchval(_FREE_MINUTE, _latest_minute(period), meter, period.starts)
    # In the first minute of a period there is none yet: the next time tells it.
    if at is not None:
        await unit.execute(_REPORT, new_id(), period.subscription_id, period.starts, meter, wanted - told, at, now())


def _latest_minute(period: Period) -> datetime:
    return min(now(), period.ends - MINUTE).replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Report:
    id: UUID
    customer_id: str
    meter: str
    quantity: int
    at: datetime
    made_at: datetime


async def unsent() -> list[Report]:
    return [Report(**row) for row in await unit.fetch(_UNSENT)]


async def mark(report: Report, *, given_up: bool = False) -> None:
    column = "given_up_at" if given_up else "sent_at"
    await unit.execute(f"UPDATE billing_meter_report SET {column} = $2 WHERE id = $1", report.id, now())  # noqa: S608


_RUNNING = """
SELECT s.id, s.plan, s.cycle, s.period_start, s.period_end, a.customer_id
  FROM billing_subscription s JOIN billing_account a ON a.tenant_id = s.tenant_id
 WHERE s.status IN ('active', 'trialing', 'past_due') AND a.customer_id IS NOT NULL
   AND s.period_start IS NOT NULL AND s.period_end > s.period_start
 ORDER BY s.created_at DESC LIMIT 1
"""
_ENDED = """
UPDATE billing_meter_period p SET ends = s.ended_at FROM billing_subscription s
 WHERE s.tenant_id = p.tenant_id AND s.id = p.subscription_id AND p.closed_at IS NULL
   AND s.ended_at > p.starts AND s.ended_at < p.ends
"""
_CUT = """
UPDATE billing_meter_period SET ends = $2
 WHERE subscription_id = $1 AND closed_at IS NULL AND starts < $2 AND ends > $2
"""
_BEGIN = """
INSERT INTO billing_meter_period (subscription_id, starts, ends, customer_id, included) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, subscription_id, starts)
  DO UPDATE SET included = excluded.included, ends = excluded.ends, customer_id = excluded.customer_id
  WHERE billing_meter_period.closed_at IS NULL
"""
_OPEN = """
SELECT subscription_id, customer_id, starts, ends, included FROM billing_meter_period WHERE closed_at IS NULL ORDER BY starts
"""
_CLOSE = "UPDATE billing_meter_period SET closed_at = $3 WHERE subscription_id = $1 AND starts = $2"
_TOLD = """
SELECT coalesce(sum(quantity), 0) FROM billing_meter_report
 WHERE subscription_id = $1 AND starts = $2 AND meter = $3
"""
_FREE_MINUTE = """
SELECT max(minute) FROM generate_series($1::timestamptz - interval '12 hours', $1, interval '1 minute') minute
 WHERE minute >= $3 AND NOT EXISTS (SELECT FROM billing_meter_report WHERE meter = $2 AND at = minute)
"""
_REPORT = """
INSERT INTO billing_meter_report (id, subscription_id, starts, meter, quantity, at, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_UNSENT = """
SELECT r.id, p.customer_id, r.meter, r.quantity, r.at, r.made_at
  FROM billing_meter_report r JOIN billing_meter_period p USING (tenant_id, subscription_id, starts)
 WHERE r.sent_at IS NULL AND r.given_up_at IS NULL ORDER BY r.at, r.id
"""
