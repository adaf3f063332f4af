"""Updates as a fourth promise; contracts among the changes that are looked at first, and whether open tickets follow one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0003"

UPDATES = """
ALTER TABLE sla_timer DROP CONSTRAINT sla_timer_metric_check;
ALTER TABLE sla_timer ADD CONSTRAINT sla_timer_metric_check
  CHECK (metric IN ('first_response', 'next_response', 'update', 'resolution'));
ALTER TABLE sla_change DROP CONSTRAINT sla_change_kind_check;
ALTER TABLE sla_change ADD CONSTRAINT sla_change_kind_check
  CHECK (kind IN ('schedule', 'policy', 'holidays', 'exceptions', 'contract'));
ALTER TABLE contract ADD COLUMN open_too boolean NOT NULL DEFAULT true;
"""


async def forwards() -> MigrationManager:
    return migration(ID, "sla", "updates", UPDATES)
