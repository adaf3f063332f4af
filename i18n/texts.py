"""What tenants write themselves, in several languages: `{"en": "Billing", "it": "Fatturazione"}`, kept as jsonb.

A missing language is never a blank page: `pick()` answers the nearest text there is and says whether it is a fallback,
so that the page can mark its language and tell the reader.
"""

from collections.abc import Mapping
from typing import NamedTuple

from i18n.locales import best

Texts = dict[str, str]


class Picked(NamedTuple):
    text: str
    language: str
    is_fallback: bool


def pick(texts: Mapping[str, str], wanted: str, default: str) -> Picked:
    """The text in the wanted language, else in the default one, else in any; blank texts do not count."""
    written = {language: text for language, text in texts.items() if text and text.strip()}
    if not written:
        return Picked("", wanted, is_fallback=False)
    if near := best(wanted, list(written)):
        return Picked(written[near], near, is_fallback=False)
    other = best(default, list(written)) or next(iter(written))
    return Picked(written[other], other, is_fallback=True)


def gaps(texts: Mapping[str, str], languages: list[str]) -> list[str]:
    """The languages that still miss this text, in the order given."""
    return [language for language in languages if not texts.get(language, "").strip()]
