"""Links to receipts that have expired are deleted, over all tenants in one statement."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees

ID = "0004"

EXPIRING = "CREATE INDEX sla_link_expiring ON sla_link (expires_at);"


async def forwards() -> MigrationManager:
    rights = "SELECT (tenant_id, expires_at), DELETE"
    return migration(ID, "sla", "links that are forgotten", EXPIRING, platform_sees("sla_link", rights=rights))
