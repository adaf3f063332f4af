"""What service levels ask of a ticket: for whom it is, its tags, impact and urgency, what is due next, and merging."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, over_the_walls, tenant_table

ID = "0002"

# `due_*` is the next promise, written by polydesk.sla in the transaction that moves it, so that the queue sorts by it:
# `due_schedule_id` null with a due time is the calendar clock; `due_paused` says why nothing is due now, `due_left_s`
# how much is left then.
COLUMNS = """
ALTER TABLE ticket
  ADD COLUMN organisation_id uuid,
  ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
  ADD COLUMN impact text CHECK (impact IN ('low', 'medium', 'high')),
  ADD COLUMN urgency text CHECK (urgency IN ('low', 'medium', 'high')),
  ADD COLUMN priority_reason text NOT NULL DEFAULT '',
  ADD COLUMN merged_into_id uuid,
  ADD COLUMN due_at timestamptz,
  ADD COLUMN due_metric text,
  ADD COLUMN due_schedule_id uuid,
  ADD COLUMN due_paused text,
  ADD COLUMN due_left_s bigint,
  ADD CONSTRAINT ticket_organisation_fkey FOREIGN KEY (tenant_id, organisation_id) REFERENCES organisation (tenant_id, id),
  ADD CONSTRAINT ticket_merged_fkey FOREIGN KEY (tenant_id, merged_into_id) REFERENCES ticket (tenant_id, id);

CREATE INDEX ticket_due ON ticket (tenant_id, (COALESCE(due_at, 'infinity'::timestamptz)), number)
  WHERE status NOT IN ('resolved', 'closed') AND spam_at IS NULL;
CREATE INDEX ticket_assignee_due ON ticket
  (tenant_id, assignee_id, (COALESCE(due_at, 'infinity'::timestamptz)), number)
  WHERE status NOT IN ('resolved', 'closed') AND spam_at IS NULL;
CREATE INDEX ticket_organisation ON ticket (tenant_id, organisation_id, number DESC) WHERE organisation_id IS NOT NULL;
CREATE INDEX ticket_tagged ON ticket (tenant_id, number DESC) WHERE tags <> '{}' AND spam_at IS NULL;
CREATE INDEX ticket_merged ON ticket (tenant_id, merged_into_id) WHERE merged_into_id IS NOT NULL;
"""

BELONGING = """
UPDATE ticket t SET organisation_id = p.organisation_id
  FROM person p WHERE p.tenant_id = t.tenant_id AND p.id = t.person_id AND p.organisation_id IS NOT NULL;
"""

# `automatic`: out-of-office and the like; kept, shown, and answered by nobody.
# `came_from_id`: the ticket in which a message was written, when it stands in another by a merge.
# `ticket_merge` says which was merged into which (`ticket.merged_into_id` is where it ended up), what both were before,
# and who came to follow the other by it, so that it can be undone.
MESSAGE = """
ALTER TABLE message ADD COLUMN automatic boolean NOT NULL DEFAULT false, ADD COLUMN came_from_id uuid;
CREATE INDEX message_came_from ON message (tenant_id, came_from_id) WHERE came_from_id IS NOT NULL;

CREATE TABLE ticket_merge (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  into_id uuid NOT NULL,
  status_before text NOT NULL,
  status_id_before uuid,
  into_status_before text NOT NULL,
  into_status_id_before uuid,
  followers uuid[] NOT NULL DEFAULT '{}',
  at timestamptz NOT NULL,
  by_id uuid,
  by_name text NOT NULL DEFAULT '',
  undone_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, into_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX ticket_merge_once ON ticket_merge (tenant_id, ticket_id) WHERE undone_at IS NULL;
CREATE INDEX ticket_merge_into ON ticket_merge (tenant_id, into_id);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "tickets", "service levels"),
        *(COLUMNS, over_the_walls("ticket person", BELONGING), MESSAGE, tenant_table("ticket_merge")),
    )
