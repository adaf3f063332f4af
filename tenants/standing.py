"""Standing: the status of a tenant, why and how long. Billing alone decides it; an operator's suspension stands before it."""

from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.live import tell
from tenants import directory


async def stand(tenant_id: UUID, *, status: str, why: str, since: datetime, until: datetime | None) -> None:
    """In a platform unit. A tenant that is suspended has this status once it is resumed; an erased one keeps its own.

    One that closes while it is suspended is closed like any other, so that its owners hear of it and can take everything
    along; should they come back, it is suspended again.
    """
    await unit.execute(_STAND, tenant_id, status, why, since, until)
    await tell("site")
    unit.after_commit(directory.forget)


_STAND = """
UPDATE tenant t SET status = CASE WHEN is_suspended AND $2 <> 'closed' THEN 'suspended' ELSE $2 END,
       status_before = CASE WHEN NOT is_suspended THEN status_before WHEN $2 = 'closed' THEN 'suspended' ELSE $2 END,
       status_why = $3, status_since = $4, status_until = $5
  FROM (SELECT status = 'suspended' OR (status = 'closed' AND status_before = 'suspended') IS TRUE AS is_suspended
          FROM tenant WHERE id = $1 FOR UPDATE) was
 WHERE id = $1 AND status <> 'erased'
"""
