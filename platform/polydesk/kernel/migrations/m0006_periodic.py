"""Periodic jobs leave the word schedule to support hours."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0006"

RENAMING = """
ALTER TABLE schedule RENAME TO periodic;
ALTER INDEX schedule_pkey RENAME TO periodic_pkey;
"""


async def forwards() -> MigrationManager:
    return migration(ID, "kernel", "periodic jobs under a name of their own", RENAMING)
