"""Searching: articles for what somebody typed, in their language first, forgiving typos, with the words marked.

Python asks (`asking.py`) and marks, the database finds, the permission filter decides. One statement, planned once.
"""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from markupsafe import Markup

from polydesk.faq import synonyms
from polydesk.faq.asking import question
from polydesk.faq.audience import audience
from polydesk.faq.marking import Terms, marked, snippet
from polydesk.kernel import unit
from polydesk.kernel.searchable import visible

LONGEST = 200


class Hit(NamedTuple):
    article_id: UUID
    title: Markup
    snippet: Markup
    slug: str
    language: str
    category_slug: str
    category_name: str


@dataclass(frozen=True)
class Found:
    """`total` is how many there are; `hits` the best of them."""

    asked: str
    hits: list[Hit]
    total: int


async def search(asked: str, language: str, default: str, *, most: int = 20) -> Found:
    """Nothing for nothing; for everything else one statement."""
    words = tidy(asked)
    here = question(words, language, await synonyms.thesaurus(language))
    if not here.slots:
        return Found(words, [], 0)
    there = here if language == default else question(words, default, await synonyms.thesaurus(default))
    rows = await unit.fetch(_SEARCH, audience(), language, default, here, there, most)
    terms = tuple(dict.fromkeys(here.terms + there.terms))
    return Found(words, [_hit(row, terms) for row in rows], rows[0]["total"] if rows else 0)


def tidy(asked: str) -> str:
    """What was typed, in one line and of a sensible length."""
    printable = "".join(char if char.isprintable() else " " for char in visible(asked[: LONGEST * 4]))
    return " ".join(printable.split())[:LONGEST].strip()


def _hit(row: unit.Record, terms: Terms) -> Hit:
    return Hit(
        article_id=row["article_id"],
        title=marked(row["title"], terms),
        snippet=snippet(row["plain"], terms),
        slug=row["slug"],
        language=row["language"],
        category_slug=row["category_slug"],
        category_name=row["category_name"],
    )


_SEARCH = "SELECT * FROM app.search_help($1, $2, $3, $4, $5, $6)"
