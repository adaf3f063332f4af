"""Mails of the platform itself, which never leave from a tenant's own domain."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0012"

OF_PLATFORM = "ALTER TABLE mail ADD COLUMN of_platform boolean NOT NULL DEFAULT false;"


async def forwards() -> MigrationManager:
    return migration(ID, "kernel", "mails of the platform itself", OF_PLATFORM)
