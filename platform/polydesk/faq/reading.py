"""Reading: what portal pages show of the FAQ. Every query goes through the database's one permission filter.

An article comes in the wanted language; where that is missing, in the tenant's default language, and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.faq.audience import audience
from polydesk.faq.categories import KIND as CATEGORY
from polydesk.kernel import unit
from polydesk.kernel.wording import met

ARTICLE = "article"


@dataclass(frozen=True)
class Listed:
    """An article in a list. `language` differs from the wanted one where a translation is missing."""

    article_id: UUID
    title: str
    slug: str
    summary: str
    language: str
    category_slug: str
    category_name: str


@dataclass(frozen=True)
class Category:
    """A category of the portal; `articles` counts what this reader may see in it and below it."""

    id: UUID
    parent_id: UUID | None
    icon: str
    name: str
    slug: str
    description: str
    language: str
    articles: int = 0


@dataclass(frozen=True)
class Article:
    """An article as its page shows it; `addresses` leads to its translations: language → (category, article) slugs."""

    id: UUID
    title: str
    slug: str
    html: str
    outline: list[list[Any]]
    summary: str
    language: str
    visibility: str
    noindex: bool
    updated_at: datetime
    category: Category
    parent: Category | None
    addresses: dict[str, tuple[str, str]]
    related: list[Listed]


async def popular(language: str, default: str, *, most: int = 6) -> list[Listed]:
    """The articles read most in this language."""
    return _listed(await unit.fetch(_POPULAR, audience(), language, default, most), language)


async def topics(language: str, default: str) -> list[Category]:
    """Categories with at least one readable article, in order."""
    return _categories(await unit.fetch(_CATEGORIES, audience(), language, default), language)


async def category_page(slug: str, language: str, default: str) -> tuple[Category, list[Category], list[Listed]] | None:
    """The category that goes by this slug, now or formerly, in any language; the categories; its articles in order."""
    found = await unit.fetchrow(_CATEGORY_BY_SLUG, slug, language, default)
    if found is None:
        return None
    categories = await topics(language, default)
    chosen = next((category for category in categories if category.id == found["id"]), None)
    if chosen is None:
        return None
    rows = await unit.fetch(_ARTICLES_OF, audience(), language, default, chosen.id)
    return chosen, categories, _listed(rows, language)


async def category_addresses(category_id: UUID, languages: Sequence[str]) -> dict[str, str]:
    """language → slug, for those languages in which it has a name."""
    rows = await unit.fetch(
        "SELECT language, slug FROM open_category WHERE id = $1 AND language = ANY($2::text[])",
        *(category_id, list(languages)),
    )
    return {row["language"]: row["slug"] for row in rows}


async def article_page(slug: str, language: str, default: str) -> Article | None:
    """One statement: the article that goes by this slug, now or formerly, in any language, also in one that is no longer
    offered; shown is a text that this reader may read."""
    row = await unit.fetchrow(_ARTICLE, audience(), language, default, slug)
    if row is not None and row["language"] != language:
        met(ARTICLE, str(row["article_id"]), language)
    return _article(row) if row else None


async def readable(article_ids: list[UUID], language: str, default: str) -> list[Listed]:
    """Those of these articles that the reader may see, in the order given: for whoever suggests articles."""
    return _listed(await unit.fetch(_BY_IDS, audience(), language, default, article_ids), language)


@dataclass(frozen=True)
class Entry:
    """A page in the sitemap; `article` is None for a category's."""

    key: UUID
    language: str
    category: str
    article: str | None
    updated_at: datetime | None


async def sitemap(languages: Sequence[str], default: str) -> list[Entry]:
    """Every public page in every language in which it is really written, unless it is kept out of search engines."""
    return [Entry(**row) for row in await unit.fetch(_SITEMAP, default, list(languages))]


def _listed(rows: list[Any], wanted: str) -> list[Listed]:
    """What is not written in the reader's language counts as a gap that they met."""
    for row in rows:
        if row["language"] != wanted:
            met(ARTICLE, str(row["article_id"]), wanted)
    return [Listed(**row) for row in rows]


def _categories(rows: list[Any], wanted: str) -> list[Category]:
    for row in rows:
        if row["language"] != wanted:
            met(CATEGORY, f"{row['id']}.name", wanted)
    return [_category(row) for row in rows]


def _category(row: Any) -> Category:
    return Category(**{name: row[name] for name in Category.__dataclass_fields__})


def _article(row: Any) -> Article:
    category = Category(row["category_id"], row["parent_id"], row["icon"], row["name"], row["category_slug"], "", "")
    parent = None
    if row["parent_id"] and row["parent_slug"]:
        parent = Category(row["parent_id"], None, "", row["parent_name"], row["parent_slug"], "", "")
    return Article(
        **{name: row[name] for name in _PLAIN},
        id=row["article_id"],
        category=category,
        parent=parent,
        addresses={found["language"]: (found["category"], found["slug"]) for found in row["addresses"] or []},
        related=[Listed(**{**found, "article_id": UUID(found["article_id"])}) for found in row["related"] or []],
    )


_PLAIN = ("title", "slug", "html", "outline", "summary", "language", "visibility", "noindex", "updated_at")

_CATEGORIES = """
WITH counted AS (
  SELECT category_id, parent_id, count(DISTINCT article_id) AS articles FROM app.readable_texts($1) GROUP BY 1, 2
)
SELECT c.id, c.parent_id, c.icon, c.name, c.slug, c.description, c.language,
       (SELECT coalesce(sum(articles), 0)::int FROM counted n WHERE n.category_id = c.id OR n.parent_id = c.id) AS articles
  FROM app.open_categories($2, $3) c
 WHERE EXISTS (SELECT FROM counted n WHERE n.category_id = c.id OR n.parent_id = c.id)
 ORDER BY c.position, c.name
"""

_LISTED = "a.article_id, a.title, a.slug, a.summary, a.language, c.slug AS category_slug, c.name AS category_name"

_POPULAR = f"""
SELECT {_LISTED}
  FROM app.readable_articles($1, $2, $3) a JOIN app.open_categories($2, $3) c ON c.id = a.category_id
 ORDER BY (a.language = $2) DESC, a.views DESC, a.published_at DESC, a.article_id LIMIT $4
"""  # noqa: S608 - the columns are the constant above

_CATEGORY_BY_SLUG = """
SELECT found.id FROM (
  SELECT id, language, 0 AS former FROM open_category WHERE slug = $1
  UNION ALL
  SELECT subject_id, language, 1 FROM former_slug WHERE kind = 'category' AND slug = $1
) AS found
ORDER BY found.former, (found.language = $2) DESC, (found.language = $3) DESC, found.id LIMIT 1
"""

_ARTICLES_OF = f"""
SELECT {_LISTED}
  FROM app.readable_articles($1, $2, $3) a JOIN app.open_categories($2, $3) c ON c.id = a.category_id
 WHERE a.category_id = $4 OR a.parent_id = $4
 ORDER BY (a.category_id = $4) DESC, c.position, c.name, a.position, a.title
"""  # noqa: S608 - the columns are the constant above

_BY_IDS = f"""
SELECT {_LISTED}
  FROM app.readable_articles($1, $2, $3) a JOIN app.open_categories($2, $3) c ON c.id = a.category_id
 WHERE a.article_id = ANY($4::uuid[]) ORDER BY array_position($4::uuid[], a.article_id)
"""  # noqa: S608 - the columns are the constant above

_ARTICLE = f"""
WITH asked AS (
  SELECT article_id FROM (
    SELECT article_id, language, 0 AS former FROM article_text WHERE slug = $4 AND state = 'published'
    UNION ALL
    SELECT subject_id, language, 1 FROM former_slug WHERE kind = 'article' AND slug = $4
  ) AS found
  ORDER BY former, (language = $2) DESC, (language = $3) DESC, article_id LIMIT 1
), shown AS (
  SELECT r.* FROM asked CROSS JOIN LATERAL (
    SELECT * FROM app.readable_texts($1) t WHERE t.article_id = asked.article_id
     ORDER BY (t.language = $2) DESC, (t.language = $3) DESC, (t.language = t.source_language) DESC, t.language LIMIT 1
  ) AS r
)
SELECT t.article_id, t.title, t.slug, t.html, t.outline, t.summary, t.language, t.visibility, t.noindex, t.updated_at,
       t.category_id, t.parent_id, c.icon, c.name, c.slug AS category_slug, p.name AS parent_name, p.slug AS parent_slug,
       (SELECT json_agg(json_build_object('language', o.language, 'slug', o.slug, 'category', oc.slug))
          FROM app.readable_texts($1) o
          CROSS JOIN LATERAL (SELECT slug FROM app.open_categories(o.language, $3) x WHERE x.id = o.category_id) oc
         WHERE o.article_id = t.article_id) AS addresses,
       (SELECT json_agg(near) FROM (
          SELECT {_LISTED}
            FROM app.readable_articles($1, $2, $3) a JOIN app.open_categories($2, $3) c ON c.id = a.category_id
           WHERE a.category_id = t.category_id AND a.article_id <> t.article_id
           ORDER BY (a.language = $2) DESC, a.views DESC, a.position LIMIT 4) AS near) AS related
  FROM shown t
  CROSS JOIN LATERAL (SELECT * FROM app.open_categories($2, $3) x WHERE x.id = t.category_id) c
  LEFT JOIN LATERAL (SELECT * FROM app.open_categories($2, $3) x WHERE x.id = t.parent_id) p ON true
"""  # noqa: S608 - the columns are the constant above

_SITEMAP = """
WITH topic AS MATERIALIZED (
  SELECT spoken.language, c.id, c.slug
    FROM unnest($2::text[]) AS spoken (language) CROSS JOIN LATERAL app.open_categories(spoken.language, $1) c
)
SELECT t.article_id AS key, t.language, c.slug AS category, t.slug AS article, t.updated_at
  FROM app.readable_texts('{public}') t JOIN topic c ON c.id = t.category_id AND c.language = t.language
 WHERE NOT t.noindex
 UNION ALL
SELECT c.id, c.language, c.slug, NULL, NULL
  FROM open_category c
 WHERE EXISTS (SELECT FROM app.readable_texts('{public}') t
                WHERE (t.category_id = c.id OR t.parent_id = c.id) AND t.language = c.language AND NOT t.noindex)
 ORDER BY 2, 3, 4 NULLS FIRST
"""
