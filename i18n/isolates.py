"""Isolates: what is filled into a right-to-left sentence keeps its own direction and disturbs nobody around it.

A number, an address or a Latin name inside an Arabic sentence would otherwise pull its neighbours to the wrong side
(Unicode Standard Annex 9). So the catalogues of such languages are loaded with FIRST STRONG ISOLATE and POP
DIRECTIONAL ISOLATE around each placeholder: once a start, and no translator can forget it. An address that a mail
program makes clickable stays bare, since the closing mark would become a part of it. A sign that belongs to what is
filled in (`#12`, `+5`, `7 %`) goes in with it. A sentence of placeholders alone would have no direction once it is
filled into another one, because what is isolated does not count; a mark at its start says which one it has.
"""

import re
import unicodedata
from gettext import GNUTranslations

OPEN, CLOSE = "\u2068", "\u2069"
RIGHT_TO_LEFT_MARK = "\u200f"
BARE = frozenset({"url", "link"})
_PLACEHOLDER = re.compile(r"(?:(?<!\S)[#+@-])?%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z](?:[ \xa0]?%%)?|%%")


def isolate_placeholders(catalog: GNUTranslations) -> None:
    """Changes a catalogue that was just loaded."""
    sentences: dict[object, str] = catalog._catalog  # type: ignore[attr-defined]
    for key, sentence in sentences.items():
        if key and "%(" in sentence:
            sentences[key] = isolated(sentence)


def isolated(sentence: str) -> str:
    has_direction = any(unicodedata.bidirectional(sign) in ("L", "R", "AL") for sign in _PLACEHOLDER.sub("", sentence))
    return ("" if has_direction else RIGHT_TO_LEFT_MARK) + _PLACEHOLDER.sub(_in_isolation, sentence)


def _in_isolation(found: re.Match[str]) -> str:
    if found[1] is None or found[1] in BARE:
        return found[0]
    return f"{OPEN}{found[0]}{CLOSE}"
