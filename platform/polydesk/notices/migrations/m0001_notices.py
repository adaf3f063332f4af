"""Notices of members, and whether they come by mail as well."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0001"

# `once` names what the notice is about, so that a job that runs twice tells nobody twice. `data` holds facts, never
# words: a notice is told in the language of whoever reads it.
NOTICE = """
CREATE TABLE notice (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  kind text NOT NULL,
  once text NOT NULL,
  ticket_id uuid,
  data jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  seen_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, member_id, once),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX notice_newest ON notice (tenant_id, member_id, created_at DESC, id DESC);
CREATE INDEX notice_unseen ON notice (tenant_id, member_id) WHERE seen_at IS NULL;
CREATE INDEX notice_ticket ON notice (tenant_id, ticket_id, member_id) WHERE ticket_id IS NOT NULL;

CREATE TABLE notice_setting (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  member_id uuid NOT NULL,
  by_mail boolean NOT NULL,
  PRIMARY KEY (tenant_id, member_id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
"""


async def forwards() -> MigrationManager:
    return migration(ID, "notices", "notices", NOTICE, tenant_table("notice"), tenant_table("notice_setting"))
