"""Pictures of articles: which text uses which, so that whoever may not read the article does not see them either."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, over_the_walls, tenant_table

ID = "0003"

USED = """
CREATE TABLE article_picture (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  file_id uuid NOT NULL,
  article_id uuid NOT NULL,
  language text NOT NULL,
  PRIMARY KEY (tenant_id, file_id, article_id, language),
  FOREIGN KEY (tenant_id, file_id) REFERENCES file (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, article_id, language) REFERENCES article_text (tenant_id, article_id, language)
    ON DELETE CASCADE
);
CREATE INDEX article_picture_text ON article_picture (tenant_id, article_id, language);
"""

# Until now pictures of articles were public files like the logos, which keep the names that we give them and are never
# in a text. `public` stays as it is, for the release before this one: a guard goes before it.
PATTERN = "/files/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
SO_FAR = f"""
CREATE TEMPORARY TABLE in_text ON COMMIT DROP AS
SELECT DISTINCT t.tenant_id, found.part[1]::uuid AS file_id, t.article_id, t.language
  FROM article_text t CROSS JOIN LATERAL regexp_matches(t.body, '{PATTERN}', 'g') AS found (part);

UPDATE file f SET guard = 'faq'
 WHERE f.public
   AND NOT EXISTS (SELECT FROM brand b WHERE b.tenant_id = f.tenant_id AND f.id IN (b.logo_id, b.logo_dark_id, b.favicon_id))
   AND (f.name NOT IN ('logo.png', 'logo_dark.png', 'favicon.png')
        OR EXISTS (SELECT FROM in_text i WHERE i.tenant_id = f.tenant_id AND i.file_id = f.id));

INSERT INTO article_picture (tenant_id, file_id, article_id, language)
SELECT i.tenant_id, i.file_id, i.article_id, i.language
  FROM in_text i JOIN file f ON f.tenant_id = i.tenant_id AND f.id = i.file_id WHERE f.guard = 'faq';

DROP TABLE in_text;
"""  # noqa: S608 - only constants of this module


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "faq", "pictures of articles"),
        *(USED, over_the_walls("file article_text brand", SO_FAR), tenant_table("article_picture")),
    )
