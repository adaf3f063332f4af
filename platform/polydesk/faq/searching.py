"""Searching: articles for what somebody typed, in their language first, forgiving typos, with the words marked.

The database finds (stems, any word, likeness of words), the permission filter decides, Python marks. One statement.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from markupsafe import Markup, escape

from polydesk.faq.audience import audience
from polydesk.kernel import unit
from polydesk.kernel.dictionaries import dictionary_of

LONGEST = 200
CANDIDATES = 300
AROUND = 160
MARK = Markup("<mark>{}</mark>")
# All that folding changes; most of a text stays as it is.
_FOLDABLE = re.compile(r"[A-Z]+|[^\x00-\x7f]+")


@dataclass(frozen=True)
class Hit:
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
    if not words:
        return Found("", [], 0)
    rows = await unit.fetch(
        _SEARCH,
        *(audience(), language, default, words, dictionary_of(language), dictionary_of(default), CANDIDATES, most),
    )
    return Found(words, [_hit(row, words) for row in rows], rows[0]["total"] if rows else 0)


def tidy(asked: str) -> str:
    """What was typed, in one line and of a sensible length."""
    printable = "".join(char if char.isprintable() else " " for char in asked[: LONGEST * 4])
    return " ".join(printable.split())[:LONGEST].strip()


def marked(text: str, words: str) -> Markup:
    """The text, escaped, with every word that begins like one of `words` inside `<mark>`."""
    pieces, end = [], 0
    for found in _wanted(words).finditer(folded(text)):
        pieces += [escape(text[end : found.start()]), MARK.format(text[found.start() : found.end()])]
        end = found.end()
    return Markup("".join([*pieces, escape(text[end:])]))  # every piece is escaped above


def excerpt(text: str, words: str) -> str:
    """The part of the text around the first word that was found; its beginning when none was."""
    found = _wanted(words).search(folded(text))
    place = found.start() if found else 0
    start = max(0, place - AROUND // 3)
    if start:
        start = text.find(" ", start, place) + 1 or start
    end = min(len(text), start + AROUND)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    return ("… " if start else "") + text[start:end].strip() + (" …" if end < len(text) else "")


def folded(text: str) -> str:
    """Small letters without accents, one for each letter of the text, so that places are the same in both."""
    return text.lower() if text.isascii() else _FOLDABLE.sub(lambda found: found[0].translate(_FOLDS), text)


def _hit(row: unit.Record, words: str) -> Hit:
    return Hit(
        article_id=row["article_id"],
        title=marked(row["title"], words),
        snippet=marked(excerpt(row["plain"], words), words),
        slug=row["slug"],
        language=row["language"],
        category_slug=row["category_slug"],
        category_name=row["category_name"],
    )


@lru_cache(maxsize=512)
def _wanted(words: str) -> re.Pattern[str]:
    """Roughly what a stemmer finds: long words lose their endings, so that `invoices` marks `invoice`."""
    typed = [word for word in re.findall(r"\w+", folded(words)) if len(word) > 1]
    stems = [word if len(word) < 5 else word[: max(4, len(word) - 2)] for word in typed]
    return re.compile("|".join(map(_beginning, stems)) or r"(?!)")


def _beginning(stem: str) -> str:
    """A word that begins so. The first letter comes before the look behind it: `re` skips to letters, not to edges."""
    first, rest = re.escape(stem[0]), re.escape(stem[1:])
    return rf"{first}(?<!\w{first}){rest}" + (r"\w*" if len(stem) > 3 else r"\b")


class _Folds(dict[int, int]):
    """Letter → its plain small form, worked out when it is first met."""

    def __missing__(self, letter: int) -> int:
        plain = [char for char in unicodedata.normalize("NFKD", chr(letter).lower()) if not unicodedata.combining(char)]
        self[letter] = ord(plain[0]) if plain else letter
        return self[letter]


_FOLDS = _Folds()

# Each step is worked out once and by itself: the planner, who knows little of a small table, would otherwise look up
# every article again for every category.
_SEARCH = """
WITH found AS MATERIALIZED (
  SELECT article_id, max(rank) AS rank, bool_or(mine) AS mine FROM (
    SELECT article_id, rank, true AS mine FROM app.search_articles($4, $2, $5::text::regconfig, $7)
    UNION ALL
    SELECT article_id, rank, false FROM app.search_articles($4, $3, $6::text::regconfig, $7) WHERE $2 <> $3
  ) AS either GROUP BY article_id
), topics AS MATERIALIZED (
  SELECT id, slug, name FROM app.open_categories($2, $3)
), readable AS MATERIALIZED (
  SELECT a.* FROM found f CROSS JOIN LATERAL (
    SELECT t.article_id, t.language, t.category_id, t.title, t.slug
      FROM app.readable_texts($1) t WHERE t.article_id = f.article_id
     ORDER BY (t.language = $2) DESC, (t.language = $3) DESC, (t.language = t.source_language) DESC, t.language LIMIT 1
  ) AS a
), best AS (
  SELECT a.article_id, a.title, a.slug, a.language, c.slug AS category_slug, c.name AS category_name, f.rank,
         count(*) OVER () AS total
    FROM found f
    JOIN readable a ON a.article_id = f.article_id
    JOIN topics c ON c.id = a.category_id
   WHERE f.mine OR a.language = $3
   ORDER BY f.rank DESC, a.article_id LIMIT $8
)
SELECT b.article_id, b.title, left(t.plain, 10000) AS plain, b.slug, b.language, b.category_slug, b.category_name, b.total
  FROM best b JOIN article_text t ON t.tenant_id = app.tenant_id() AND t.article_id = b.article_id AND t.language = b.language
 ORDER BY b.rank DESC, b.article_id
"""
