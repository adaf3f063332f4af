"""What is wrong with a text in one language: pure, told in a sentence.

Missing and outdated are about the text as a whole; lost and unknown placeholders, plural forms and lengths about what
it says. A phrase that is empty in every language is no gap: nobody wanted it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from unicodedata import east_asian_width

from i18n import LazyText, _, lazy
from i18n.formats import list_of
from i18n.placeholders import Placeholder, is_malformed, names_in, placeholders, plural_categories
from polydesk.kernel.wording import Phrase

What = Literal["missing", "placeholder", "plural", "long", "outdated"]

# In the order of how much they hurt.
NAMES: dict[What, LazyText] = {
    "missing": lazy("Missing"),
    "placeholder": lazy("Placeholder lost or unknown"),
    "plural": lazy("Wrong plural forms"),
    "long": lazy("Too long for a button"),
    "outdated": lazy("Outdated"),
}
LONGEST_BUTTON = 28

_RUNNABLE = re.compile(
    r"<\s*(?:script|iframe|object|embed|svg|style|link|meta|base|form)\b|\bon[a-z]+\s*=|javascript:|data:text/html",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Fault:
    what: What
    sentence: str


def faults_in(text: str, language: str, *, source: str, phrase: Phrase) -> list[Fault]:
    """What is wrong with a text that is written; `source` is what it was translated from, or itself."""
    return [Fault(what, sentence) for what, look in _LOOKS for sentence in look(text, language, source, phrase)]


def is_runnable(text: str, *, source: str = "") -> bool:
    """Whether it holds what a browser would run, other than an example that its source shows, too. Pages never would;
    a text from outside has no business to try."""
    return not _runnable_in(text) <= _runnable_in(source)


def _runnable_in(text: str) -> frozenset[str]:
    return frozenset("".join(found[0].lower().split()) for found in _RUNNABLE.finditer(text))


def width_of(text: str) -> int:
    """How many letters wide it is; those of East Asia are as wide as two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _lost(text: str, _language: str, source: str, phrase: Phrase) -> Iterator[str]:
    here, there = names_in(text), names_in(source)
    if lost := there - here:
        yield _("It lacks %(names)s.") % {"names": _braced(lost)}
    if unknown := here - (phrase.variables or there):
        yield _("Nobody knows %(names)s here.") % {"names": _braced(unknown)}
    if is_malformed(text):
        yield _("A placeholder is not written as {{name}}, and would be shown as it is.")


def _plurals(text: str, language: str, source: str, _phrase: Phrase) -> Iterator[str]:
    counted = {place.name for place in placeholders(source) if place.is_plural}
    wanted = plural_categories(language)
    for place in placeholders(text):
        if place.is_plural and set(place.forms) != set(wanted):
            yield _forms_said(place, wanted)
        elif not place.is_plural and place.name in counted and len(wanted) > 1:
            yield _("%(name)s needs its forms: %(forms)s.") % {"name": _braced([place.name]), "forms": list_of(wanted)}


def _forms_said(place: Placeholder, wanted: tuple[str, ...]) -> str:
    lost = [category for category in wanted if category not in place.forms]
    more = [form for form in place.forms if form not in wanted]
    words = {"name": _braced([place.name]), "forms": list_of(lost or more)}
    if lost:
        return _("%(name)s lacks the forms %(forms)s.") % words
    return _("%(name)s has forms that this language does not know: %(forms)s.") % words


def _long(text: str, _language: str, _source: str, phrase: Phrase) -> Iterator[str]:
    if phrase.button and width_of(text) > LONGEST_BUTTON:
        yield _("%(n)s letters wide; a button has room for %(most)s.") % {"n": width_of(text), "most": LONGEST_BUTTON}


def _braced(names: object) -> str:
    return list_of([f"{{{{{name}}}}}" for name in sorted(names)])  # type: ignore[call-overload]


_LOOKS: tuple[tuple[What, Callable[[str, str, str, Phrase], Iterator[str]]], ...] = (
    ("placeholder", _lost),
    ("plural", _plurals),
    ("long", _long),
)
