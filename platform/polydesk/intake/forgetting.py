"""Forgetting: a mail that has landed lies on its ticket; how it came is kept for a month. Quarantine waits for a person."""

from polydesk.intake.limits import KEPT
from polydesk.kernel import storage, unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import enqueue

OLD = """
DELETE FROM mail_in WHERE tenant_id = app.tenant_id() AND id IN (
  SELECT id FROM mail_in WHERE tenant_id = app.tenant_id() AND state IN ('done', 'discarded') AND received_at < $1 LIMIT 1000)
RETURNING file_id
"""
WITH_MAIL = "SELECT id FROM tenant WHERE status <> 'erased'"


async def everywhere() -> None:
    for row in await unit.fetch(WITH_MAIL):
        await enqueue("intake.forget_here", tenant=row["id"])


async def here() -> None:
    rows = await unit.fetch(OLD, now() - KEPT)
    for row in rows:
        if row["file_id"] is not None:
            await storage.remove(row["file_id"])
    if len(rows) == 1000:
        await enqueue("intake.forget_here")
