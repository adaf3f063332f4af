"""Which language to speak: pure negotiation, no request and no database.

A language is named by its tag as in BCP 47 (`it`, `pt-BR`, `zh-Hant-TW`). The order of the voices is that of the
product: what somebody chose explicitly, their account, the address they opened, their browser, the tenant's default.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.core import UnknownLocaleError

SOURCE = "en"
LONGEST_HEADER = 1_000
LONGEST_TAG = 35
MOST_RANGES = 30

# Every page offers these by name. Asked of CLDR, each would bring all that CLDR knows of its language: 12 MB in all.
_OWN_NAMES = {
    "ar": "العربية",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "hu": "Magyar",
    "it": "Italiano",
    "ja": "日本語",
    "pl": "Polski",
    "ru": "Русский",
}

_TAG = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-(?:[a-z]{2}|[0-9]{3}))?", re.ASCII | re.IGNORECASE)
_QUALITY = r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?"
_RANGE = re.compile(rf"\s*([a-z0-9-]{{1,20}}|\*)\s*(?:;\s*q\s*=\s*({_QUALITY})\s*)?", re.ASCII | re.IGNORECASE)


class UnknownTag(ValueError):
    """The text is not the tag of a language that people speak and CLDR describes."""


@lru_cache(maxsize=1024)
def parse_tag(text: str) -> str:
    """The tag in its canonical spelling (`IT_it` is refused, `IT-it` becomes `it-IT`); raises `UnknownTag`."""
    if not isinstance(text, str) or not _TAG.fullmatch(text):
        raise UnknownTag(f"not a language tag: {text!r:.60}")
    tag = _spelled(text)
    babel_locale(tag)
    return tag


def is_tag(text: str) -> bool:
    try:
        parse_tag(text)
    except UnknownTag:
        return False
    return True


def negotiate(
    offered: Sequence[str],
    *,
    explicit: str | None = None,
    account: str | None = None,
    url: str | None = None,
    accept: str | None = None,
    default: str | None = None,
) -> str:
    """The offered language that the first voice able to name one asks for; else the default, else the first offered."""
    wishes = (explicit, account, url, *accepted(accept), default)
    return next((found for wish in wishes if (found := best(wish, offered))), offered[0])


def best(wish: str | None, offered: Sequence[str]) -> str | None:
    """The offered language nearest to the wish: itself, its wider forms, then a sister (`pt-PT` for `pt-BR`)."""
    if not wish:
        return None
    # Each page asks several times; what is longer than any tag is somebody's joke, and not remembered.
    return (_best if len(wish) <= LONGEST_TAG else _best.__wrapped__)(wish, tuple(offered))


@lru_cache(maxsize=1_000)
def _best(wish: str, offered: tuple[str, ...]) -> str | None:
    spelled = _by_spelling(offered)
    for tag in fallbacks(wish):
        if tag.lower() in spelled:
            return spelled[tag.lower()]
    language, *region = wish.lower().split("-")
    if len(region) > 1 or any(len(part) == 4 for part in region):
        return None  # a script was asked for: another one may not be readable
    return next((tag for low, tag in spelled.items() if low.startswith(f"{language}-")), None)


@lru_cache(maxsize=1_000)
def _by_spelling(offered: tuple[str, ...]) -> dict[str, str]:
    return {tag.lower(): tag for tag in offered}


def fallbacks(tag: str) -> Iterator[str]:
    """`zh-Hant-TW` → `zh-Hant-TW`, `zh-Hant`, `zh`."""
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


def accepted(header: str | None) -> Sequence[str]:
    """The languages of an Accept-Language header, most wanted first; whatever is malformed in it is passed over."""
    return _ranked(header[:LONGEST_HEADER]) if header else ()


@lru_cache(maxsize=1_000)
def _ranked(header: str) -> Sequence[str]:
    parts = header.split(",")[:MOST_RANGES]
    ranges = [(float(match[2] or 1), match[1]) for part in parts if (match := _RANGE.fullmatch(part))]
    wanted = sorted((pair for pair in ranges if pair[0] > 0), key=lambda pair: -pair[0])
    return tuple(tag for _quality, tag in wanted if tag != "*")


def direction(tag: str) -> Literal["ltr", "rtl"]:
    return "rtl" if babel_locale(tag).character_order == "right-to-left" else "ltr"


@lru_cache(maxsize=1024)
def endonym(tag: str) -> str:
    """The language's name in itself: `Italiano`, `日本語`; with a capital, however CLDR writes it in running text."""
    return _OWN_NAMES.get(tag) or endonym_by_cldr(tag)


def endonym_by_cldr(tag: str) -> str:
    locale = babel_locale(tag)
    name = locale.get_display_name(locale) or tag
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=1024)
def babel_locale(tag: str) -> Locale:
    if tag.startswith("und"):
        raise UnknownTag("undetermined is no language")
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise UnknownTag(f"not a known language: {tag[:40]!r}") from error


def _spelled(text: str) -> str:
    language, *rest = text.split("-")
    return "-".join([language.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])
