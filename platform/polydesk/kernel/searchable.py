"""Searchable: how a text looks to the search, the same for what is written and for what is asked.

Three things that no dictionary of PostgreSQL does: one spelling for what looks alike (full width, capitals of every
script, marks heaped on each other), the same without accents, and pairs of letters for scripts that put no spaces
between words. A text is given to `to_tsvector` as `spelled()` and once more as `plain()`.
"""

import re
import unicodedata

LONGEST = 100_000

# Scripts without spaces between words, or with words that grow at their ends: 東京都 is found by the pairs 東京, 京都.
HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HIRAGANA = "\u3041-\u3096\u3099-\u309f"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
OTHER_DENSE = "\uac00-\ud7af\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u104f\u1780-\u17d3"
DENSE = re.compile(f"[{HAN}{HIRAGANA}{KATAKANA}{OTHER_DENSE}]+")
_HAN_LETTER = re.compile(f"[{HAN}]")

# Nothing to see: soft hyphens, joiners, byte order marks, and what turns the direction of a text.
_UNSEEN = dict.fromkeys([0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
_ALIKE = {0x2019: "'", 0x2018: "'", 0x2BC: "'", **dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-"), 0x640: None}
_TIDIED = {**_UNSEEN, **_ALIKE}
# PostgreSQL takes the hyphen of a product's code for a minus.
_BEFORE_NUMBER = re.compile(r"(?<=[^\W\d_])-(?=\d)")
# What is left of a heap of marks once each letter has taken the one that belongs to it.
# Vowels of Hebrew and Arabic are among them: most people leave them out.
_HEAPED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]+"
)
_SPELLED_OUT = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th"}
# Letters that many Arabic writers use for one another.
_SPELLED_OUT |= {"ة": "ه", "ى": "ي"}
# The article that Arabic writes in one with its noun.
_ARABIC_THE = "ال"


def spelled(text: str) -> str:
    """Small letters in one spelling, with pairs of letters where a script has no spaces: what is indexed."""
    return paired(one_spelling(text[:LONGEST]))[:LONGEST]


def plain(text: str) -> str:
    """The same without accents; empty where it would be the same, so that nothing is indexed twice."""
    found = spelled(text)
    without = unaccented(found)
    return "" if without == found else without[:LONGEST]


def visible(text: str) -> str:
    """Without what nobody sees: soft hyphens, joiners, marks that turn the direction."""
    return text.translate(_UNSEEN)


def one_spelling(text: str) -> str:
    """`Ｃａｆé`, `CAFÉ` and `cafe` with a mark behind it become `café`; `PX-4000` and `px 4000` are the same, too."""
    return _BEFORE_NUMBER.sub(" ", text.lower() if text.isascii() else _lowered(text))


def _lowered(text: str) -> str:
    lowered = unicodedata.normalize("NFKC", text.translate(_TIDIED)).lower()
    return _HEAPED.sub("", unicodedata.normalize("NFC", lowered))


def unaccented(text: str) -> str:
    """Without the marks on Latin, Greek, Cyrillic, Hebrew and Arabic letters; in other scripts marks are letters."""
    return text if text.isascii() else text.translate(_UNACCENTED)


def bare(word: str) -> str:
    """A word as it is compared with others: no accents, no article."""
    found = unaccented(word)
    return found.removeprefix(_ARABIC_THE) if len(found) > 4 else found


def stem(word: str) -> str:
    """The beginning that the forms of a word share, roughly: for languages without a stemmer, and for marking."""
    return word if len(word) < 5 else word[: max(4, len(word) - (3 if len(word) > 7 else 2))]


def paired(text: str) -> str:
    """Each run of a script without spaces as its pairs of letters, and its ideographs alone behind them."""
    return text if text.isascii() else DENSE.sub(lambda run: f" {_pairs_and_letters(run[0])} ", text)


def pairs(run: str) -> list[str]:
    """`東京都` → `東京`, `京都`; a letter that stands alone is itself."""
    return [run[place : place + 2] for place in range(len(run) - 1)] or [run]


def _pairs_and_letters(run: str) -> str:
    alone = dict.fromkeys(_HAN_LETTER.findall(run)) if len(run) > 1 else ()
    return " ".join([*pairs(run), *alone])


class _Unaccented(dict[int, str]):
    """Letter → the letters without its mark, worked out when it is first met."""

    def __missing__(self, letter: int) -> str:
        char = chr(letter)
        found = _SPELLED_OUT.get(char) or (_without_marks(char) if _has_loose_marks(char) else char)
        self[letter] = found
        return found


def _without_marks(char: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))


def _has_loose_marks(char: str) -> bool:
    """Whether people leave the marks of this letter's script out: ё and é, but neither が nor 한."""
    first = ord(unicodedata.normalize("NFD", char)[0])
    return first < 0x700 or 0x1E00 <= first < 0x2000


_UNACCENTED = _Unaccented()
