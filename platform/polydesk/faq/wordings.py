"""What tenants write in the FAQ: names of categories and the sentence beneath them; articles, on pages of their own.

An article counts as written in a language once it is published in it; what translators get of it says `exchange.py`.
"""

from uuid import UUID

from i18n import _, lazy
from i18n.texts import Texts
from polydesk.faq import categories, exchange
from polydesk.faq.categories import LONGEST
from polydesk.faq.reading import ARTICLE
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import Kind, Phrase, declare, id_of
from tenants.here import visit


async def category_phrases() -> list[Phrase]:
    home = (await visit()).default_language
    found = []
    for row in await unit.fetch(_CATEGORIES):
        name = row["names"].get(home) or next(iter(row["names"].values()))
        page = f"/admin/faq/categories/{row['id']}"
        found += [
            Phrase(f"{row['id']}.name", name, row["names"], page, LONGEST["name"]),
            Phrase(
                f"{row['id']}.description",
                _("%(category)s, in one sentence") % {"category": name},
                *(row["descriptions"], page, LONGEST["description"]),
            ),
        ]
    return found


async def save_category(key: str, texts: Texts) -> None:
    category, _dot, asked = key.partition(".")
    part = next((part for part in LONGEST if part == asked), None)
    if part is None:
        raise NotFound
    await categories.translate_category(id_of(category), part, texts)


async def article_phrases() -> list[Phrase]:
    return [_article(row) for row in await unit.fetch(_ARTICLES)]


async def save_article(_key: str, _texts: Texts) -> None:
    """Articles are written on their own page, with preview, state and versions."""
    raise NotFound


def _article(row: unit.Record) -> Phrase:
    article_id: UUID = row["id"]
    titles: Texts = row["titles"]
    return Phrase(
        key=str(article_id),
        name=titles.get(row["source_language"]) or next(iter(titles.values())),
        texts=titles,
        edited_at=f"/admin/faq/articles/{article_id}",
        source=row["source_language"],
        outdated=frozenset(row["outdated"] or ()),
    )


declare(Kind(categories.KIND, lazy("Topics of the help pages"), category_phrases, save_category))
declare(
    Kind(
        *(ARTICLE, lazy("Help articles"), article_phrases, save_article),
        has_own_editor=True,
        exchanged=exchange.EXCHANGED,
    )
)

_CATEGORIES = """
SELECT c.id, json_object_agg(x.language, x.name) AS names,
       coalesce(json_object_agg(x.language, x.description) FILTER (WHERE x.description <> ''), '{}') AS descriptions
  FROM faq_category c JOIN faq_category_text x ON x.tenant_id = c.tenant_id AND x.category_id = c.id
 WHERE c.archived_at IS NULL GROUP BY c.tenant_id, c.id ORDER BY c.position, c.id
"""

_ARTICLES = """
SELECT a.id, a.source_language, json_object_agg(t.language, t.title) AS titles,
       array_agg(t.language) FILTER (WHERE t.language <> a.source_language AND t.source_revision < s.revision) AS outdated
  FROM article a
  JOIN article_text t ON t.tenant_id = a.tenant_id AND t.article_id = a.id AND t.state = 'published'
  LEFT JOIN article_text s ON s.tenant_id = a.tenant_id AND s.article_id = a.id AND s.language = a.source_language
 GROUP BY a.tenant_id, a.id ORDER BY a.position, a.id
"""
