"""What leaving does a moment later, or when its day has come."""

from datetime import timedelta
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import Lease, enqueue, every, job
from tenants.closing import erasing, letters, making

HOURS = timedelta(hours=6)


@job("tenants.export", opens_unit=False, time_limit=HOURS)
async def export(lease: Lease, export_id: str) -> None:
    await making.make(UUID(export_id), lease)


@job("tenants.forget_export", opens_unit=False)
async def forget_export(lease: Lease, export_id: str) -> None:
    await making.forget(UUID(export_id), lease)


@job("tenants.mail_erasure_demanded")
async def mail_erasure_demanded() -> None:
    await letters.post_erasure_demanded()


@job("tenants.erase", platform=True, opens_unit=False, time_limit=HOURS)
async def erase(lease: Lease, tenant_id: str) -> None:
    await erasing.erase(UUID(tenant_id), lease)


@job("tenants.erase_what_came_late", platform=True, opens_unit=False, time_limit=HOURS)
async def erase_what_came_late(lease: Lease, tenant_id: str) -> None:
    await erasing.erase_what_came_late(UUID(tenant_id), lease)


@every(timedelta(hours=1))
@job("tenants.erase_what_is_due", platform=True)
async def erase_what_is_due() -> None:
    """What its own row of the outbox missed: an order outlives whatever happens to the queue."""
    rows = await unit.fetch("SELECT of_tenant FROM erasure WHERE finished_at IS NULL AND due_at <= $1", now())
    for row in rows:
        await enqueue("tenants.erase", tenant_id=str(row["of_tenant"]))
    await erasing.forget_addresses()
