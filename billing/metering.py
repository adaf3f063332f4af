"""Metering: Stripe hears what was used, each row of ours exactly once, wherever a worker is killed.

The rows are written first and committed; then each is sent under its own id, which Stripe takes once within a day. What
was left lying for longer is looked up at Stripe before it is sent: its minute holds no other event of that meter.
"""

import time
from datetime import timedelta

from billing import meter_periods, plans
from billing.gateway import asking, key, stripe
from billing.meter_periods import MINUTE, Report
from billing.refusals import StripeRefused
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.logs import logger
from polydesk.kernel.outbox import Lease, enqueue, together

# How long Stripe surely knows an identifier again, and how old an event may be that it takes.
STRIPE_KNOWS = timedelta(hours=23)
STRIPE_TAKES = timedelta(days=34)
REMEMBERED_S = 600.0

_meters: dict[str, tuple[float, str]] = {}


async def meter(lease: Lease) -> None:
    """A job's, in units of its own. Raises Retry while Stripe is away; whoever comes next goes on."""
    async with lease.unit():
        await lease.hold()
        await meter_periods.write_down()
        waiting = await meter_periods.unsent()
    for report in waiting:
        await lease.confirm()
        taken = await _send(report)
        async with lease.unit():
            await meter_periods.mark(report, given_up=not taken)


async def go_round() -> None:
    """In a platform unit: a job for each company that pays, or has something left to tell."""
    async with together():
        for row in await unit.fetch(_PAYING):
            await enqueue("billing.meter", tenant=row["tenant_id"])


async def _send(report: Report) -> bool:
    """False: Stripe does not take it any more."""
    if now() - report.at > STRIPE_TAKES:
        logger().error("usage is too old for Stripe", report=str(report.id), quantity=report.quantity)
        return False
    if now() - report.made_at > STRIPE_KNOWS and await _has_arrived(report):
        return True
    try:
        async with asking():
            await stripe().v1.billing.meter_events.create_async(
                {
                    "event_name": plans.meter_name(report.meter),
                    "identifier": str(report.id),
                    "payload": {"stripe_customer_id": report.customer_id, "value": str(report.quantity)},
                    "timestamp": int(report.at.timestamp()),
                },
                key(report.id),
            )
    except StripeRefused as refusal:
        # Stripe has no code for it, and names no parameter.
        if "already exists with identifier" not in refusal.reason:
            raise
    return True


async def _has_arrived(report: Report) -> bool:
    async with asking():
        found = await stripe().v1.billing.meters.event_summaries.list_async(
            await _meter_id(report.meter),
            {
                "customer": report.customer_id,
                "start_time": int(report.at.timestamp()),
                "end_time": int((report.at + MINUTE).timestamp()),
            },
        )
    return sum(one.aggregated_value for one in found.data) == report.quantity


async def _meter_id(name: str) -> str:
    """By which Stripe knows the meter; it stays the same."""
    event = plans.meter_name(name)
    if _meters.get(event, (0.0, ""))[0] < time.monotonic():
        found = await stripe().v1.billing.meters.list_async({"status": "active", "limit": 100})
        _meters.update({one.event_name: (time.monotonic() + REMEMBERED_S, one.id) for one in found.data})
    return _meters[event][1]


_PAYING = """
SELECT DISTINCT s.tenant_id FROM billing_subscription s JOIN tenant t ON t.id = s.tenant_id
 WHERE t.status <> 'erased' AND (s.status IN ('active', 'trialing', 'past_due') OR s.ended_at > now() - interval '3 days')
"""
