"""The FAQ: categories, articles in many languages, their versions, former addresses, votes, search."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, tenant_table

ID = "0001"

CATEGORY = """
CREATE TABLE faq_category (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  parent_id uuid,
  icon text NOT NULL DEFAULT 'book',
  position integer NOT NULL DEFAULT 0,
  archived_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, parent_id) REFERENCES faq_category (tenant_id, id)
);

CREATE TABLE faq_category_text (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  category_id uuid NOT NULL,
  language text NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  slug text NOT NULL,
  description text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, category_id, language),
  UNIQUE (tenant_id, language, slug),
  FOREIGN KEY (tenant_id, category_id) REFERENCES faq_category (tenant_id, id) ON DELETE CASCADE
);
"""

# One article, many languages; each language has its own state, slug and search words. `revision` of the source that
# a translation was made from tells whether it is outdated.
ARTICLE = """
CREATE TABLE article (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  category_id uuid NOT NULL,
  position integer NOT NULL DEFAULT 0,
  visibility text NOT NULL DEFAULT 'public' CHECK (visibility IN ('public', 'signed_in', 'agents')),
  source_language text NOT NULL,
  owner_id uuid,
  review_by date,
  reminded_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, category_id) REFERENCES faq_category (tenant_id, id),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES member (tenant_id, id)
);
CREATE INDEX article_category ON article (tenant_id, category_id, position);
CREATE INDEX article_review ON article (tenant_id, review_by) WHERE review_by IS NOT NULL;

CREATE TABLE article_text (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  article_id uuid NOT NULL,
  language text NOT NULL,
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'review', 'scheduled', 'published', 'archived')),
  publish_at timestamptz,
  published_at timestamptz,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  slug text NOT NULL,
  body text NOT NULL,
  html text NOT NULL,
  outline jsonb NOT NULL DEFAULT '[]',
  plain text NOT NULL DEFAULT '',
  summary text NOT NULL DEFAULT '',
  keywords text NOT NULL DEFAULT '',
  revision integer NOT NULL DEFAULT 1,
  source_revision integer NOT NULL DEFAULT 1,
  config regconfig NOT NULL DEFAULT 'simple',
  words tsvector NOT NULL DEFAULT '',
  title_key text NOT NULL DEFAULT '',
  views bigint NOT NULL DEFAULT 0,
  helpful bigint NOT NULL DEFAULT 0,
  unhelpful bigint NOT NULL DEFAULT 0,
  solved bigint NOT NULL DEFAULT 0,
  noindex boolean NOT NULL DEFAULT false,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, article_id, language),
  UNIQUE (tenant_id, language, slug),
  FOREIGN KEY (tenant_id, article_id) REFERENCES article (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX article_text_words ON article_text USING gin (tenant_id, words);
CREATE INDEX article_text_title ON article_text USING gin (tenant_id, title_key gin_trgm_ops);
CREATE INDEX article_text_scheduled ON article_text (tenant_id, publish_at) WHERE state = 'scheduled';

CREATE TABLE article_version (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  article_id uuid NOT NULL,
  language text NOT NULL,
  revision integer NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  by_id uuid,
  by_name text NOT NULL DEFAULT '',
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, article_id, language, revision),
  FOREIGN KEY (tenant_id, article_id) REFERENCES article (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE former_slug (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  kind text NOT NULL CHECK (kind IN ('article', 'category')),
  language text NOT NULL,
  slug text NOT NULL,
  subject_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, kind, language, slug)
);

CREATE TABLE article_vote (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  article_id uuid NOT NULL,
  language text NOT NULL,
  visitor bytea NOT NULL,
  day date NOT NULL,
  helpful boolean NOT NULL,
  reason text NOT NULL DEFAULT '',
  comment text NOT NULL DEFAULT '',
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, article_id, language, visitor, day),
  FOREIGN KEY (tenant_id, article_id) REFERENCES article (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE search_gap (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  language text NOT NULL,
  asked text NOT NULL CHECK (length(asked) BETWEEN 1 AND 200),
  times bigint NOT NULL DEFAULT 1,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, language, asked)
);

CREATE TABLE faq_setting (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  agents_publish boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id)
);
"""

# The one permission filter: whoever shows articles to readers (pages, search, suggestions, sitemap, counts) asks these
# functions, so nobody can forget the audience. They are inlined into the query that asks.
READING = """
CREATE VIEW published_text WITH (security_invoker = true) AS
SELECT t.tenant_id, t.article_id, t.language, t.title, t.slug, t.html, t.outline, t.plain, t.summary, t.words,
       t.revision, t.source_revision, t.noindex, t.views, t.helpful, t.unhelpful, t.updated_at, t.published_at,
       a.visibility, a.category_id, c.parent_id, a.position, a.source_language
  FROM article_text t
  JOIN article a ON a.tenant_id = t.tenant_id AND a.id = t.article_id
  JOIN faq_category c ON c.tenant_id = a.tenant_id AND c.id = a.category_id
  LEFT JOIN faq_category p ON p.tenant_id = c.tenant_id AND p.id = c.parent_id
 WHERE t.state = 'published' AND c.archived_at IS NULL AND p.archived_at IS NULL;
GRANT SELECT ON published_text TO polydesk_app;

CREATE FUNCTION app.readable_texts(audience text[]) RETURNS SETOF published_text LANGUAGE sql STABLE AS $$
  SELECT * FROM published_text WHERE visibility = ANY(audience)
$$;

CREATE FUNCTION app.readable_articles(audience text[], wanted text, fallback text)
RETURNS SETOF published_text LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (article_id) * FROM published_text WHERE visibility = ANY(audience)
   ORDER BY article_id, (language = wanted) DESC, (language = fallback) DESC, (language = source_language) DESC, language
$$;

CREATE VIEW open_category WITH (security_invoker = true) AS
SELECT c.tenant_id, c.id, c.parent_id, c.icon, c.position, x.language, x.name, x.slug, x.description
  FROM faq_category c
  JOIN faq_category_text x ON x.tenant_id = c.tenant_id AND x.category_id = c.id
  LEFT JOIN faq_category p ON p.tenant_id = c.tenant_id AND p.id = c.parent_id
 WHERE c.archived_at IS NULL AND p.archived_at IS NULL;
GRANT SELECT ON open_category TO polydesk_app;

CREATE FUNCTION app.open_categories(wanted text, fallback text)
RETURNS SETOF open_category LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (id) * FROM open_category
   ORDER BY id, (language = wanted) DESC, (language = fallback) DESC, language
$$;
"""

# Row security would shut `@@` and `<%` out of the indexes, so search runs as a role of its own that sees these columns
# only, with the tenant's condition inside (decision 0004). It finds candidates; what a reader may see of them is said
# by readable_articles(). All words first, then any of them, then words that look alike.
SEARCH_FUNCTION = """
CREATE POLICY search ON article_text FOR SELECT TO polydesk_search USING (true);
GRANT SELECT (tenant_id, article_id, language, state, config, words, title_key) ON article_text TO polydesk_search;
GRANT CREATE ON SCHEMA app TO polydesk_search;

CREATE FUNCTION app.search_articles(asked text, wanted_language text, config regconfig, most integer)
RETURNS TABLE (article_id uuid, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = pg_catalog, public SET pg_trgm.word_similarity_threshold = 0.5 AS $$
DECLARE
  mine uuid := app.tenant_id();
  plain text := lower(unaccent(asked));
  every_word tsquery := websearch_to_tsquery(config, asked) || websearch_to_tsquery(config, plain);
  any_word tsquery := CASE WHEN every_word::text LIKE '%!%' THEN ''::tsquery
                           ELSE replace(every_word::text, ' & ', ' | ')::tsquery END;
  alike text[] := (SELECT array_agg(DISTINCT word) FROM (
                     SELECT word FROM regexp_split_to_table(plain, '[^[:alnum:]]+') AS word
                      WHERE length(word) > 3 LIMIT 8) AS words);
BEGIN
  RETURN QUERY
    SELECT found.article_id, max(found.rank)::real
      FROM (
        (SELECT t.article_id, ts_rank(t.words, every_word) + 2 AS rank
           FROM article_text t
          WHERE t.tenant_id = mine AND t.language = wanted_language AND t.state = 'published' AND t.words @@ every_word
          LIMIT 1000)
        UNION ALL
        (SELECT t.article_id, ts_rank(t.words, any_word) + 1 AS rank
           FROM article_text t
          WHERE t.tenant_id = mine AND t.language = wanted_language AND t.state = 'published' AND t.words @@ any_word
          LIMIT 1000)
        UNION ALL
        (SELECT near.article_id, (sum(near.likeness) / cardinality(alike))::real AS rank
           FROM unnest(alike) AS word
           CROSS JOIN LATERAL (
             SELECT t.article_id, word_similarity(word, t.title_key) AS likeness
               FROM article_text t
              WHERE t.tenant_id = mine AND t.language = wanted_language AND t.state = 'published'
                AND word <% t.title_key
              LIMIT 200) AS near
          GROUP BY near.article_id)
      ) AS found
     GROUP BY found.article_id ORDER BY 2 DESC, 1 LIMIT least(most, 300);
END $$;

ALTER FUNCTION app.search_articles(text, text, regconfig, integer) OWNER TO polydesk_search;
REVOKE ALL ON FUNCTION app.search_articles(text, text, regconfig, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_articles(text, text, regconfig, integer) TO polydesk_app;
REVOKE CREATE ON SCHEMA app FROM polydesk_search;
"""

TABLES = (
    "faq_category",
    "faq_category_text",
    "article",
    "article_text",
    "article_version",
    "former_slug",
    "article_vote",
    "search_gap",
    "faq_setting",
)


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "faq", "the FAQ"),
        *(CATEGORY, ARTICLE, *map(tenant_table, TABLES), READING, SEARCH_FUNCTION),
        platform_sees("article", rights="SELECT (tenant_id, id, created_at, review_by, reminded_at)"),
    )
