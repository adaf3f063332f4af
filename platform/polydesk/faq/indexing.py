"""Indexing: what the search knows of a text: its words as its language stems them, with and without accents, and the
small words that a misspelled one is compared with."""

import re
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.dictionaries import dictionary_of, has_stemmer
from polydesk.kernel.searchable import DENSE, bare, one_spelling, plain, spelled, stem, unaccented

# A shorter word resembles too many, a longer one is none.
SHORTEST, LONGEST = 4, 30
AT_ONCE = 20
_WORD = re.compile(r"[^\W\d_]+")

Columns = tuple[str, str, str, str, str, str]


def columns(title: str, keywords: str, body: str, language: str) -> Columns:
    """The dictionary; what weighs most and the text, both as they are and without accents; the key of the title."""
    heading = f"{title}\n{keywords}"
    return (
        dictionary_of(language),
        *(spelled(heading), plain(heading), spelled(body), plain(body)),
        key_of(heading),
    )


def weighed(first: int) -> str:
    """The words as SQL, from parameters in the order of `columns()`: title and keywords weigh most; with and without
    accents, so that `perche` finds `perché`."""
    pieces = zip(range(first + 1, first + 5), "AACC", strict=True)
    return " || ".join(f"setweight(to_tsvector(${first}::text::regconfig, ${n}), '{weight}')" for n, weight in pieces)


async def index_anew(after: UUID) -> UUID | None:
    """The next few articles behind this one, as texts are spelled today; answers the last of them, None at the end."""
    ids = [row["id"] for row in await unit.fetch(_NEXT, after, AT_ONCE)]
    for row in await unit.fetch(_TEXTS, ids):
        language, texts = row["language"], (row["title"], row["keywords"], row["plain"])
        await learn({language: words_of(language, *texts)})
        await unit.execute(_ANEW, row["article_id"], language, *columns(*texts, language))
    return ids[-1] if len(ids) == AT_ONCE else None


def key_of(text: str) -> str:
    """What the list of articles is searched in."""
    return unaccented(one_spelling(text))


def words_of(language: str, *texts: str) -> list[str]:
    """What misspelled words are compared with; where there is no stemmer, the beginnings of words."""
    words = {word for text in texts for word in _words(text)}
    return sorted(words if has_stemmer(language) else set(map(stem, words)))


async def learn(words: Mapping[str, Sequence[str]]) -> None:
    """From now on misspelled words are taken for these, too, by language."""
    pairs = [(language, word) for language, found in words.items() for word in found]
    await unit.execute(_LEARN, [language for language, _word in pairs], [word for _language, word in pairs])


def _words(text: str) -> Iterator[str]:
    for word in map(bare, _WORD.findall(one_spelling(text))):
        if SHORTEST <= len(word) <= LONGEST and not DENSE.search(word):
            yield word


_LEARN = """
INSERT INTO article_word (language, word) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING
"""
_NEXT = "SELECT id FROM article WHERE tenant_id = app.tenant_id() AND id > $1 ORDER BY id LIMIT $2"
_TEXTS = """
SELECT article_id, language, title, keywords, plain FROM article_text
 WHERE tenant_id = app.tenant_id() AND article_id = ANY ($1) ORDER BY article_id, language FOR UPDATE
"""
_ANEW = f"""
UPDATE article_text SET config = $3::text::regconfig, words = {weighed(3)}, title_key = $8
 WHERE tenant_id = app.tenant_id() AND article_id = $1 AND language = $2
"""  # noqa: S608 - the pieces are numbers
