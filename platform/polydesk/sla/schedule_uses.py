"""Which policies and contracts go by a schedule: the list of schedules says so, and archiving refuses meanwhile."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.schedules.usage import Use
from polydesk.sla.policy_looks import PAGE
from polydesk.sla.policy_queries import name_of


async def uses_of_schedule(schedule_id: UUID) -> list[Use]:
    policies = [
        Use(name_of(row["names"]), f"{PAGE}/{row['policy_id']}") for row in await unit.fetch(_POLICIES, schedule_id)
    ]
    contracts = [Use(row["name"], f"{PAGE}/contracts/{row['id']}") for row in await unit.fetch(_CONTRACTS, schedule_id)]
    return policies + contracts


_POLICIES = """
SELECT v.policy_id, v.names FROM sla_policy p
  JOIN LATERAL (SELECT * FROM sla_policy_version v WHERE v.tenant_id = p.tenant_id AND v.policy_id = p.id
                 ORDER BY v.no DESC LIMIT 1) v ON true
 WHERE p.tenant_id = app.tenant_id() AND p.archived_at IS NULL
   AND (v.schedule_id = $1 OR EXISTS (SELECT FROM jsonb_array_elements(v.targets) target
                                       WHERE target->>'schedule_id' = $1::uuid::text))
 ORDER BY p.position, p.id
"""
_CONTRACTS = """
SELECT id, name FROM contract
 WHERE tenant_id = app.tenant_id() AND schedule_id = $1 AND archived_at IS NULL
   AND (ends_on IS NULL OR ends_on >= current_date - 1) ORDER BY name, id
"""
