"""Anonymous answers are counted too: on the day under which they were written, and as a response on the day of the question."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0020"

# A day has no instant: whatever the company's zone is, one of these two lies in it.
TRIGGERS = """
CREATE FUNCTION app.anonymous_to_count() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  one record := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  INSERT INTO report_score_due (tenant_id, at)
  SELECT one.tenant_id, unnest(ARRAY[one.day::timestamp AT TIME ZONE 'UTC', (one.day + time '12:00') AT TIME ZONE 'UTC']);
  RETURN NULL;
END $$;

CREATE TRIGGER report_anonymous AFTER INSERT OR DELETE ON survey_anonymous
  FOR EACH ROW EXECUTE FUNCTION app.anonymous_to_count();
CREATE TRIGGER report_answered AFTER UPDATE OF answered ON survey_invitation
  FOR EACH ROW EXECUTE FUNCTION app.score_to_count('created_at');
"""


async def forwards() -> MigrationManager:
    return migration(ID, "reports", "anonymous answers", TRIGGERS)
