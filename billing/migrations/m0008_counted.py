"""Tickets as they count, each once for good; and the times in which a plan that we gave counted, when nothing is charged."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, over_the_walls, platform_sees, tenant_table

ID = "0008"

# No reference to the ticket: whatever becomes of it, it has counted.
COUNTED = """
CREATE TABLE billing_counted (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  ticket_id uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, ticket_id)
);
CREATE INDEX billing_counted_at ON billing_counted (tenant_id, at);
"""

# Those that are here already have counted as they came in, and do so no second time when they are answered.
SO_FAR = """
INSERT INTO billing_counted (tenant_id, ticket_id, at)
SELECT t.tenant_id, t.id, t.created_at FROM ticket t
 WHERE t.spam_at IS NULL AND t.merged_into_id IS NULL
   AND NOT EXISTS (SELECT FROM sample s WHERE s.tenant_id = t.tenant_id AND s.kind = 'ticket' AND s.id = t.id);
"""

# One that is open has no `until`.
GIVEN = """
CREATE TABLE billing_given (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  since timestamptz NOT NULL,
  until timestamptz CHECK (until >= since),
  PRIMARY KEY (tenant_id, since)
);
CREATE UNIQUE INDEX billing_given_open ON billing_given (tenant_id) WHERE until IS NULL;
"""

# Of plans that were given before: from the day on which they were.
GIVEN_SO_FAR = """
INSERT INTO billing_given (tenant_id, since)
SELECT t.id, coalesce((SELECT max(m.at) FROM billing_moment m WHERE m.tenant_id = t.id AND m.kind IN ('comped', 'comped_for_good')), now())
  FROM tenant t WHERE t.status_why = 'comped' AND t.status <> 'erased';
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "billing", "tickets as they count, plans that were given", COUNTED, tenant_table("billing_counted")),
        over_the_walls("billing_counted ticket sample", SO_FAR),
        *(
            GIVEN,
            tenant_table("billing_given"),
            platform_sees("billing_given", rights="SELECT, INSERT, UPDATE, DELETE"),
        ),
        over_the_walls("billing_given billing_moment tenant", GIVEN_SO_FAR),
    )
