"""The schedule: one row per periodic job, so that each period runs once however many clocks there are."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_table

ID = "0005"

SCHEDULE = """
CREATE TABLE schedule (
  name text PRIMARY KEY,
  due timestamptz NOT NULL,
  last_enqueued timestamptz
);
"""


async def forwards() -> MigrationManager:
    return migration(ID, "kernel", "the schedule of periodic jobs", SCHEDULE, platform_table("schedule"))
