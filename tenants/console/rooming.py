"""Rooming: the operator gives one tenant another quota for its files than the settings do, or takes it back.

It stands in the tenant's own audit log, with the operator's name.
"""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.storage import MEGABYTE


async def set_quota(tenant_id: UUID, *, megabytes: int | None) -> None:
    """None is the usual quota. Files that are there already stay, however many they are."""
    before = await unit.fetchval("SELECT quota FROM storage_use WHERE tenant_id = $1 FOR UPDATE", tenant_id)
    quota = None if megabytes is None else megabytes * MEGABYTE
    if before == quota:
        return
    await unit.execute(
        """INSERT INTO storage_use (tenant_id, quota) VALUES ($1, $2)
           ON CONFLICT (tenant_id) DO UPDATE SET quota = excluded.quota""",
        *(tenant_id, quota),
    )
    changes = {"quota_mb": [None if before is None else before // MEGABYTE, megabytes]}
    await record("tenant.quota_changed", subject=("tenant", tenant_id), changes=changes, tenant=tenant_id)
