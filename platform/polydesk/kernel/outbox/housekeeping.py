"""Order in the outbox: rows whose worker died are pending again, rows done a week ago are deleted."""

from datetime import timedelta

from polydesk.kernel import unit
from polydesk.kernel.logs import logger
from polydesk.kernel.outbox import metrics

log = logger()

KEPT = timedelta(days=7)
BATCH = 2000
CRASHES = 20
"""How many workers a row may take down with it, on top of its attempts, before it is a dead letter."""

LAPSED = """
UPDATE outbox o SET lease = NULL, lease_until = NULL,
  state = CASE WHEN o.attempt < $1 THEN 'pending' ELSE 'dead' END,
  done_at = CASE WHEN o.attempt < $1 THEN NULL ELSE now() END,
  last_error = 'The worker stopped in the middle of it.'
FROM (SELECT tenant_id, id FROM outbox WHERE state = 'running' AND lease_until < clock_timestamp()
      LIMIT $2 FOR UPDATE SKIP LOCKED) lapsed
WHERE o.tenant_id = lapsed.tenant_id AND o.id = lapsed.id
RETURNING o.job, o.id, o.state
"""
DELETE_OLD = """
WITH RECURSIVE tenants AS (
  (SELECT tenant_id, done_at FROM outbox WHERE state = 'done' ORDER BY tenant_id, done_at LIMIT 1)
  UNION ALL
  SELECT next.tenant_id, next.done_at FROM tenants t CROSS JOIN LATERAL (
    SELECT o.tenant_id, o.done_at FROM outbox o
    WHERE o.state = 'done' AND o.tenant_id > t.tenant_id ORDER BY o.tenant_id, o.done_at LIMIT 1) next
), old AS (
  SELECT found.tenant_id, found.id FROM tenants t CROSS JOIN LATERAL (
    SELECT o.tenant_id, o.id FROM outbox o
    WHERE o.state = 'done' AND o.tenant_id = t.tenant_id AND o.done_at < now() - $1::interval
    ORDER BY o.done_at LIMIT $2) found
  WHERE t.done_at < now() - $1::interval LIMIT $2
)
DELETE FROM outbox o USING old WHERE o.tenant_id = old.tenant_id AND o.id = old.id AND o.state = 'done' RETURNING o.id
"""


async def recover_lapsed() -> int:
    """Rows whose lease has passed are pending again; a row that ends every worker it meets becomes a dead letter."""
    async with unit.platform() as platform:
        rows = await platform.fetch(LAPSED, CRASHES, BATCH)
    for row in rows:
        metrics.RUN.labels(row["job"], "lapsed").inc()
        log.warning("a lease lapsed", job=row["job"], row=str(row["id"]), now=row["state"])
    return len(rows)


async def delete_old() -> int:
    """One batch of rows that were done long ago; answers how many there were."""
    async with unit.platform() as platform:
        return len(await platform.fetch(DELETE_OLD, KEPT, BATCH))
