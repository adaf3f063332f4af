"""Contracts that begin or end by their dates: until which day that has been followed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0002"

TURNING = """
ALTER TABLE contract ADD COLUMN turned_on date;
GRANT SELECT (starts_on, turned_on) ON contract TO polydesk_platform;
"""


async def forwards() -> MigrationManager:
    return migration(ID, "sla", "contracts that turn", TURNING)
