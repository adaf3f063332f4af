"""Search counts what its reader may read: however many internal articles have a word, they hide no public one.

The role of search sees no visibility (decision 0004), so each step asks the one permission filter about its candidates,
row by row and by keys only. Where too few of them may be read and there are more, it asks for ten times as many.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0006"

TEXTS = """
GRANT CREATE ON SCHEMA app TO polydesk_search;
DROP FUNCTION app.find_articles(text, jsonb);
DROP FUNCTION app.texts_with(text, tsquery, integer);

CREATE FUNCTION app.texts_with(spoken text, wanted tsquery, in_titles boolean, most integer)
RETURNS TABLE (article_id uuid, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan
SET enable_bitmapscan = on SET enable_seqscan = on AS $$
DECLARE
  mine uuid := app.tenant_id();
BEGIN
  IF in_titles THEN
    RETURN QUERY
      SELECT t.article_id, (1 + ts_rank(t.heading, wanted))::real FROM article_text t
       WHERE t.tenant_id = mine AND t.language = spoken AND t.state = 'published' AND t.heading @@ wanted LIMIT most;
  ELSE
    RETURN QUERY
      SELECT t.article_id, ts_rank(t.words, wanted) FROM article_text t
       WHERE t.tenant_id = mine AND t.language = spoken AND t.state = 'published' AND t.words @@ wanted LIMIT most;
  END IF;
END $$;

ALTER FUNCTION app.texts_with(text, tsquery, boolean, integer) OWNER TO polydesk_search;
REVOKE ALL ON FUNCTION app.texts_with(text, tsquery, boolean, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.texts_with(text, tsquery, boolean, integer) TO polydesk_app;
REVOKE CREATE ON SCHEMA app FROM polydesk_search;
"""

# These leave one way through the filter: for each candidate, each table by its key, in the order written. So its plan
# may be kept for good, whatever the tables held when it was made.
BY_KEYS = """SET plan_cache_mode = force_generic_plan SET join_collapse_limit = 1
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off"""

# Titles first; whole texts where titles were not plenty (none are, where `plenty` is 0).
READABLE = f"""
CREATE FUNCTION app.readable_with(readers text[], spoken text, wanted tsquery, plenty integer)
RETURNS TABLE (article_id uuid, rank real)
LANGUAGE plpgsql STABLE ROWS 50
{BY_KEYS} AS $$
#variable_conflict use_column
DECLARE
  enough CONSTANT integer := 20;
  in_titles boolean;
  most integer;
  candidates integer;
  hits integer := 0;
  ids uuid[];
  ranks real[];
BEGIN
  FOREACH in_titles IN ARRAY ARRAY[true, false] LOOP
    most := 200;
    LOOP
      SELECT array_agg(f.article_id), array_agg(f.rank) INTO ids, ranks
        FROM app.texts_with(spoken, wanted, in_titles, most) f;
      candidates := coalesce(cardinality(ids), 0);
      SELECT array_agg(c.article_id), array_agg(c.rank) INTO ids, ranks FROM (
        SELECT f.article_id, f.rank
          FROM unnest(ids, ranks) AS f (article_id, rank)
          CROSS JOIN LATERAL (
            SELECT r.article_id FROM app.readable_texts(readers) r
             WHERE r.article_id = f.article_id AND r.language = spoken OFFSET 0) AS t
         LIMIT 200) AS c;
      EXIT WHEN candidates < most OR cardinality(ids) >= enough;
      most := most * 10;
    END LOOP;
    hits := hits + coalesce(cardinality(ids), 0);
    RETURN QUERY SELECT f.article_id, f.rank FROM unnest(ids, ranks) AS f (article_id, rank);
    EXIT WHEN hits >= plenty;
  END LOOP;
END $$;
"""  # noqa: S608 - only constants of this module

# All words first; where no text has them all, misspelled ones are taken for those they resemble, and the last one may
# be the beginning of another; in the end any of them is enough. What was found in plenty ends the search.
FIND = """
CREATE FUNCTION app.find_articles(readers text[], spoken text, question jsonb)
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
  RETURN QUERY SELECT f.article_id, f.rank + 4::real FROM app.readable_with(readers, spoken, every_word, enough) f;
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
    RETURN QUERY SELECT f.article_id, f.rank + 2::real FROM app.readable_with(readers, spoken, every_word, enough) f;
    GET DIAGNOSTICS hits = ROW_COUNT;
    IF hits >= few THEN
      RETURN;
    END IF;
  END IF;
  RETURN QUERY SELECT f.article_id, f.rank FROM app.readable_with(readers, spoken, any_word && unwanted, plenty) f;
END $$;
"""

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
BEGIN
  SELECT array_agg(f.article_id), array_agg(f.rank) INTO found_ids, found_ranks
    FROM app.find_articles(readers, wanted, asked) f;
  RETURN QUERY
  WITH found AS MATERIALIZED (
    SELECT article_id, language, max(rank) AS rank FROM (
      SELECT f.article_id, wanted AS language, f.rank FROM unnest(found_ids, found_ranks) AS f (article_id, rank)
      UNION ALL
      SELECT f.article_id, fallback, f.rank FROM app.find_articles(readers, fallback, asked_too) f
       WHERE wanted <> fallback AND coalesce(cardinality(found_ids), 0) < most
    ) AS either GROUP BY article_id, language ORDER BY 3 DESC LIMIT 200
  ), meant AS MATERIALIZED (
    SELECT f.* FROM found f
     WHERE f.language = wanted OR (
       SELECT count(*) FROM app.readable_texts(readers) o WHERE o.article_id = f.article_id AND o.language = wanted) = 0
  ), best AS MATERIALIZED (
    SELECT m.*, count(*) OVER () AS total FROM meant m ORDER BY m.rank DESC, m.article_id LIMIT most
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
    return migration(*(ID, "faq", "search counts what is readable"), *(TEXTS, READABLE, FIND, SEARCH))
