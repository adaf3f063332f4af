"""Missed: events that never arrived, because we were down or Stripe gave up, are read from Stripe's own list of events.

It is read up to now, with a little of what was read before, and taken in like any other event: once.
"""

from datetime import datetime, timedelta
from typing import Any

from billing import differences, happened, incoming
from billing.gateway import asking, stripe
from billing.pace import Pace
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.logs import logger

PAGE = 100
# Stripe keeps them for thirty days; whoever begins anew looks back as long as it tries to deliver.
LOOKS_BACK = timedelta(days=3)
KEPT_BY_STRIPE = timedelta(days=30)
AGAIN = timedelta(minutes=10)
# Younger ones are still on their way.
ON_ITS_WAY = timedelta(minutes=5)


async def hear(pace: Pace | None = None) -> int:
    """Outside of transactions; answers how many were new."""
    begun = now()
    since = await _since(begun)
    found, pace, after = 0, pace or Pace(), None
    while True:
        await pace.turn()
        page = await _page(since, after)
        async with unit.platform():
            for event in page.data:
                found += await _take(event.to_dict(), begun)
            if not page.has_more or not page.data:
                await unit.execute(_HEARD, begun)
                return found
        after = page.data[-1].id


async def _take(said: object, begun: datetime) -> bool:
    event = happened.read(said)
    if event is None or not event.is_heard or not await incoming.receive(event):
        return False
    if datetime.fromtimestamp(event.created, begun.tzinfo) < begun - ON_ITS_WAY:
        await differences.report("event", object_id=event.id, customer_id=event.customer_id, mended=True)
        logger().warning("an event of Stripe's had not arrived", id=event.id, type=event.type)
    return True


async def _since(begun: datetime) -> int:
    async with unit.platform():
        until: datetime = await unit.fetchval("SELECT until FROM billing_heard") or begun - LOOKS_BACK
    return int((max(until, begun - KEPT_BY_STRIPE) - AGAIN).timestamp())


async def _page(since: int, after: str | None) -> Any:
    asked = {"created": {"gte": since}, "limit": PAGE} | ({"starting_after": after} if after else {})
    async with asking():
        return await stripe().v1.events.list_async(asked)  # type: ignore[arg-type]


_HEARD = """
INSERT INTO billing_heard (until) VALUES ($1) ON CONFLICT (one) DO UPDATE SET until = greatest(billing_heard.until, $1)
"""
