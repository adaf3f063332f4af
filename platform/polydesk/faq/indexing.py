"""Indexing: what the search knows of a text: its words as its language stems them, with and without accents, and the
small words that a misspelled one is compared with."""

import re
from collections.abc import Iterator

from polydesk.kernel import unit
from polydesk.kernel.dictionaries import dictionary_of, has_stemmer
from polydesk.kernel.searchable import DENSE, bare, one_spelling, plain, spelled, stem, unaccented

# A shorter word resembles too many, a longer one is none.
SHORTEST, LONGEST = 4, 30
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


def key_of(text: str) -> str:
    """What the list of articles is searched in."""
    return unaccented(one_spelling(text))


async def learn_words(language: str, *texts: str) -> None:
    """From now on misspelled words are taken for these, too; where there is no stemmer, for their beginnings."""
    words = {word for text in texts for word in _words(text)}
    known = words if has_stemmer(language) else set(map(stem, words))
    await unit.execute(
        "INSERT INTO article_word (language, word) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING",
        *(language, sorted(known)),
    )


def _words(text: str) -> Iterator[str]:
    for word in map(bare, _WORD.findall(one_spelling(text))):
        if SHORTEST <= len(word) <= LONGEST and not DENSE.search(word):
            yield word
