"""Preparing: all that is made of a text when it is written, so that neither readers nor searches make it again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from polydesk.faq import indexing
from polydesk.faq.markup import Written, written


@dataclass(frozen=True)
class Text:
    """What an author writes. `slug` is taken from the title until somebody chooses one."""

    title: str
    body: str
    keywords: str = ""
    slug: str = ""
    noindex: bool = False


@dataclass(frozen=True)
class Prepared:
    """`words` are what misspelled ones are taken for, `indexed` is what the search knows."""

    text: Text
    shown: Written
    keywords: str
    words: Sequence[str]
    indexed: indexing.Columns


def prepared(text: Text, language: str) -> Prepared:
    """Knows nothing of any company; of a long text it takes a while, see `markdown.unhurried`."""
    shown, named = written(text.body), keywords(text.keywords)
    words = indexing.words_of(language, text.title, named, shown.plain)
    return Prepared(text, shown, named, words, indexing.columns(text.title, named, shown.plain, language))


def keywords(given: str) -> str:
    """Words people may use instead, one kind of separator between them."""
    return ", ".join(word for part in re.split(r"[,;\n]", given) if (word := " ".join(part.split())))
