"""Stripe's events and differences in figures, read from the rows before /metrics answers."""

import time

from prometheus_client import Gauge

from billing import event_queries, refused_key
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.metrics import collects
from polydesk.kernel.settings import settings

FRESH_FOR_S = 5.0

EVENTS = Gauge("polydesk_billing_events", "Events of Stripe's that are not acted on, by state.", ["state"])
OLDEST = Gauge("polydesk_billing_oldest_event_seconds", "For how long the oldest of them has been here.")
CHECKED = Gauge("polydesk_billing_checked_seconds", "How long ago everything was compared with Stripe; -1 for never.")
REFUSED = Gauge("polydesk_billing_refused_calls", "Calls for which Stripe refuses our key.")
DIFFERED = Gauge("polydesk_billing_differences", "What differed when everything was compared last.")

_collected = -FRESH_FOR_S


@collects
async def collect() -> None:
    """At most every few seconds."""
    global _collected
    if not settings().bills or time.monotonic() - _collected < FRESH_FOR_S:
        return
    _collected = time.monotonic()
    async with unit.platform():
        found = await event_queries.standing()
        REFUSED.set(len(await refused_key.refused_calls()))
    EVENTS.labels("received").set(found.waiting)
    EVENTS.labels("failed").set(found.failed)
    OLDEST.set((now() - found.oldest_at).total_seconds() if found.oldest_at else 0)
    CHECKED.set((now() - found.checked_at).total_seconds() if found.checked_at else -1)
    DIFFERED.set(found.differed)
