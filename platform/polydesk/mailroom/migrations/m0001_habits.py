"""Habits of mails to customers, and tickets whose customer is silent."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0001"

# Days are support days; 0 means never.
HABIT = """
CREATE TABLE mail_habit (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  remind_after integer NOT NULL DEFAULT 0 CHECK (remind_after BETWEEN 0 AND 90),
  again_after integer NOT NULL DEFAULT 0 CHECK (again_after BETWEEN 0 AND 90),
  resolve_after integer NOT NULL DEFAULT 0 CHECK (resolve_after BETWEEN 0 AND 90),
  quotes boolean NOT NULL DEFAULT true,
  asks_solved boolean NOT NULL DEFAULT true,
  PRIMARY KEY (tenant_id)
);
"""

# A ticket that waits for its customer: since when, how often they were reminded, what comes next and when. `kept_at`:
# somebody wants it to stay open. `step_at` is when the last step was taken.
SILENCE = """
CREATE TABLE silence (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  ticket_id uuid NOT NULL,
  since timestamptz NOT NULL,
  reminders integer NOT NULL DEFAULT 0,
  step_at timestamptz,
  next_at timestamptz,
  resolve_at timestamptz,
  kept_at timestamptz,
  PRIMARY KEY (tenant_id, ticket_id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "mailroom", "habits of mails, silent customers"),
        *(HABIT, SILENCE, tenant_table("mail_habit"), tenant_table("silence")),
    )
