"""The thesaurus of one language: terms that mean the same, found in whatever form somebody types them.

A term is a word or a few (`credit card`). Forms of a word are told by how far they begin alike, in any language.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from polydesk.kernel.searchable import DENSE, bare, one_spelling

BEGINNING = 3
Same = tuple[str, ...]


@dataclass(frozen=True)
class _Term:
    words: tuple[str, ...]
    same: Same


class Thesaurus:
    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._terms: dict[str, list[_Term]] = defaultdict(list)
        self._longest = 1
        for group in groups:
            spellings = [one_spelling(term) for term in group]
            for place, term in enumerate(spellings):
                words = tuple(map(bare, term.split()))
                same = tuple(spellings[:place] + spellings[place + 1 :])
                if words:
                    self._longest = max(self._longest, len(words))
                    self._terms[words[0][:BEGINNING]].append(_Term(words, same))

    def at(self, words: Sequence[str], place: int) -> tuple[int, Same]:
        """How many of the words from here on are one term, the longest there is, and what means the same."""
        here = [bare(word) for word in words[place : place + self._longest]]
        fitting = [term for term in self._terms.get(here[0][:BEGINNING], ()) if _fits(term.words, here)]
        if not fitting:
            return 1, ()
        longest = max(len(term.words) for term in fitting)
        found = dict.fromkeys(same for term in fitting if len(term.words) == longest for same in term.same)
        return longest, tuple(found)


def akin(one: str, other: str) -> bool:
    """Whether these may be forms of one word: fattura and fatture, rechnung and rechnungen, but not post and poster."""
    if one == other:
        return True
    if DENSE.search(one) or min(len(one), len(other)) < 4:
        return False
    common = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest = max(len(one), len(other)) - common
    return rest <= (3 if common > 4 else 1) and common >= 4


def _fits(term: Sequence[str], words: Sequence[str]) -> bool:
    return len(term) <= len(words) and all(map(akin, term, words[: len(term)]))


EMPTY = Thesaurus(())
