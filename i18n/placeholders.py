"""Placeholders in what tenants write: `{{customer.name}}`, and with a number `{{days|one: a day|other: # days}}`.

Nothing but names is looked up and nothing is run. A placeholder with forms takes the one that the number needs in the
text's language (CLDR: zero, one, two, few, many, other), `#` in it is the number as that language writes it. `fill()`
raises `Unresolved` with the names it does not know, so that nothing half-filled leaves the house; `fill_known()` leaves
them for a person to see.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from i18n import formats
from i18n.locales import babel_locale
from i18n.moment import speaking

CATEGORIES = ("zero", "one", "two", "few", "many", "other")

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_.]{0,60})\s*((?:\|[^{}]*)?)\}\}", re.ASCII)
_FORM = re.compile(r"\s*([a-z]+)\s*:\s?(.*)", re.ASCII | re.DOTALL)
_BRACES = re.compile(r"\{\{|\}\}")


class Unresolved(ValueError):
    """Names that have no value, in the order they stand in the text."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))  # notext
        self.names = names


@dataclass(frozen=True)
class Placeholder:
    """One place in a text: its name, and its forms by plural category when it has any."""

    name: str
    written: str
    forms: Mapping[str, str]

    @property
    def is_plural(self) -> bool:
        return bool(self.forms)


def placeholders(text: str) -> list[Placeholder]:
    """All of them, in order."""
    return [_placeholder(found) for found in _PLACEHOLDER.finditer(text)]


def names_in(text: str) -> frozenset[str]:
    return frozenset(one.name for one in placeholders(text))


def is_malformed(text: str) -> bool:
    """Whether braces stand in the text that are no placeholder: a typing slip that would be printed as it is."""
    return bool(_BRACES.search(_PLACEHOLDER.sub("", text)))


def fill(text: str, values: Mapping[str, object], language: str) -> str:
    """The text with its values, numbers written as `language` writes them; raises Unresolved."""
    unknown = [one.name for one in placeholders(text) if values.get(one.name) is None]
    if unknown:
        raise Unresolved(list(dict.fromkeys(unknown)))
    with speaking(language):
        return _PLACEHOLDER.sub(lambda found: _filled(_placeholder(found), values, language), text)


def fill_known(text: str, values: Mapping[str, object], language: str) -> str:
    """The same for a text that a person goes on writing: what has no value stays as it was written."""
    known = {
        one.written: fill(one.written, values, language)
        for one in placeholders(text)
        if values.get(one.name) is not None
    }
    return _PLACEHOLDER.sub(lambda found: known.get(found[0], found[0]), text)


@lru_cache(maxsize=256)
def plural_categories(language: str) -> tuple[str, ...]:
    """The forms that a number can need in this language: `("one", "few", "many", "other")` in Polish."""
    known = {*babel_locale(language).plural_form.tags, "other"}
    return tuple(category for category in CATEGORIES if category in known)


def _placeholder(found: re.Match[str]) -> Placeholder:
    return Placeholder(found[1], found[0], dict(_forms(found[2])))


def _forms(written: str) -> Iterator[tuple[str, str]]:
    """What is no form (`|shout`) is kept under its own words, so that whoever checks the text sees it."""
    for part in written.split("|")[1:]:
        form = _FORM.fullmatch(part)
        yield (form[1], form[2]) if form else (part.strip(), "")


def _filled(place: Placeholder, values: Mapping[str, object], language: str) -> str:
    value = values[place.name]
    shown = formats.number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
    if not place.is_plural or not isinstance(value, int | float):
        return shown
    category = babel_locale(language).plural_form(value)
    form = place.forms.get(category, place.forms.get("other", "#"))
    return form.replace("#", shown)
