"""Canned replies: who may use them, in which folder they lie, and what they say in each language."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0001"

# `version` goes up with each change, so that of two people who edit one at once the second is told.
REPLY = """
CREATE TABLE canned_reply (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL,
  folder text NOT NULL DEFAULT '',
  texts jsonb NOT NULL,
  scope text NOT NULL CHECK (scope IN ('private', 'team', 'all')),
  owner_id uuid NOT NULL,
  team_id uuid,
  uses bigint NOT NULL DEFAULT 0,
  used_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES member (tenant_id, id),
  FOREIGN KEY (tenant_id, team_id) REFERENCES team (tenant_id, id),
  CHECK (scope <> 'team' OR team_id IS NOT NULL)
);
"""


async def forwards() -> MigrationManager:
    return migration(ID, "replies", "canned replies", REPLY, tenant_table("canned_reply"))
