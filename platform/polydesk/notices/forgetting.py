"""Old notices go: after a quarter nobody looks beside the bell for what happened; the tickets themselves tell it."""

from datetime import timedelta

from polydesk.kernel import unit
from polydesk.kernel.clock import now

KEPT = timedelta(days=90)
BATCH = 5_000
FORGET = """
DELETE FROM notice WHERE tenant_id = app.tenant_id() AND id IN (
  SELECT id FROM notice WHERE tenant_id = app.tenant_id() AND created_at < $1 ORDER BY created_at LIMIT $2)
"""


async def forget_old() -> bool:
    """One batch; whether there may be more."""
    return await unit.execute(FORGET, now() - KEPT, BATCH) == f"DELETE {BATCH}"
