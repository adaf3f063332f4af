"""What surveys add up to, day by day of the company's calendar, and which instants have to be counted afresh."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, over_the_walls, platform_sees, tenant_table

ID = "0010"

# One line for a day, a form and a group: of one dimension at a time, so that there are few. `total` is the sum
# of the places between 0 and 1 that answers take (surveys/scores.py).
SCORE = """
CREATE TABLE report_score (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  dimension text NOT NULL,
  day date NOT NULL,
  key text NOT NULL,
  measure text NOT NULL,
  form_id uuid NOT NULL,
  asked integer NOT NULL,
  responded integer NOT NULL,
  answered integer NOT NULL,
  good integer NOT NULL,
  low integer NOT NULL,
  total double precision NOT NULL,
  PRIMARY KEY (tenant_id, dimension, day, key, measure, form_id)
);
CREATE INDEX report_score_anew ON report_score (tenant_id, day);
"""

# In whose zone the days are, so that they are counted anew when the company moves.
ZONE = """
CREATE TABLE report_score_zone (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  zone text NOT NULL,
  PRIMARY KEY (tenant_id)
);
"""

# A line for each change, written by the database in its transaction: no verb can forget it, none waits for it.
DUE = """
CREATE TABLE report_score_due (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
"""

# What goes with its person or ticket is deleted by the table's owner, whom the wall would keep from leaving a line.
CASCADES = "CREATE POLICY cascade ON report_score_due FOR INSERT TO CURRENT_USER WITH CHECK (true);"

TRIGGERS = """
CREATE FUNCTION app.score_to_count() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  -- TG_ARGV[0] is the column that says on which day the row counts.
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO report_score_due (tenant_id, at) VALUES (OLD.tenant_id, (to_jsonb(OLD) ->> TG_ARGV[0])::timestamptz);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO report_score_due (tenant_id, at) VALUES (NEW.tenant_id, (to_jsonb(NEW) ->> TG_ARGV[0])::timestamptz);
  END IF;
  RETURN NULL;
END $$;

-- Whether somebody responded counts on the day on which they were asked.
CREATE FUNCTION app.response_to_count() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO report_score_due (tenant_id, at)
  SELECT i.tenant_id, i.created_at FROM survey_invitation i
   WHERE (TG_OP = 'INSERT' AND i.tenant_id = NEW.tenant_id AND i.id = NEW.invitation_id)
      OR (TG_OP = 'DELETE' AND i.tenant_id = OLD.tenant_id AND i.id = OLD.invitation_id);
  RETURN NULL;
END $$;

CREATE TRIGGER report_asked AFTER INSERT OR DELETE ON survey_invitation
  FOR EACH ROW EXECUTE FUNCTION app.score_to_count('created_at');
CREATE TRIGGER report_asked_later AFTER UPDATE OF created_at, mailed ON survey_invitation
  FOR EACH ROW EXECUTE FUNCTION app.score_to_count('created_at');
CREATE TRIGGER report_rated AFTER INSERT OR UPDATE OR DELETE ON rating
  FOR EACH ROW EXECUTE FUNCTION app.score_to_count('given_at');
CREATE TRIGGER report_responded AFTER INSERT OR DELETE ON rating
  FOR EACH ROW EXECUTE FUNCTION app.response_to_count();
"""

# A day of the company's calendar touches two of UTC at most, so that of each day both ends are looked at.
SO_FAR = """
INSERT INTO report_score_due (tenant_id, at)
SELECT tenant_id, unnest(ARRAY[day, day + interval '24 hours' - interval '1 microsecond']) FROM (
  SELECT tenant_id, date_trunc('day', created_at, 'UTC') AS day FROM survey_invitation
  UNION SELECT tenant_id, date_trunc('day', given_at, 'UTC') FROM rating) d;
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "reports", "what surveys add up to"),
        *(SCORE, tenant_table("report_score"), ZONE, tenant_table("report_score_zone")),
        *(
            DUE,
            tenant_table("report_score_due"),
            platform_sees("report_score_due", rights="SELECT (tenant_id)"),
            CASCADES,
        ),
        *(over_the_walls("survey_invitation rating report_score_due", SO_FAR), TRIGGERS),
    )
