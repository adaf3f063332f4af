"""Links with which a screen opens the wallboard: shown once, kept as a digest, until somebody revokes them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0023"

LINK = """
CREATE TABLE report_wall_link (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL,
  team_id uuid,
  digest bytea NOT NULL,
  created_at timestamptz NOT NULL,
  by_name text NOT NULL,
  used_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, digest),
  FOREIGN KEY (tenant_id, team_id) REFERENCES team (tenant_id, id) ON DELETE CASCADE
);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "reports", "links to the wallboard"),
        *(LINK, tenant_table("report_wall_link")),
    )
