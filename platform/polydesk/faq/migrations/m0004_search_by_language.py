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

-- What weighs most, by itself: a word that half of all texts have is looked for in titles first.
ALTER TABLE article_text ADD COLUMN heading tsvector GENERATED ALWAYS AS (ts_filter(words, '{a}')) STORED;
CREATE INDEX article_text_heading ON article_text USING gin (tenant_id, heading) WITH (fastupdate = off);

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

# Titles first, then whole texts; all words first; where no text has them all, misspelled ones are taken for those they
# resemble, and the last one may be the beginning of another; in the end any of them is enough. What was found in plenty
# ends the search, and each step ranks a bounded number of texts. (`texts_with` looks at titles alone when 0 is plenty.)
FIND = """
CREATE POLICY search ON article_word FOR SELECT TO polydesk_search USING (true);
GRANT SELECT ON article_word TO polydesk_search;
GRANT SELECT (heading) ON article_text TO polydesk_search;
GRANT CREATE ON SCHEMA app TO polydesk_search;

CREATE FUNCTION app.words_alike(spoken text, typed text, ending text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public SET pg_trgm.similarity_threshold = 0.25 SET plan_cache_mode = force_custom_plan
SET enable_bitmapscan = on SET enable_seqscan = on AS $$
DECLARE
  mine uuid := app.tenant_id();
BEGIN
  IF EXISTS (SELECT FROM article_word w WHERE w.tenant_id = mine AND w.language = spoken AND w.word = typed) THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT string_agg(quote_literal(l.word) || ending, ' | ') FROM (
    SELECT w.word FROM article_word w
     WHERE w.tenant_id = mine AND w.language = spoken AND w.word % typed
       AND abs(length(w.word) - length(typed)) <= 4
     ORDER BY similarity(w.word, typed) DESC, w.word LIMIT 3) l);
END $$;

CREATE FUNCTION app.texts_with(spoken text, wanted tsquery, plenty integer)
RETURNS TABLE (article_id uuid, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan
SET enable_bitmapscan = on SET enable_seqscan = on AS $$
DECLARE
  mine uuid := app.tenant_id();
  hits integer;
BEGIN
  RETURN QUERY
    SELECT t.article_id, (1 + ts_rank(t.heading, wanted))::real FROM article_text t
     WHERE t.tenant_id = mine AND t.language = spoken AND t.state = 'published' AND t.heading @@ wanted LIMIT 200;
  GET DIAGNOSTICS hits = ROW_COUNT;
  IF hits < plenty THEN
    RETURN QUERY
      SELECT t.article_id, ts_rank(t.words, wanted) FROM article_text t
       WHERE t.tenant_id = mine AND t.language = spoken AND t.state = 'published' AND t.words @@ wanted LIMIT 200;
  END IF;
END $$;

CREATE FUNCTION app.find_articles(spoken text, question jsonb)
RETURNS TABLE (article_id uuid, rank real)
LANGUAGE plpgsql STABLE ROWS 50
SET search_path = pg_catalog, public SET client_min_messages = error AS $$
DECLARE
  plenty CONSTANT integer := 20;
  few CONSTANT integer := 5;
  -- All words of a long sentence stand in a title that somebody pasted, or nowhere.
  enough CONSTANT integer := CASE WHEN jsonb_array_length(question -> 'slots') > 6 THEN 0 ELSE plenty END;
  config regconfig := (question ->> 'config')::regconfig;
  slots text[] := ARRAY(SELECT jsonb_array_elements_text(question -> 'slots'));
  typed text[] := ARRAY(SELECT jsonb_array_elements_text(question -> 'typed'));
  unwanted tsquery := !! to_tsquery(config, question ->> 'without');
  every_word tsquery := to_tsquery(config, '(' || array_to_string(slots, ') & (') || ')') && unwanted;
  any_word tsquery := to_tsquery(config, question ->> 'loose');
  alike text;
  tried integer := 0;
  hits integer;
BEGIN
  RETURN QUERY SELECT f.article_id, f.rank + 4::real FROM app.texts_with(spoken, every_word, enough) f;
  GET DIAGNOSTICS hits = ROW_COUNT;
  IF hits >= few THEN
    RETURN;
  END IF;
  IF hits = 0 THEN
    FOR place IN 1 .. cardinality(slots) LOOP
      CONTINUE WHEN typed[place] = '';
      alike := NULL;
      IF length(typed[place]) > 3 AND tried < 4 THEN
        alike := app.words_alike(spoken, typed[place], question ->> 'ending');
        tried := tried + (alike IS NOT NULL)::integer;
      END IF;
      IF place = cardinality(slots) THEN
        alike := concat_ws(' | ', alike, quote_literal(typed[place]) || ':*');
      END IF;
      IF alike IS NOT NULL THEN
        slots[place] := slots[place] || ' | ' || alike;
        any_word := any_word || to_tsquery(config, alike);
      END IF;
    END LOOP;
    every_word := to_tsquery(config, '(' || array_to_string(slots, ') & (') || ')') && unwanted;
    RETURN QUERY SELECT f.article_id, f.rank + 2::real FROM app.texts_with(spoken, every_word, enough) f;
    GET DIAGNOSTICS hits = ROW_COUNT;
    IF hits >= few THEN
      RETURN;
    END IF;
  END IF;
  RETURN QUERY SELECT f.article_id, f.rank FROM app.texts_with(spoken, any_word && unwanted, plenty) f;
END $$;

ALTER FUNCTION app.words_alike(text, text, text) OWNER TO polydesk_search;
ALTER FUNCTION app.texts_with(text, tsquery, integer) OWNER TO polydesk_search;
REVOKE ALL ON FUNCTION app.words_alike(text, text, text), app.texts_with(text, tsquery, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.words_alike(text, text, text), app.texts_with(text, tsquery, integer) TO polydesk_app;
REVOKE CREATE ON SCHEMA app FROM polydesk_search;
"""

# As whoever asks, within row security. The settings leave one way through it: for each candidate, each table by its
# key, in the order written. The default language is searched where the wanted one gave too little, and counts where a
# translation is missing.
SEARCH = """
CREATE FUNCTION app.search_help(readers text[], wanted text, fallback text, asked jsonb, asked_too jsonb, most integer)
RETURNS TABLE (article_id uuid, title text, plain text, slug text, language text, category_slug text,
               category_name text, total bigint)
LANGUAGE plpgsql STABLE ROWS 20
SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  found_ids uuid[];
  found_ranks real[];
BEGIN
  SELECT array_agg(f.article_id), array_agg(f.rank) INTO found_ids, found_ranks FROM app.find_articles(wanted, asked) f;
  RETURN QUERY
  WITH found AS MATERIALIZED (
    SELECT article_id, language, max(rank) AS rank FROM (
      SELECT f.article_id, wanted AS language, f.rank FROM unnest(found_ids, found_ranks) AS f (article_id, rank)
      UNION ALL
      SELECT f.article_id, fallback, f.rank FROM app.find_articles(fallback, asked_too) f
       WHERE wanted <> fallback AND coalesce(cardinality(found_ids), 0) < most
    ) AS either GROUP BY article_id, language ORDER BY 3 DESC LIMIT 200
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
