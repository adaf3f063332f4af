"""What reports about tickets count: the moments of each ticket, and which tickets have to be counted afresh."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, over_the_walls, platform_sees, tenant_table

ID = "0001"

# One narrow row for each thing that counts, with what a reader may ask for beside it, so that no figure needs a join.
# No reference to the ticket: what was solved counts on when the ticket is erased. `hands_*` is how long it was in ours.
MOMENT = """
CREATE TABLE report_moment (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  ticket_id uuid NOT NULL,
  place integer NOT NULL,
  ticket_number bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('created', 'solved', 'reopened', 'first_response', 'next_response')),
  at timestamptz NOT NULL,
  wall_s bigint,
  support_s bigint,
  hands_wall_s bigint,
  hands_support_s bigint,
  replies integer,
  at_first_contact boolean NOT NULL DEFAULT false,
  is_unfinished boolean NOT NULL DEFAULT false,
  team_id uuid,
  agent_id uuid,
  category_id uuid,
  organisation_id uuid,
  message_language text,
  channel text NOT NULL,
  priority text NOT NULL,
  PRIMARY KEY (tenant_id, ticket_id, place)
);
CREATE INDEX report_moment_at ON report_moment (tenant_id, at, ticket_id, place);
CREATE INDEX report_moment_unfinished ON report_moment (tenant_id, at) WHERE is_unfinished;
"""

# A line for each change of a ticket, in its own transaction. Never looked up when it is written, so that no verb waits
# for whoever counts; the database writes it, so that no verb makes a further round trip or can forget it.
DUE = """
CREATE TABLE report_due (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id bigint GENERATED ALWAYS AS IDENTITY,
  ticket_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
"""

TRIGGERS = """
CREATE FUNCTION app.ticket_to_count() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO report_due (tenant_id, ticket_id) VALUES (OLD.tenant_id, OLD.id);
  ELSE
    INSERT INTO report_due (tenant_id, ticket_id) VALUES (NEW.tenant_id, NEW.id);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER report_come_and_gone AFTER INSERT OR DELETE ON ticket
  FOR EACH ROW EXECUTE FUNCTION app.ticket_to_count();
CREATE TRIGGER report_changed AFTER UPDATE ON ticket
  FOR EACH ROW WHEN (OLD.version IS DISTINCT FROM NEW.version) EXECUTE FUNCTION app.ticket_to_count();
"""

SO_FAR = "INSERT INTO report_due (tenant_id, ticket_id) SELECT tenant_id, id FROM ticket ORDER BY tenant_id, number;"


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "reports", "figures about tickets"),
        *(MOMENT, tenant_table("report_moment")),
        *(DUE, tenant_table("report_due"), platform_sees("report_due", rights="SELECT (tenant_id)")),
        *(over_the_walls("ticket report_due", SO_FAR), TRIGGERS),
    )
