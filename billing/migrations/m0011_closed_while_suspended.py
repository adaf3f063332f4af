"""Companies that closed while they were suspended: closed, with the suspension behind it, and with days enough to hear of the erasure."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, over_the_walls

ID = "0011"

CLOSED = """
UPDATE tenant SET status = 'closed', status_before = 'suspended' WHERE status = 'suspended' AND status_before = 'closed';
UPDATE billing_account a SET closed_at = now() - interval '59 days', erase_at = now() + interval '31 days'
  FROM tenant t WHERE t.id = a.tenant_id AND t.status = 'closed' AND t.status_before = 'suspended'
   AND a.erase_at < now() + interval '31 days';
UPDATE erasure e SET due_at = a.erase_at FROM billing_account a, tenant t
 WHERE a.tenant_id = e.of_tenant AND t.id = e.of_tenant AND t.status = 'closed' AND t.status_before = 'suspended'
   AND e.cause = 'closed' AND e.begun_at IS NULL AND e.due_at < a.erase_at;
"""


async def forwards() -> MigrationManager:
    return migration(ID, "billing", "closed while suspended", over_the_walls("tenant billing_account erasure", CLOSED))
