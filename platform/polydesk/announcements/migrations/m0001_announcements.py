"""What stands on a company's portal, in which languages, from when until when."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0001"

# `bodies` is Markdown as it was typed, `pages` the same as safe HTML. Ended by hand: `stopped_at` says when, and
# `former_end` what it goes back to when that is undone.
ANNOUNCEMENT = """
CREATE TABLE announcement (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  severity text NOT NULL CHECK (severity IN ('information', 'known_issue', 'outage')),
  titles jsonb NOT NULL,
  bodies jsonb NOT NULL DEFAULT '{}',
  pages jsonb NOT NULL DEFAULT '{}',
  starts_at timestamptz NOT NULL,
  ends_at timestamptz,
  resolved_at timestamptz,
  stopped_at timestamptz,
  former_end timestamptz,
  position integer NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CHECK (ends_at IS NULL OR ends_at >= starts_at)
);
CREATE INDEX announcement_current ON announcement (tenant_id, position, id) WHERE archived_at IS NULL;
"""


async def forwards() -> MigrationManager:
    return migration(ID, "announcements", "announcements", ANNOUNCEMENT, tenant_table("announcement"))
