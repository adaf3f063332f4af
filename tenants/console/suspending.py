"""Suspending: a tenant is shut for its people and its customers, with a reason, until it is resumed as it was before.

Both stand in the tenant's own audit log, with the operator's name.
"""

from uuid import UUID

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.live import tell
from polydesk.kernel.refusals import Conflict
from tenants import directory


class NotNow(Conflict):
    message = lazy("The status of this help desk has changed in the meantime.")


async def suspend(tenant_id: UUID, *, reason: str) -> None:
    """Raises NotNow for a tenant that is suspended or closed already."""
    before = await unit.fetchval(
        "SELECT status FROM tenant WHERE id = $1 AND status NOT IN ('suspended', 'closed', 'erased') FOR UPDATE",
        tenant_id,
    )
    if before is None:
        raise NotNow()
    await unit.execute(
        "UPDATE tenant SET status = 'suspended', status_before = $2, status_reason = $3 WHERE id = $1",
        *(tenant_id, before, reason),
    )
    changes = {"status": [before, "suspended"], "reason": [None, reason]}
    await record("tenant.suspended", subject=("tenant", tenant_id), changes=changes, tenant=tenant_id)
    await _tell()


async def resume(tenant_id: UUID, *, reason: str) -> None:
    """Raises NotNow for a tenant that is not suspended."""
    after = await unit.fetchval(
        """UPDATE tenant SET status = coalesce(status_before, 'active'), status_before = NULL, status_reason = NULL
            WHERE id = $1 AND status = 'suspended' RETURNING status""",
        tenant_id,
    )
    if after is None:
        raise NotNow()
    changes = {"status": ["suspended", after], "reason": [None, reason or None]}
    await record("tenant.resumed", subject=("tenant", tenant_id), changes=changes, tenant=tenant_id)
    await _tell()


async def _tell() -> None:
    await tell("site")
    unit.after_commit(directory.forget)
