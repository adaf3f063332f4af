"""Marking: the words that were found, inside `<mark>`, and the part of a text around the first of them."""

import re
from functools import lru_cache

from markupsafe import Markup

from polydesk.kernel.searchable import DENSE, one_spelling, stem, unaccented
from polydesk.kernel.web.compiling import escaped

AROUND = 160
# All that folding changes; most of a text stays as it is.
_FOLDABLE = re.compile(r"[A-Z]+|[^\x00-\x7f]+")

Terms = tuple[str, ...]


def marked(text: str, terms: Terms) -> Markup:
    """The text, escaped, with every word that begins like one of the terms inside `<mark>`."""
    pieces, end = [], 0
    for found in _wanted(terms).finditer(folded(text)):
        begin, before = found.start(), end
        end = found.end()
        pieces += [escaped(text[before:begin]), "<mark>", escaped(text[begin:end]), "</mark>"]
    return Markup("".join([*pieces, escaped(text[end:])]))  # every piece of the text is escaped above


def snippet(text: str, terms: Terms) -> Markup:
    """The part of the text around the first word that was found, marked; its beginning when none was."""
    start, end = _part(text, terms)
    shown = marked(text[start:end].strip(), terms)  # without the dots: most texts are of letters that fold at once
    return Markup("".join(["… " if start else "", shown, " …" if end < len(text) else ""]))  # escaped as it was marked


def _part(text: str, terms: Terms) -> tuple[int, int]:
    found = _wanted(terms).search(folded(text))
    place = found.start() if found else 0
    start = max(0, place - AROUND // 3)
    if start:
        start = text.find(" ", start, place) + 1 or start
    end = min(len(text), start + AROUND)
    if end < len(text):
        space = text.rfind(" ", start + AROUND // 2, end)
        end = space if space > 0 else end
    return start, end


def folded(text: str) -> str:
    """Small letters without accents, one for each letter of the text, so that places are the same in both."""
    return text.lower() if text.isascii() else _FOLDABLE.sub(lambda found: found[0].translate(_FOLDS), text)


@lru_cache(maxsize=512)
def _wanted(terms: Terms) -> re.Pattern[str]:
    """Roughly what a stemmer finds: long words lose their endings, so that `invoices` marks `invoice`."""
    words = [word for term in terms for word in re.findall(r"\w+", folded(term))]
    beginnings = [re.escape(word) if DENSE.search(word) else _beginning(stem(word)) for word in words if _says(word)]
    return re.compile("|".join(dict.fromkeys(beginnings)) or r"(?!)")


def _says(word: str) -> bool:
    return len(word) > 1 or bool(DENSE.search(word))


def _beginning(letters: str) -> str:
    """A word that begins so. The first letter comes before the look behind it: `re` skips to letters, not to edges."""
    first, rest = re.escape(letters[0]), re.escape(letters[1:])
    return rf"{first}(?<!\w{first}){rest}" + (r"\w*" if len(letters) > 3 else r"\b")


class _Folds(dict[int, int]):
    """Letter → its plain small form, worked out when it is first met."""

    def __missing__(self, letter: int) -> int:
        plain = unaccented(one_spelling(chr(letter)))
        self[letter] = ord(plain[0]) if plain else letter
        return self[letter]


_FOLDS = _Folds()
