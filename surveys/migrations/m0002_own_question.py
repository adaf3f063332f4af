"""The question in a tenant's own words."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0002"


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "surveys", "the question in a tenant's own words"),
        "ALTER TABLE survey_setting ADD COLUMN question jsonb NOT NULL DEFAULT '{}';",
    )
