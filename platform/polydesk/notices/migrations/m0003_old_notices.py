"""Old notices are found by their age, to be forgotten."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0003"

OLD = "CREATE INDEX notice_old ON notice (tenant_id, created_at);"


async def forwards() -> MigrationManager:
    return migration(ID, "notices", "old notices", OLD)
