"""Links to receipts that have expired are found by when they did."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0004"

EXPIRING = "CREATE INDEX sla_link_expiring ON sla_link (tenant_id, expires_at);"


async def forwards() -> MigrationManager:
    return migration(ID, "sla", "links that are forgotten", EXPIRING)
