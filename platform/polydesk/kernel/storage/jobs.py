"""The jobs of files: erase bytes whose row is gone, sweep what nobody has used."""

from datetime import time
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.outbox import Lease, daily, enqueue, job
from polydesk.kernel.storage import sweeping


@job("storage.erase", opens_unit=False)
async def erase(lease: Lease, file_id: str) -> None:
    await sweeping.erase(lease.tenant_id, UUID(file_id))


@job("storage.sweep", opens_unit=False)
async def sweep(lease: Lease) -> None:
    await sweeping.sweep(lease.tenant_id)


@daily(at=time(2, 30))
@job("storage.sweep_all", platform=True)
async def sweep_all() -> None:
    for row in await unit.fetch("SELECT id FROM tenant WHERE status <> 'erased'"):
        await enqueue("storage.sweep", tenant=row["id"])
