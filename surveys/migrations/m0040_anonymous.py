"""Anonymous answers: a box in which they wait sealed, and what is kept of them once they are mixed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, tenant_table

ID = "0040"

# That somebody answered, and nothing else: no instant, no score.
ANSWERED = "ALTER TABLE survey_invitation ADD COLUMN answered boolean NOT NULL DEFAULT false;"

# One that waits for others. Sealed, all of one length, and gone once it is mixed with them. `since` is a day.
BOX = """
CREATE TABLE survey_box (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  form_version_id uuid NOT NULL,
  since date NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, form_version_id) REFERENCES survey_form_version (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX survey_box_version ON survey_box (tenant_id, form_version_id);
"""

# Written together with at least four others: `day` is theirs, not that of the answer. No reference to anybody, and
# ids that tell no order.
ANONYMOUS = """
CREATE TABLE survey_anonymous (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  form_version_id uuid NOT NULL,
  day date NOT NULL,
  score smallint NOT NULL CHECK (score BETWEEN 0 AND 10),
  comment text NOT NULL DEFAULT '',
  reasons text[] NOT NULL DEFAULT '{}',
  answers jsonb NOT NULL DEFAULT '{}',
  category_id uuid,
  language text,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, form_version_id) REFERENCES survey_form_version (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX survey_anonymous_day ON survey_anonymous (tenant_id, day, id);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "surveys", "answers that lead back to nobody"),
        *(ANSWERED, BOX, tenant_table("survey_box", app="SELECT, INSERT, DELETE")),
        platform_sees("survey_box", rights="SELECT (tenant_id)"),
        *(ANONYMOUS, tenant_table("survey_anonymous", app="SELECT, INSERT, DELETE")),
    )
