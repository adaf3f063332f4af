"""The way from host to host remembers where it was opened."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0002"


async def forwards() -> MigrationManager:
    return migration(ID, "tenants", "where a way over was opened", "ALTER TABLE identity_token ADD COLUMN origin text;")
