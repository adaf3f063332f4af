"""Search asks for texts in the company's language only where it has to: readers of that language pay nothing for it.

Before, whoever asked had the steps for both languages prepared, and the permission filter with each of them.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.faq.migrations.m0006_search_what_is_readable import BY_KEYS
from polydesk.kernel.schema import migration

ID = "0008"

# The default language is searched where the wanted one gave too little, and counts where a translation is missing.
SEARCH = f"""
CREATE OR REPLACE FUNCTION app.search_help(
  readers text[], wanted text, fallback text, asked jsonb, asked_too jsonb, most integer)
RETURNS TABLE (article_id uuid, title text, plain text, slug text, language text, category_slug text,
               category_name text, total bigint)
LANGUAGE plpgsql STABLE ROWS 20
{BY_KEYS} AS $$
#variable_conflict use_column
DECLARE
  found_ids uuid[];
  found_ranks real[];
  other_ids uuid[];
  other_ranks real[];
BEGIN
  SELECT array_agg(f.article_id), array_agg(f.rank) INTO found_ids, found_ranks
    FROM app.find_articles(readers, wanted, asked) f;
  IF wanted <> fallback AND coalesce(cardinality(found_ids), 0) < most THEN
    SELECT array_agg(f.article_id), array_agg(f.rank) INTO other_ids, other_ranks
      FROM app.find_articles(readers, fallback, asked_too) f
     WHERE (
       SELECT count(*) FROM app.readable_texts(readers) o WHERE o.article_id = f.article_id AND o.language = wanted) = 0;
  END IF;
  RETURN QUERY
  WITH found AS MATERIALIZED (
    SELECT article_id, language, max(rank) AS rank FROM (
      SELECT f.article_id, wanted AS language, f.rank FROM unnest(found_ids, found_ranks) AS f (article_id, rank)
      UNION ALL
      SELECT f.article_id, fallback, f.rank FROM unnest(other_ids, other_ranks) AS f (article_id, rank)
    ) AS either GROUP BY article_id, language ORDER BY 3 DESC LIMIT 200
  ), best AS MATERIALIZED (
    SELECT f.*, count(*) OVER () AS total FROM found f ORDER BY f.rank DESC, f.article_id LIMIT most
  )
  SELECT b.article_id, t.title, left(t.plain, 10000), t.slug, b.language, c.slug, c.name, b.total
    FROM best b
    CROSS JOIN LATERAL (
      SELECT r.title, r.plain, r.slug, r.category_id FROM app.readable_texts(readers) r
       WHERE r.article_id = b.article_id AND r.language = b.language OFFSET 0) t
    CROSS JOIN LATERAL (
      SELECT o.slug, o.name FROM app.open_categories(wanted, fallback) o WHERE o.id = t.category_id OFFSET 0) c
   ORDER BY b.rank DESC, b.article_id;
END $$;
"""  # noqa: S608 - only constants of this module


async def forwards() -> MigrationManager:
    return migration(*(ID, "faq", "search the other language only where wanted"), SEARCH)
