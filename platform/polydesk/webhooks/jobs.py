"""The jobs: deliver a message; forget old ones."""

from datetime import time
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.database import Unavailable
from polydesk.kernel.outbox import Lease, LeaseLost, Retry, daily, enqueue, job
from polydesk.webhooks import delivering, log

# An attempt that failed is no failure of the job, which counts its attempts itself: these are for accidents.
ACCIDENTS = 30


@job("webhooks.deliver", opens_unit=False, attempts=ACCIDENTS)
async def deliver(lease: Lease, delivery_id: str) -> None:
    try:
        await delivering.deliver(lease, UUID(delivery_id))
    except (Retry, LeaseLost, Unavailable):
        raise
    except Exception:
        if lease.attempt >= ACCIDENTS:
            async with lease.unit():
                await delivering.abandon(UUID(delivery_id))
        raise


@daily(at=time(3, 40))
@job("webhooks.go_round", platform=True)
async def go_round() -> None:
    for row in await unit.fetch("SELECT id FROM tenant WHERE status NOT IN ('closed', 'erased')"):
        await enqueue("webhooks.forget_old", tenant=row["id"])


@job("webhooks.forget_old")
async def forget_old() -> None:
    await delivering.abandon_orphans()
    await log.forget_old()
