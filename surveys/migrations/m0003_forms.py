"""Forms: what is asked, by the category of the ticket, in versions. The question of each tenant becomes version 1 of
its standard form, and every invitation and rating that there is keeps it.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, over_the_walls, tenant_table

ID = "0003"

# `revision` counts everything that is saved of a form, also its name and its categories, which need no new version.
FORM = """
CREATE TABLE survey_form (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL DEFAULT '',
  is_default boolean NOT NULL DEFAULT false,
  category_ids uuid[] NOT NULL DEFAULT '{}',
  revision integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CHECK (NOT is_default OR (archived_at IS NULL AND category_ids = '{}'))
);
CREATE UNIQUE INDEX survey_form_default ON survey_form (tenant_id) WHERE is_default;
"""

# A version is never changed: whoever answered it must find the question that they answered.
VERSION = """
CREATE TABLE survey_form_version (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  form_id uuid NOT NULL,
  no integer NOT NULL CHECK (no > 0),
  content jsonb NOT NULL,
  at timestamptz NOT NULL,
  by_id uuid,
  by_name text NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, form_id, no),
  FOREIGN KEY (tenant_id, form_id) REFERENCES survey_form (tenant_id, id) ON DELETE CASCADE
);
"""

ASKED_AND_ANSWERED = """
ALTER TABLE survey_invitation ADD COLUMN form_version_id uuid,
  ADD FOREIGN KEY (tenant_id, form_version_id) REFERENCES survey_form_version (tenant_id, id);
ALTER TABLE rating ADD COLUMN form_version_id uuid,
  ADD FOREIGN KEY (tenant_id, form_version_id) REFERENCES survey_form_version (tenant_id, id),
  ADD COLUMN reasons text[] NOT NULL DEFAULT '{}',
  ADD COLUMN answers jsonb NOT NULL DEFAULT '{}',
  DROP CONSTRAINT rating_score_check,
  ADD CONSTRAINT rating_score_check CHECK (score BETWEEN 0 AND 10);
ALTER TABLE rating_history
  ADD COLUMN reasons text[] NOT NULL DEFAULT '{}',
  ADD COLUMN answers jsonb NOT NULL DEFAULT '{}';
"""

# What was asked until now: five faces, with the tenant's own question where it had written one.
KEEP = """
INSERT INTO survey_form (tenant_id, id, is_default, created_at) SELECT id, gen_random_uuid(), true, now() FROM tenant;
INSERT INTO survey_form_version (tenant_id, id, form_id, no, content, at, by_name)
SELECT f.tenant_id, gen_random_uuid(), f.id, 1, jsonb_build_object(
         'kind', 'csat', 'look', 'faces', 'steps', 5, 'question', COALESCE(s.question, '{}'), 'comment', 'optional'),
       f.created_at, ''
  FROM survey_form f LEFT JOIN survey_setting s ON s.tenant_id = f.tenant_id;
UPDATE survey_invitation i SET form_version_id = v.id FROM survey_form_version v WHERE v.tenant_id = i.tenant_id;
UPDATE rating r SET form_version_id = v.id FROM survey_form_version v WHERE v.tenant_id = r.tenant_id;
UPDATE text_origin o SET kind = 'survey_form', key = f.id || '.question'
  FROM survey_form f WHERE f.tenant_id = o.tenant_id AND o.kind = 'survey_question';
UPDATE text_gap g SET kind = 'survey_form', key = f.id || '.question'
  FROM survey_form f WHERE f.tenant_id = g.tenant_id AND g.kind = 'survey_question';
ALTER TABLE survey_setting DROP COLUMN question;
"""

MOVED = "tenant survey_setting survey_form survey_form_version survey_invitation rating text_origin text_gap"


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "surveys", "forms in versions"),
        *(FORM, tenant_table("survey_form"), VERSION, tenant_table("survey_form_version", app="SELECT, INSERT")),
        *(ASKED_AND_ANSWERED, over_the_walls(MOVED, KEEP)),
    )
