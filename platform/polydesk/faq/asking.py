"""Asking: what somebody typed becomes a question to the index, in the words of one language.

A question has slots, one for each word that was typed; a slot names everything that is as good as its word: the word
without accents, its synonyms, and its beginning where PostgreSQL has no stemmer. A minus before a word excludes it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from polydesk.faq.thesaurus import EMPTY, Thesaurus
from polydesk.kernel.dictionaries import dictionary_of, has_stemmer
from polydesk.kernel.searchable import DENSE, HAN, HIRAGANA, KATAKANA, bare, one_spelling, pairs, stem, unaccented

MOST_SLOTS = 12
# A shorter one is the beginning of too many.
SHORTEST = 3

_TYPED = re.compile(r'(?P<no>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>\w+(?:[.@-]\w+)*))')
_CHUNKS = re.compile(f"[{KATAKANA}]+|[{HAN}]+|[^{KATAKANA}{HAN}]+")
_MEANS_SOMETHING = re.compile(f"[{KATAKANA}{HAN}]")
_IDEOGRAPHS = re.compile(f"[{HAN}]+")
_GRAMMAR = re.compile(f"[{HIRAGANA}]+")
_SPLIT = re.compile(f"{DENSE.pattern}|[^{DENSE.pattern[1:-2]}]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_A_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Question:
    """`slots` are tsquery texts, `typed` the bare word of each ("" where no likeness is asked for), `ending` what words
    alike end in, `loose` is enough where no text has all of them; `terms` are all words that may be marked."""

    config: str
    slots: tuple[str, ...]
    typed: tuple[str, ...]
    ending: str
    loose: str
    without: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class _Slot:
    term: str
    same: tuple[str, ...] = ()
    typed: str = ""


def question(asked: str, language: str, thesaurus: Thesaurus = EMPTY) -> Question:
    """In this language; without any slot when there is no word in it."""
    stemless = not has_stemmer(language)
    wanted, unwanted = _parts(one_spelling(asked))
    every = [slot for part, same in _joined(wanted, thesaurus) for slot in _slots(part, same, thesaurus)]
    slots = ([slot for slot in every if not _GRAMMAR.fullmatch(slot.term)] or every)[:MOST_SLOTS]
    texts = tuple(_any_of(slot, stemless=stemless) for slot in slots)
    return Question(
        config=dictionary_of(language),
        slots=texts,
        typed=tuple(stem(slot.typed) if stemless else slot.typed for slot in slots),
        ending=":*" if stemless else "",
        loose=" | ".join([*texts, *(_quoted(pair) for slot in slots for pair in _parts_of_ideographs(slot.term))]),
        without=" | ".join(_quoted(slot.term) for part in unwanted for slot in _slots(part, (), EMPTY)),
        terms=tuple(dict.fromkeys(term for slot in slots for term in (slot.term, *slot.same))),
    )


def _parts(typed: str) -> tuple[list[str], list[str]]:
    """Words and phrases that are wanted, and those with a minus before them."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for found in _TYPED.finditer(typed):
        part = " ".join((found["phrase"] or found["word"] or "").split())
        if _A_LETTER.search(part):
            (unwanted if found["no"] else wanted).append(part)
    return wanted, unwanted


def _joined(words: list[str], thesaurus: Thesaurus) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each part with what means the same; neighbours that are one term (`credit card`) are one part."""
    place = 0
    while place < len(words):
        size, same = thesaurus.at(words, place)
        yield " ".join(words[place : place + size]), same
        place += size


def _slots(part: str, same: tuple[str, ...], thesaurus: Thesaurus) -> Iterator[_Slot]:
    """A part in one script is one slot; `iPhoneの充電` has several."""
    if same or not DENSE.search(part):
        yield _Slot(part, same, _likeable(part))
        return
    for piece in _SPLIT.findall(part):
        if DENSE.fullmatch(piece):
            yield from (_Slot(chunk, thesaurus.at([chunk], 0)[1]) for chunk in _telling(piece))
        elif _A_LETTER.search(piece):
            yield _Slot(piece.strip(), (), _likeable(piece.strip()))


def _telling(run: str) -> list[str]:
    """Words written in ideographs or in katakana mean something; what stands between them is grammar."""
    chunks = _CHUNKS.findall(run)
    return [chunk for chunk in chunks if _MEANS_SOMETHING.match(chunk)] or chunks


def _parts_of_ideographs(term: str) -> list[str]:
    """Most Chinese words have two letters, and nothing says where one ends."""
    return pairs(term) if len(term) > 2 and _IDEOGRAPHS.fullmatch(term) else []


def _any_of(slot: _Slot, *, stemless: bool) -> str:
    spellings = dict.fromkeys(text for term in (slot.term, *slot.same) for text in (term, unaccented(term)))
    texts = [_quoted(text) for text in spellings]
    if stemless and slot.typed:
        texts.append(f"{_quoted(stem(slot.typed))}:*")
    return " | ".join(texts)


def _likeable(word: str) -> str:
    """The bare word, if it is one that may be misspelled, or not whole yet."""
    found = bare(word)
    return found if len(found) >= SHORTEST and _LETTERS.fullmatch(found) else ""


@lru_cache(maxsize=4096)
def _quoted(term: str) -> str:
    """One lexeme, or several in a row, whatever is in it."""
    pieces = (" ".join(pairs(piece)) if DENSE.fullmatch(piece) else piece for piece in _SPLIT.findall(term))
    words = " ".join(" ".join(pieces).split())
    return "'" + words.replace("\\", " ").replace("'", " ") + "'"
