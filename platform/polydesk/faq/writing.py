"""Writing: articles come to be, get texts in further languages, are changed, moved and ordered.

One article has many texts, one a language, each with a state and a slug of its own. Every saved change of title or
body is a revision and leaves a version; a translation remembers the revision of the source that it was made from.
Whoever changes what customers see must be somebody who may publish.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from polydesk.faq import indexing
from polydesk.faq.audience import ORGANISATIONS
from polydesk.faq.categories import moved
from polydesk.faq.changes import changed
from polydesk.faq.choosing import choose, chosen_for
from polydesk.faq.markup import PICTURE_IN_TEXT
from polydesk.faq.pictures import remember_pictures
from polydesk.faq.preparing import Prepared, Text, prepared
from polydesk.faq.publishing import SHOWN, demand_publisher, publish_new
from polydesk.faq.refusals import EditedMeanwhile
from polydesk.faq.slugs import free_slug, free_slugs, remember_former, slug_of
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.markdown import unhurried
from polydesk.kernel.refusals import NotFound


async def begin_article(
    text: Text,
    *,
    language: str,
    category: UUID,
    visibility: str = "public",
    organisations: Collection[UUID] = (),
    owner: UUID | None = None,
) -> UUID:
    """A new article, a draft in its source language, last in its category."""
    article_id = new_id()
    await unit.execute(_BEGIN, article_id, category, visibility, language, owner, now())
    await choose(article_id, organisations if visibility == ORGANISATIONS else ())
    await _insert(article_id, language, text, source_revision=1)
    await record("faq.article_begun", subject=("article", article_id), changes={"title": ["", text.title]})
    return article_id


async def begin_published(
    texts: Mapping[str, Prepared], *, category: UUID, visibility: str = "public", owner: UUID | None = None
) -> UUID:
    """A new article that stands in all these languages at once for its readers; the first of them is its source."""
    await demand_publisher()
    article_id, languages, at = new_id(), list(texts), now()
    await unit.execute(_BEGIN, article_id, category, visibility, languages[0], owner, at)
    wanted = {language: one.text.slug or one.text.title for language, one in texts.items()}
    slugs = await free_slugs("article", wanted, subject=article_id)
    await indexing.learn({language: one.words for language, one in texts.items()})
    rows = [(*_columns(article_id, language, one, slugs[language]), 1, 1, at) for language, one in texts.items()]
    await unit.executemany(_INSERT, rows)
    await unit.executemany(_VERSION, [_version(article_id, language, 1, one.text) for language, one in texts.items()])
    for language, one in texts.items():
        if PICTURE_IN_TEXT.search(one.text.body):
            await remember_pictures(article_id, language, one.text.body)
    await publish_new(article_id)
    title = texts[languages[0]].text.title
    told: dict[str, list[Any]] = {"title": ["", title], "state": ["", "published"], "languages": [[], languages]}
    await record("faq.article_begun", subject=("article", article_id), changes=told)
    return article_id


async def save_text(article_id: UUID, language: str, text: Text, *, opened_at: int | None = None) -> int:
    """Keeps what was written and answers the revision; a text that is new in this language begins as a draft.

    `opened_at` is the revision that the author saw; raises EditedMeanwhile when somebody saved since.
    """
    source = await source_revision(article_id)
    before = await unit.fetchrow(
        """SELECT title, body, slug, revision, state, keywords, noindex FROM article_text
            WHERE article_id = $1 AND language = $2 FOR UPDATE""",
        *(article_id, language),
    )
    if before is None:
        await _insert(article_id, language, text, source_revision=source)
        return 1
    if before["state"] in SHOWN:
        await demand_publisher()
    if opened_at is not None and opened_at != before["revision"]:
        raise EditedMeanwhile
    return await _update(article_id, language, text, before=before, source_revision=source)


async def source_revision(article_id: UUID) -> int:
    """The present revision of the text that the others are translated from."""
    row = await unit.fetchrow(
        """SELECT t.revision FROM article a
             LEFT JOIN article_text t ON t.article_id = a.id AND t.language = a.source_language
            WHERE a.id = $1 FOR UPDATE OF a""",
        article_id,
    )
    if row is None:
        raise NotFound
    return int(row["revision"] or 1)


async def settle(
    article_id: UUID,
    *,
    category: UUID,
    visibility: str,
    organisations: Collection[UUID] = (),
    owner: UUID | None,
    review_by: date | None,
) -> None:
    """Where the article stands, who may read it, who looks after it and until when."""
    before = await unit.fetchrow(
        "SELECT category_id, visibility, owner_id, review_by FROM article WHERE id = $1 FOR UPDATE", article_id
    )
    if before is None:
        raise NotFound
    wanted = set(organisations) if visibility == ORGANISATIONS else set()
    is_other = before["visibility"] != visibility or await chosen_for(article_id) != wanted
    if is_other and await unit.fetchval(_IS_SHOWN, article_id, list(SHOWN)):
        await demand_publisher()
    await unit.execute(_SETTLE, article_id, category, visibility, owner, review_by, now())
    names = await choose(article_id, wanted)
    if is_other:
        changes = {"visibility": [before["visibility"], visibility], "organisations": names}
        changes = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
        await record("faq.visibility_changed", subject=("article", article_id), changes=changes)
    await changed()


async def move_article(article_id: UUID, *, up: bool) -> None:
    """One place up or down within its category."""
    category = await unit.fetchval("SELECT category_id FROM article WHERE id = $1", article_id)
    if category is None:
        raise NotFound
    rows = await unit.fetch("SELECT id FROM article WHERE category_id = $1 ORDER BY position, id FOR UPDATE", category)
    await unit.execute(
        """UPDATE article a SET position = o.place
             FROM unnest($1::uuid[]) WITH ORDINALITY AS o(id, place) WHERE a.id = o.id""",
        moved([row["id"] for row in rows], article_id, up=up),
    )
    await changed()


async def _insert(article_id: UUID, language: str, text: Text, *, source_revision: int) -> None:
    slug = await free_slug("article", text.slug or text.title, language=language, subject=article_id)
    ready = await _prepared(text, language)
    await unit.execute(_INSERT, *_columns(article_id, language, ready, slug), 1, source_revision, now())
    await remember_pictures(article_id, language, text.body)
    await _keep_version(article_id, language, 1, text)


async def _update(article_id: UUID, language: str, text: Text, *, before: Any, source_revision: int) -> int:
    is_changed = (text.title, text.body) != (before["title"], before["body"])
    revision = before["revision"] + is_changed
    slug = await _slug(article_id, language, text, before)
    ready = await _prepared(text, language)
    await unit.execute(_UPDATE, *_columns(article_id, language, ready, slug), revision, source_revision, now())
    if is_changed:
        await remember_pictures(article_id, language, text.body)
        await _keep_version(article_id, language, revision, text)
    if slug != before["slug"] and before["state"] != "draft":
        await remember_former("article", before["slug"], language=language, subject=article_id, now_called=slug)
    await unit.execute("DELETE FROM sample WHERE kind = 'article' AND id = $1", article_id)
    await changed()
    return int(revision)


async def _slug(article_id: UUID, language: str, text: Text, before: Any) -> str:
    """A published address stays until somebody changes it; a draft's follows its title."""
    chosen = slug_of(text.slug)
    if chosen and chosen != before["slug"]:
        return await free_slug("article", chosen, language=language, subject=article_id)
    if before["state"] == "draft" and text.title != before["title"]:
        return await free_slug("article", text.title, language=language, subject=article_id)
    return str(before["slug"])


async def _prepared(text: Text, language: str) -> Prepared:
    """Its words are known from now on."""
    ready = await unhurried(lambda _body: prepared(text, language), text.body)
    await indexing.learn({language: ready.words})
    return ready


def _columns(article_id: UUID, language: str, ready: Prepared, slug: str) -> tuple[Any, ...]:
    text, shown = ready.text, ready.shown
    outline = [list(entry) for entry in shown.outline]
    return (
        *(article_id, language, text.title, slug, text.body, shown.html, outline, shown.plain, shown.summary),
        *(ready.keywords, text.noindex, *ready.indexed),
    )


async def _keep_version(article_id: UUID, language: str, revision: int, text: Text) -> None:
    await unit.execute(_VERSION, *_version(article_id, language, revision, text))


def _version(article_id: UUID, language: str, revision: int, text: Text) -> tuple[Any, ...]:
    who = actor()
    return article_id, language, revision, text.title, text.body, who.id, who.name, now()


_BEGIN = """
INSERT INTO article (id, category_id, position, visibility, source_language, owner_id, created_at, updated_at)
SELECT $1, $2, coalesce(max(position), 0) + 1, $3, $4, $5, $6, $6 FROM article WHERE category_id = $2
"""

_VERSION = """
INSERT INTO article_version (article_id, language, revision, title, body, by_id, by_name, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

_INSERT = f"""
INSERT INTO article_text (article_id, language, title, slug, body, html, outline, plain, summary, keywords, noindex,
                          config, words, title_key, revision, source_revision, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::text::regconfig, {indexing.weighed(12)}, $17, $18, $19, $20)
"""  # noqa: S608 - the pieces are the constants above

_UPDATE = f"""
UPDATE article_text
   SET title = $3, slug = $4, body = $5, html = $6, outline = $7, plain = $8, summary = $9, keywords = $10,
       noindex = $11, config = $12::text::regconfig, words = {indexing.weighed(12)}, title_key = $17,
       revision = $18, source_revision = $19, updated_at = CASE WHEN revision = $18 THEN updated_at ELSE $20 END
 WHERE article_id = $1 AND language = $2
"""  # noqa: S608 - the pieces are the constants above

_IS_SHOWN = "SELECT EXISTS (SELECT FROM article_text WHERE article_id = $1 AND state = ANY($2::text[]))"

_SETTLE = """
UPDATE article
   SET position = CASE WHEN category_id = $2 THEN position
                       ELSE (SELECT coalesce(max(position), 0) + 1 FROM article WHERE category_id = $2) END,
       category_id = $2, visibility = $3, owner_id = $4, review_by = $5,
       reminded_at = CASE WHEN review_by IS DISTINCT FROM $5 THEN NULL ELSE reminded_at END, updated_at = $6
 WHERE id = $1
"""
