"""Room for files that a plan grants: beside the figure of the operator, whose word goes first."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0014"

GRANTED = """
ALTER TABLE storage_use ADD COLUMN granted bigint CHECK (granted >= 0);
GRANT INSERT (granted), UPDATE (granted) ON storage_use TO polydesk_platform;
"""


async def forwards() -> MigrationManager:
    return migration(ID, "kernel", "room for files that a plan grants", GRANTED)
