"""Editing: what the desk's FAQ pages show: the tree with states and gaps, one article with all its texts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from polydesk.faq.indexing import key_of
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound

MOST = 500
FILTERS = ("all", "draft", "review", "scheduled", "published", "archived", "outdated", "due", "off")


@dataclass(frozen=True)
class TextState:
    """A text in the list: where it stands."""

    language: str
    title: str
    state: str
    outdated: bool


@dataclass(frozen=True)
class ArticleRow:
    id: UUID
    category_id: UUID
    visibility: str
    source_language: str
    owner: str
    review_by: date | None
    views: int
    helpful: int
    unhelpful: int
    solved: int
    texts: dict[str, TextState]

    @property
    def is_due(self) -> bool:
        return self.review_by is not None and self.review_by <= now().date()

    @property
    def score(self) -> int | None:
        """How many of a hundred voters found it helpful."""
        votes = self.helpful + self.unhelpful
        return round(100 * self.helpful / votes) if votes else None

    def title_in(self, language: str) -> TextState:
        return self.texts.get(language) or self.texts.get(self.source_language) or next(iter(self.texts.values()))

    def language_to_edit(self, language: str) -> str:
        return self.title_in(language).language


@dataclass
class CategoryRow:
    id: UUID
    parent_id: UUID | None
    icon: str
    archived: bool
    names: dict[str, str]
    articles: list[ArticleRow] = field(default_factory=list)
    children: list["CategoryRow"] = field(default_factory=list)

    def name_in(self, language: str) -> str:
        return self.names.get(language) or next(iter(self.names.values()), "—")


@dataclass(frozen=True)
class Writing:
    """One text of an article as its author opens it; nothing of it is there yet when `revision` is 0."""

    article_id: UUID
    language: str
    category_id: UUID
    visibility: str
    source_language: str
    owner_id: UUID | None
    review_by: date | None
    state: str
    publish_at: datetime | None
    published_at: datetime | None
    updated_at: datetime | None
    title: str
    slug: str
    body: str
    html: str
    keywords: str
    noindex: bool
    revision: int
    source_revision: int
    present_source: int
    states: dict[str, str]

    @property
    def is_source(self) -> bool:
        return self.language == self.source_language

    @property
    def is_new(self) -> bool:
        return self.revision == 0

    @property
    def is_outdated(self) -> bool:
        return not self.is_source and not self.is_new and self.source_revision < self.present_source


async def tree(wanted: str = "all", search: str = "", *, offered: Sequence[str] = ()) -> list[CategoryRow]:
    """The categories in order, their articles that the filter lets through, two deep. `off` are those with a text in a
    language that is none of `offered`."""
    known = {row.id: row for row in await all_categories()}
    for article in await articles(wanted, search, offered=offered):
        known[article.category_id].articles.append(article)
    for category in known.values():
        if category.parent_id in known:
            known[category.parent_id].children.append(category)
    return [category for category in known.values() if category.parent_id is None]


async def articles(wanted: str = "all", search: str = "", *, offered: Sequence[str] = ()) -> list[ArticleRow]:
    chosen = wanted if wanted in FILTERS else "all"
    rows = await unit.fetch(_ARTICLES, chosen, key_of(search), now().date(), MOST, list(offered))
    return [_article(row) for row in rows]


async def coverage(languages: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """For each language: how many articles are published in it, of how many there are in any."""
    rows = await unit.fetch(_COVERAGE)
    done = {row["language"]: row["done"] for row in rows}
    whole = rows[0]["whole"] if rows else 0
    return [(language, done.get(language, 0), whole) for language in languages]


async def open_text(article_id: UUID, language: str) -> Writing:
    """Raises NotFound for an article that is not there; a missing translation is an empty text."""
    row = await unit.fetchrow(_WRITING, article_id, language)
    if row is None:
        raise NotFound
    return Writing(**row)


async def all_categories() -> list[CategoryRow]:
    """In order, the archived ones last."""
    return [CategoryRow(**row) for row in await unit.fetch(_CATEGORIES)]


async def categories() -> list[CategoryRow]:
    """All open ones in order, subcategories after their parents: for choosing one."""
    rows = await all_categories()
    top = [row for row in rows if row.parent_id is None and not row.archived]
    return [
        row for head in top for row in (head, *(sub for sub in rows if sub.parent_id == head.id and not sub.archived))
    ]


async def members() -> list[tuple[UUID, str]]:
    """Who may look after an article."""
    rows = await unit.fetch(
        "SELECT id, name FROM member WHERE state = 'active' AND role IN ('owner', 'admin', 'agent') ORDER BY name, id"
    )
    return [(row["id"], row["name"]) for row in rows]


async def opinions(article_id: UUID, language: str, *, most: int = 20) -> list[unit.Record]:
    """What voters wrote, the newest first."""
    return await unit.fetch(
        """SELECT helpful, reason, comment, at FROM article_vote
            WHERE article_id = $1 AND language = $2 AND (comment <> '' OR reason NOT IN ('', 'solved'))
            ORDER BY at DESC LIMIT $3""",
        *(article_id, language, most),
    )


def _article(row: Any) -> ArticleRow:
    texts = {text["language"]: TextState(**text) for text in row["texts"]}
    return ArticleRow(**{**row, "texts": texts})


_CATEGORIES = """
SELECT c.id, c.parent_id, c.icon, c.archived_at IS NOT NULL AS archived,
       (SELECT coalesce(json_object_agg(x.language, x.name), '{}') FROM faq_category_text x
         WHERE x.tenant_id = c.tenant_id AND x.category_id = c.id) AS names
  FROM faq_category c
 ORDER BY c.archived_at IS NOT NULL, c.position, c.id
"""

_ARTICLES = """
SELECT a.id, a.category_id, a.visibility, a.source_language, coalesce(m.name, '') AS owner, a.review_by,
       sum(t.views)::int AS views, sum(t.helpful)::int AS helpful, sum(t.unhelpful)::int AS unhelpful,
       sum(t.solved)::int AS solved,
       json_agg(json_build_object('language', t.language, 'title', t.title, 'state', t.state,
         'outdated', t.language <> a.source_language AND t.source_revision < coalesce(s.revision, 0))) AS texts
  FROM article a
  JOIN article_text t ON t.tenant_id = a.tenant_id AND t.article_id = a.id
  LEFT JOIN article_text s ON s.tenant_id = a.tenant_id AND s.article_id = a.id AND s.language = a.source_language
  LEFT JOIN member m ON m.tenant_id = a.tenant_id AND m.id = a.owner_id AND m.state = 'active'
 GROUP BY a.tenant_id, a.id, m.name
HAVING CASE $1::text
         WHEN 'all' THEN bool_or(t.state <> 'archived')
         WHEN 'outdated' THEN bool_or(t.language <> a.source_language AND t.source_revision < s.revision
                                      AND t.state <> 'archived')
         WHEN 'due' THEN a.review_by <= $3 AND bool_or(t.state <> 'archived')
         WHEN 'off' THEN bool_or(t.language <> ALL($5::text[]) AND t.state <> 'archived')
         ELSE bool_or(t.state = $1) END
   AND ($2 = '' OR bool_or(strpos(t.title_key, $2) > 0))
 ORDER BY a.position, a.id LIMIT $4
"""

_COVERAGE = """
SELECT t.language, count(*)::int AS done,
       (SELECT count(DISTINCT article_id)::int FROM article_text WHERE state = 'published') AS whole
  FROM article_text t WHERE t.state = 'published' GROUP BY t.language
"""

_WRITING = """
SELECT a.id AS article_id, $2::text AS language, a.category_id, a.visibility, a.source_language, a.owner_id, a.review_by,
       coalesce(t.state, 'draft') AS state, t.publish_at, t.published_at, t.updated_at, coalesce(t.title, '') AS title,
       coalesce(t.slug, '') AS slug, coalesce(t.body, '') AS body, coalesce(t.html, '') AS html,
       coalesce(t.keywords, '') AS keywords, coalesce(t.noindex, false) AS noindex,
       coalesce(t.revision, 0) AS revision, coalesce(t.source_revision, 0) AS source_revision,
       coalesce(s.revision, 0) AS present_source,
       (SELECT coalesce(json_object_agg(o.language, o.state), '{}') FROM article_text o
         WHERE o.tenant_id = a.tenant_id AND o.article_id = a.id) AS states
  FROM article a
  LEFT JOIN article_text t ON t.tenant_id = a.tenant_id AND t.article_id = a.id AND t.language = $2
  LEFT JOIN article_text s ON s.tenant_id = a.tenant_id AND s.article_id = a.id AND s.language = a.source_language
 WHERE a.id = $1
"""
