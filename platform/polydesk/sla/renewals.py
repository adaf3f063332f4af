"""Reminders that a contract ends soon: each is announced once, on the day that its reminder names or after."""

from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.outbox import enqueue
from polydesk.sla.contract_queries import day_of
from polydesk.sla.events import ContractEnding


async def find_tenants() -> None:
    """In a platform unit: a job for each tenant in which a contract may have to be renewed, in whatever zone."""
    for row in await unit.fetch(_TENANTS, now().date()):
        await enqueue("sla.remind_contracts", tenant=row["tenant_id"])


async def remind() -> None:
    today = await day_of(instant_of(now()))
    for row in await unit.fetch(_DUE, today, now()):
        await announce(ContractEnding(row["id"], row["organisation_id"], row["ends_on"]))


_TENANTS = """
SELECT DISTINCT tenant_id FROM contract
 WHERE archived_at IS NULL AND reminded_at IS NULL AND remind_days > 0
   AND ends_on IS NOT NULL AND ends_on - remind_days <= $1::date + 1 AND ends_on >= $1::date - 1
"""
_DUE = """
UPDATE contract SET reminded_at = $2
 WHERE tenant_id = app.tenant_id() AND archived_at IS NULL AND reminded_at IS NULL AND remind_days > 0
   AND ends_on - remind_days <= $1 AND ends_on >= $1
RETURNING id, organisation_id, ends_on
"""
