"""What customers say, for the portal's first page: whether it is shown, and which answers an admin approved."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0030"

# What was approved is kept with it: an answer that says something else since is not shown before somebody looks again.
PRAISE = """
CREATE TABLE survey_praise_setting (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  is_shown boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id)
);
CREATE TABLE survey_praise (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  rating_id uuid NOT NULL,
  score smallint NOT NULL,
  comment text NOT NULL,
  shown_as text NOT NULL DEFAULT '',
  approved_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, rating_id),
  FOREIGN KEY (tenant_id, rating_id) REFERENCES rating (tenant_id, id) ON DELETE CASCADE
);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "surveys", "what customers say"),
        *(PRAISE, tenant_table("survey_praise_setting"), tenant_table("survey_praise")),
    )
