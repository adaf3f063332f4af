"""Articles for chosen organisations: who is chosen, and the permission filter that honours it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0002"

CHOSEN = """
ALTER TABLE article DROP CONSTRAINT article_visibility_check;
ALTER TABLE article ADD CONSTRAINT article_visibility_check
  CHECK (visibility IN ('public', 'signed_in', 'organisations', 'agents'));

CREATE TABLE article_organisation (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  article_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, article_id, organisation_id),
  FOREIGN KEY (tenant_id, article_id) REFERENCES article (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, organisation_id) REFERENCES organisation (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX article_organisation_organisation ON article_organisation (tenant_id, organisation_id);
"""

# The audience names the signed-in customer as `person:<id>`; where they belong is looked up at every reading, so that
# somebody who leaves an organisation reads its articles no longer. The list is made once a statement, and only when
# there is an article for organisations at all.
MINE = """
    SELECT chosen.article_id
      FROM person p
      JOIN organisation o ON o.tenant_id = p.tenant_id AND o.id = p.organisation_id AND o.archived_at IS NULL
      JOIN article_organisation chosen ON chosen.tenant_id = o.tenant_id AND chosen.organisation_id = o.id
     WHERE p.tenant_id = app.tenant_id()
       AND p.id IN (SELECT substr(word, 8)::uuid FROM unnest(audience) AS word WHERE word LIKE 'person:%')
"""
READABLE = f"visibility = ANY(audience) OR (visibility = 'organisations' AND article_id IN ({MINE}))"

READING = f"""
CREATE OR REPLACE FUNCTION app.readable_texts(audience text[]) RETURNS SETOF published_text LANGUAGE sql STABLE AS $$
  SELECT * FROM published_text WHERE {READABLE}
$$;

CREATE OR REPLACE FUNCTION app.readable_articles(audience text[], wanted text, fallback text)
RETURNS SETOF published_text LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (article_id) * FROM published_text WHERE {READABLE}
   ORDER BY article_id, (language = wanted) DESC, (language = fallback) DESC, (language = source_language) DESC, language
$$;
"""  # noqa: S608 - only constants of this module


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "faq", "articles for organisations"),
        *(CHOSEN, tenant_table("article_organisation"), READING),
    )
