"""What the portal does a moment later."""

from datetime import time
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.outbox import daily, enqueue, job
from portal.sign_in import asking


@job("portal.mail_way_in", queue="mail")
async def mail_way_in(request_id: str) -> None:
    await asking.post(UUID(request_id))


@job("portal.sweep_ways_in")
async def sweep_ways_in() -> None:
    await asking.sweep()


@daily(at=time(3, 15))
@job("portal.sweep_all_ways_in", platform=True)
async def sweep_all_ways_in() -> None:
    for row in await unit.fetch("SELECT id FROM tenant WHERE status <> 'erased'"):
        await enqueue("portal.sweep_ways_in", tenant=row["id"])
