"""Changes of several tickets: what was wanted, and of each ticket what it was before and after, so that it can be undone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0018"

# `wanted` is batch_plans.Wanted, `view` where it was begun.
BATCH = """
CREATE TABLE ticket_batch (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  wanted jsonb NOT NULL,
  view text NOT NULL,
  is_cut boolean NOT NULL,
  state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'running', 'done', 'undoing', 'undone')),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id)
);
CREATE INDEX ticket_batch_age ON ticket_batch (tenant_id, created_at);
CREATE INDEX ticket_batch_member ON ticket_batch (tenant_id, member_id);
"""

# `why` is a reason of batch_plans.REASONS, or whose change came between.
LINE = """
CREATE TABLE ticket_batch_line (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  batch_id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  place integer NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'changed', 'left', 'undone', 'kept')),
  why text NOT NULL DEFAULT '',
  before jsonb,
  after jsonb,
  PRIMARY KEY (tenant_id, batch_id, ticket_id),
  FOREIGN KEY (tenant_id, batch_id) REFERENCES ticket_batch (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ticket_batch_line_ticket ON ticket_batch_line (tenant_id, ticket_id);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "tickets", "changes of several"),
        *(BATCH, tenant_table("ticket_batch"), LINE, tenant_table("ticket_batch_line")),
    )
