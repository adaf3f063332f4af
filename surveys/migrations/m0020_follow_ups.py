"""What comes of a bad answer: somebody calls back; and tickets that an agent calls a complaint."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0020"

# One for each rating. `times` counts how often it fell: each time somebody is told, under a key of its own.
FOLLOW_UP = """
CREATE TABLE survey_follow_up (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  rating_id uuid NOT NULL,
  times integer NOT NULL DEFAULT 1,
  opened_at timestamptz NOT NULL,
  assignee_id uuid,
  done_at timestamptz,
  done_by_name text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, rating_id),
  FOREIGN KEY (tenant_id, rating_id) REFERENCES rating (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, assignee_id) REFERENCES member (tenant_id, id)
);
CREATE INDEX survey_follow_up_ticket ON survey_follow_up (tenant_id, ticket_id);
CREATE INDEX survey_follow_up_open ON survey_follow_up (tenant_id) WHERE done_at IS NULL;
"""

COMPLAINT = """
CREATE TABLE ticket_complaint (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  ticket_id uuid NOT NULL,
  at timestamptz NOT NULL,
  by_name text NOT NULL,
  PRIMARY KEY (tenant_id, ticket_id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ticket_complaint_at ON ticket_complaint (tenant_id, at);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "surveys", "follow-ups and complaints"),
        *(FOLLOW_UP, tenant_table("survey_follow_up"), COMPLAINT, tenant_table("ticket_complaint")),
    )
