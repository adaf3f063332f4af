"""Names of schedules in further languages; `name` stays what the company calls it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0002"


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "schedules", "names of schedules in further languages"),
        "ALTER TABLE schedule ADD COLUMN names jsonb NOT NULL DEFAULT '{}';",
    )
