"""Tickets that agents call a complaint are counted, too, as of when they did."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, over_the_walls

ID = "0002"

KIND = """
ALTER TABLE report_moment DROP CONSTRAINT report_moment_kind_check, ADD CONSTRAINT report_moment_kind_check
  CHECK (kind IN ('created', 'solved', 'reopened', 'first_response', 'next_response', 'complaint'));
"""

TRIGGER = """
CREATE FUNCTION app.complaint_to_count() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO report_due (tenant_id, ticket_id) VALUES (OLD.tenant_id, OLD.ticket_id);
  ELSE
    INSERT INTO report_due (tenant_id, ticket_id) VALUES (NEW.tenant_id, NEW.ticket_id);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER report_complaint AFTER INSERT OR DELETE ON ticket_complaint
  FOR EACH ROW EXECUTE FUNCTION app.complaint_to_count();
"""

SO_FAR = "INSERT INTO report_due (tenant_id, ticket_id) SELECT tenant_id, ticket_id FROM ticket_complaint;"


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "reports", "complaints"), KIND, over_the_walls("ticket_complaint report_due", SO_FAR), TRIGGER
    )
