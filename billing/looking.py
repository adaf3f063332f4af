"""Looking: a company's standing is asked for again at each date that changes it, and once an hour where a date was missed."""

from billing.settling import settle
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import Lease, enqueue, together


async def look(lease: Lease) -> None:
    """A job's: settles in a platform unit of its own."""
    async with unit.platform():
        await settle(lease.tenant_id)
        await lease.finish()


async def look_around() -> None:
    """In a platform unit: whoever should have changed by now, and whoever was never looked at."""
    async with together():
        for row in await unit.fetch(_MISSED, now()):
            await enqueue("billing.look", tenant=row["id"])


_MISSED = """
SELECT id FROM tenant WHERE status <> 'erased' AND (status_until <= $1 OR (status_why = '' AND settled_at IS NOT NULL))
"""
