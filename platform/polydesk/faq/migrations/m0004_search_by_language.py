"""Search in any language: words that look alike, synonyms, and a filter whose plan stays good whatever the tables hold.

A question comes ready from `asking.py`. Finding is done by the role of search (decision 0004), planned anew each time
from what the tables hold; what readers may see is looked up row by row through the one permission filter, by keys
only, so that its plan may be kept for good. `app.search_articles` stays for the release before this one, without the
index of titles: words of articles are compared instead.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, over_the_walls, tenant_table

ID = "0004"

# Every word of a tenant's articles, small and without accents: what a misspelled one is compared with. Nobody is shown
# a word of it.
WORD = """
CREATE TABLE article_word (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  language text NOT NULL,
  word text NOT NULL,
  PRIMARY KEY (tenant_id, language, word)
);
CREATE INDEX article_word_like ON article_word USING gin (tenant_id, language, word gin_trgm_ops);

CREATE TABLE search_synonym (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  language text NOT NULL,
  terms text[] NOT NULL,
  created_at timestamptz NOT NULL,
  removed_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX search_synonym_language ON search_synonym (tenant_id, language);

ALTER TABLE search_gap ADD COLUMN handled_at timestamptz;
"""

SO_FAR = """
INSERT INTO article_word (tenant_id, language, word)
SELECT DISTINCT t.tenant_id, t.language, word
  FROM article_text t
  CROSS JOIN LATERAL regexp_split_to_table(lower(unaccent(concat_ws(' ', t.title, t.keywords, t.plain))), '[^[:alpha:]]+') AS word
 WHERE length(word) BETWEEN 4 AND 30;
"""

# A language that the portal does not offer is hidden, whatever is written in it. (`= ANY` would be one more condition
# for indexes, and a text's key no longer the one row that the planner is sure of.) Articles are written seldom and
# searched often, so nothing waits to be put into the index of words. In an empty table all ways cost the same; the
# index of what is shown is the cheapest by a hair even there, so a plan that was made then is right for good.
SHOWN = """
CREATE OR REPLACE VIEW published_text WITH (security_invoker = true) AS
SELECT t.tenant_id, t.article_id, t.language, t.title, t.slug, t.html, t.outline, t.plain, t.summary, t.words,
       t.revision, t.source_revision, t.noindex, t.views, t.helpful, t.unhelpful, t.updated_at, t.published_at,
       a.visibility, a.category_id, c.parent_id, a.position, a.source_language
  FROM article_text t
  JOIN article a ON a.tenant_id = t.tenant_id AND a.id = t.article_id
  JOIN faq_category c ON c.tenant_id = a.tenant_id AND c.id = a.category_id
  LEFT JOIN faq_category p ON p.tenant_id = c.tenant_id AND p.id = c.parent_id
 WHERE t.state = 'published' AND c.archived_at IS NULL AND p.archived_at IS NULL
   AND (SELECT h.languages FROM tenant h WHERE h.id = (SELECT app.tenant_id()))::text[] @> ARRAY[t.language];

ALTER INDEX article_text_words SET (fastupdate = off);
DROP INDEX article_text_title;
CREATE UNIQUE INDEX article_text_shown ON article_text (tenant_id, article_id, language) WHERE state = 'published';
"""

# All words first; where no text has them all, misspelled ones are taken for those they resemble, and the last one may
# be the beginning of another; in the end any of them is enough.
FIND = """
CREATE POLICY search ON article_word FOR SELECT TO polydesk_search USING (true);
GRANT SELECT ON article_word TO polydesk_search;
GRANT CREATE ON SCHEMA app TO polydesk_search;

CREATE FUNCTION app.find_articles(spoken text, question jsonb, most integer)
RETURNS TABLE (article_id uuid, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = pg_catalog, public SET pg_trgm.similarity_threshold = 0.25 SET client_min_messages = error
SET plan_cache_mode = force_custom_plan SET enable_bitmapscan = on SET enable_seqscan = on AS $$
DECLARE
  mine uuid := app.tenant_id();
  config regconfig := (question ->> 'config')::regconfig;
  slots text[] := ARRAY(SELECT jsonb_array_elements_text(question -> 'slots'));
  typed text[] := ARRAY(SELECT jsonb_array_elements_text(question -> 'typed'));
  enough integer := least(most, 300);
  every_word tsquery := to_tsquery(config, '(' || array_to_string(slots, ') & (') || ')');
  any_word tsquery := to_tsquery(config, question ->> 'loose');
  unwanted tsquery := !! to_tsquery(config, question ->> 'without');
  alike text;
  hits integer;
BEGIN
  IF numnode(unwanted) > 0 THEN
    every_word := every_word && unwanted;
  END IF;
  RETURN QUERY SELECT f.article_id, (f.rank + 2)::real FROM (
    SELECT t.article_id, ts_rank(t.words, every_word) AS rank FROM article_text t
     WHERE t.tenant_id = mine AND t.language = spoken AND t.state = 'published' AND t.words @@ every_word LIMIT 1000) f
   ORDER BY 2 DESC LIMIT enough;
  GET DIAGNOSTICS hits = ROW_COUNT;
  IF hits >= 5 THEN
    RETURN;
  END IF;
  IF hits = 0 THEN
    FOR place IN 1 .. cardinality(slots) LOOP
      CONTINUE WHEN typed[place] = '';
      alike := NULL;
      IF length(typed[place]) > 3 AND NOT EXISTS (
        SELECT FROM article_word w WHERE w.tenant_id = mine AND w.language = spoken AND w.word = typed[place]) THEN
        SELECT string_agg('''' || l.word || '''' || (question ->> 'ending'), ' | ') INTO alike FROM (
          SELECT w.word FROM article_word w
           WHERE w.tenant_id = mine AND w.language = spoken AND w.word % typed[place]
             AND abs(length(w.word) - length(typed[place])) <= 4
           ORDER BY similarity(w.word, typed[place]) DESC, w.word LIMIT 3) l;
      END IF;
      IF place = cardinality(slots) THEN
        alike := concat_ws(' | ', alike, '''' || typed[place] || ''':*');
      END IF;
      IF alike IS NOT NULL THEN
        slots[place] := slots[place] || ' | ' || alike;
        any_word := any_word || to_tsquery(config, alike);
      END IF;
    END LOOP;
    every_word := to_tsquery(config, '(' || array_to_string(slots, ') & (') || ')');
    IF numnode(unwanted) > 0 THEN
      every_word := every_word && unwanted;
    END IF;
    RETURN QUERY SELECT f.article_id, (f.rank + 1)::real FROM (
      SELECT t.article_id, ts_rank(t.words, every_word) AS rank FROM article_text t
       WHERE t.tenant_id = mine AND t.language = spoken AND t.state = 'published' AND t.words @@ every_word LIMIT 1000) f
     ORDER BY 2 DESC LIMIT enough;
  END IF;
  IF numnode(unwanted) > 0 THEN
    any_word := any_word && unwanted;
  END IF;
  RETURN QUERY SELECT f.article_id, f.rank FROM (
    SELECT t.article_id, ts_rank(t.words, any_word) AS rank FROM article_text t
     WHERE t.tenant_id = mine AND t.language = spoken AND t.state = 'published' AND t.words @@ any_word LIMIT 1000) f
   ORDER BY 2 DESC LIMIT enough;
END $$;

ALTER FUNCTION app.find_articles(text, jsonb, integer) OWNER TO polydesk_search;
REVOKE ALL ON FUNCTION app.find_articles(text, jsonb, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.find_articles(text, jsonb, integer) TO polydesk_app;
REVOKE CREATE ON SCHEMA app FROM polydesk_search;
"""

# As whoever asks, within row security. The settings leave one way through it: for each candidate, each table by its
# key, in the order written. What was found in the default language counts where the wanted one is missing.
SEARCH = """
CREATE FUNCTION app.search_help(readers text[], wanted text, fallback text, asked jsonb, asked_too jsonb, most integer)
RETURNS TABLE (article_id uuid, title text, plain text, slug text, language text, category_slug text,
               category_name text, total bigint)
LANGUAGE plpgsql STABLE ROWS 20
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH found AS MATERIALIZED (
    SELECT article_id, language, max(rank) AS rank FROM (
      SELECT f.article_id, wanted AS language, f.rank FROM app.find_articles(wanted, asked, 300) f
      UNION ALL
      SELECT f.article_id, fallback, f.rank FROM app.find_articles(fallback, asked_too, 300) f WHERE wanted <> fallback
    ) AS either GROUP BY article_id, language
  ), readable AS MATERIALIZED (
    SELECT f.article_id, f.language, f.rank, t.title, t.slug, t.category_id
      FROM found f CROSS JOIN LATERAL (
        SELECT r.title, r.slug, r.category_id FROM app.readable_texts(readers) r
         WHERE r.article_id = f.article_id AND r.language = f.language OFFSET 0
      ) AS t
     WHERE f.language = wanted OR (
       SELECT count(*) FROM app.readable_texts(readers) o WHERE o.article_id = f.article_id AND o.language = wanted) = 0
  ), best AS MATERIALIZED (
    SELECT r.*, count(*) OVER () AS total FROM readable r ORDER BY r.rank DESC, r.article_id LIMIT most
  )
  SELECT b.article_id, b.title, left(x.plain, 10000), b.slug, b.language, c.slug, c.name, b.total
    FROM best b
    CROSS JOIN LATERAL (
      SELECT t.plain FROM article_text t
       WHERE t.tenant_id = app.tenant_id() AND t.article_id = b.article_id AND t.language = b.language
          AND t.state = 'published' OFFSET 0) x
    CROSS JOIN LATERAL (
      SELECT o.slug, o.name FROM app.open_categories(wanted, fallback) o WHERE o.id = b.category_id OFFSET 0) c
   ORDER BY b.rank DESC, b.article_id;
END $$;
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "faq", "search by language"),
        *(WORD, over_the_walls("article_text", SO_FAR)),
        *map(tenant_table, ("article_word", "search_synonym")),
        *(SHOWN, FIND, SEARCH),
    )
