"""The outbox in figures. The gauges are read from the rows by `collect`, which whoever serves /metrics awaits first."""

import time

from prometheus_client import Counter, Gauge

from polydesk.kernel import unit
from polydesk.kernel.metrics import collects

FRESH_FOR_S = 5.0

PUBLISHED = Counter("polydesk_outbox_published_total", "Ids handed to the broker right after their commit.")
LEFT_TO_SWEEPER = Counter("polydesk_outbox_left_to_sweeper_total", "Ids that the sweeper has to find.")
SWEPT = Counter("polydesk_outbox_swept_total", "Ids that the sweeper handed to the broker.")
RUN = Counter("polydesk_jobs_total", "Jobs that ran in this process, by how they ended.", ["job", "end"])

ROWS = Gauge("polydesk_outbox_rows", "Rows of the outbox by state, without those that are done.", ["state"])
LAG = Gauge("polydesk_outbox_lag_seconds", "For how long the oldest due row has been waiting.")
OLDEST = Gauge("polydesk_outbox_oldest_job_seconds", "Age of the oldest row that is due or running.")

WAITING_TENANTS = """
WITH RECURSIVE tenants AS (
  (SELECT tenant_id, due FROM outbox WHERE state = 'pending' ORDER BY tenant_id, due LIMIT 1)
  UNION ALL
  SELECT next.tenant_id, next.due FROM tenants t CROSS JOIN LATERAL (
    SELECT o.tenant_id, o.due FROM outbox o
    WHERE o.state = 'pending' AND o.tenant_id > t.tenant_id ORDER BY o.tenant_id, o.due LIMIT 1) next
)
"""
"""Each tenant with pending rows and its earliest due time, by one index probe a tenant (a loose index scan)."""

FIGURES = f"""
{WAITING_TENANTS}
SELECT (SELECT count(*) FROM outbox WHERE state = 'pending') AS pending,
       (SELECT count(*) FROM outbox WHERE state = 'running') AS running,
       (SELECT count(*) FROM outbox WHERE state = 'dead') AS dead,
       coalesce(extract(epoch FROM now() - (SELECT min(due) FROM tenants WHERE due <= now())), 0)::float8 AS lag,
       coalesce(extract(epoch FROM now() - least(
         (SELECT min(due) FROM tenants WHERE due <= now()),
         (SELECT min(created_at) FROM outbox WHERE state = 'running'))), 0)::float8 AS oldest
"""  # noqa: S608

_collected = -FRESH_FOR_S


@collects
async def collect() -> None:
    """Brings the gauges up to date, at most every few seconds."""
    global _collected
    if time.monotonic() - _collected < FRESH_FOR_S:
        return
    _collected = time.monotonic()
    found = await figures()
    for state in ("pending", "running", "dead"):
        ROWS.labels(state).set(found[state])
    LAG.set(max(found["lag"], 0.0))
    OLDEST.set(max(found["oldest"], 0.0))


async def figures() -> dict[str, float]:
    """Rows by state, the lag and the age of the oldest job, in seconds."""
    async with unit.platform() as platform:
        row = await platform.fetchrow(FIGURES)
    return {key: float(value) for key, value in (row or {}).items()}
