"""The jobs: deliver a message; forget old ones."""

from datetime import time
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.outbox import Lease, daily, enqueue, job
from polydesk.webhooks import delivering, log


# An attempt that failed is no failure of the job, which counts its attempts itself: these are for accidents.
@job("webhooks.deliver", opens_unit=False, attempts=30)
async def deliver(lease: Lease, delivery_id: str) -> None:
    await delivering.deliver(lease, UUID(delivery_id))


@daily(at=time(3, 40))
@job("webhooks.go_round", platform=True)
async def go_round() -> None:
    for row in await unit.fetch("SELECT id FROM tenant WHERE status NOT IN ('closed', 'erased')"):
        await enqueue("webhooks.forget_old", tenant=row["id"])


@job("webhooks.forget_old")
async def forget_old() -> None:
    await log.forget_old()
