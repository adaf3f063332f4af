"""Gaps are counted by readers: which of 2,048 seats were taken that day (`kernel/web/reader.py`), not on how many pages."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0013"

# What was counted by pages so far says nothing about readers; it would have been forgotten within the month.
SEATS = """
ALTER TABLE text_gap DROP COLUMN times;
ALTER TABLE text_gap ADD COLUMN seen bit(2048) NOT NULL DEFAULT 0::bit(2048);
"""


async def forwards() -> MigrationManager:
    return migration(ID, "kernel", "gaps by readers", SEATS)
