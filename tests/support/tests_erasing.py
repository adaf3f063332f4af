"""Erasing one tenant now, as the worker would: this row alone, since other scenes share the platform's queue."""

from uuid import UUID

from polydesk.kernel import clock, unit
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.outbox.entry import PLATFORM, Entry
from polydesk.kernel.outbox.lease import claim
from polydesk.kernel.outbox.running import run_claimed


async def erase_now(tenant_id: UUID) -> None:
    """What is ordered and due; and what Stripe is told then."""
    await _run("tenants.erase", tenant_id)
    async with unit.platform():
        told = await unit.fetchval(
            "SELECT id FROM outbox WHERE job = 'billing.forget_customers' AND payload ->> 'tenant_id' = $1",
            str(tenant_id),
        )
    if told is not None:
        await _claimed(told)


async def late(tenant_id: UUID) -> None:
    """What comes round an hour later."""
    await _run("tenants.erase_what_came_late", tenant_id)


async def _run(job: str, tenant_id: UUID) -> None:
    async with unit.platform():
        row = await enqueue(job, tenant_id=str(tenant_id))
    assert row is not None
    await _claimed(row)


async def _claimed(row: UUID) -> None:
    lease = await claim(Entry(PLATFORM, row, "default"), by=clock.now())
    assert lease is not None
    if error := await run_claimed(lease):
        raise error
