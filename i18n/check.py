"""What may be wrong with the catalogues. Each fault names the place and the sentence; an empty list is a release."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message

from i18n import po
from i18n.catalog import LOCALES

_NAMED = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]")
_BRACED = re.compile(r"\{(\w*)[^{}]*\}")
_NAMELESS = re.compile(r"%(?:%%)*[#0\- +]*\d*(?:\.\d+)?[sdif]")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+\d*);")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_ENDINGS = {"。": ".", "।": ".", "۔": ".", "？": "?", "؟": "?", "！": "!", "：": ":", "...": "…"}


class Fault(NamedTuple):
    where: str
    complaint: str
    message: str = ""

    def __str__(self) -> str:
        quoted = f"\n    {self.message!r}" if self.message else ""
        return f"{self.where}: {self.complaint}{quoted}"


def faults(fresh: Catalog, catalogues: Mapping[str, Catalog], locales: Path = LOCALES) -> Iterator[Fault]:
    yield from source_faults(fresh)
    yield from _template_faults(fresh, locales)
    for language, catalogue in catalogues.items():
        yield from catalogue_faults(language, catalogue, fresh, _same(language, locales))


def source_faults(fresh: Catalog) -> Iterator[Fault]:
    """Sentences that no translator can handle well."""
    for message in _messages(fresh):
        for text in _sources(message):
            for complaint in _unfit(text):
                yield Fault(_where(message), complaint, text)


def catalogue_faults(language: str, catalog: Catalog, fresh: Catalog, same: frozenset[str]) -> Iterator[Fault]:
    wanted = {po.key(message): message for message in _messages(fresh)}
    there = {po.key(message): message for message in _messages(catalog)}
    for key, message in wanted.items():
        if key not in there:
            yield Fault(_where(message), f"not in the {language} catalogue (python -m i18n update)", key[1])
        else:
            for complaint in _complaints(language, message, there[key], same):
                yield Fault(_where(message), f"{language}: {complaint}", key[1])
    for gone in [*(key for key in there if key not in wanted), *map(po.key, catalog.obsolete.values())]:
        yield Fault(f"{language}/messages.po", "obsolete entry (python -m i18n update)", gone[1])
    for needless in sorted(same - {text for message in wanted.values() for text in _sources(message)}):
        yield Fault(f"{language}/same.txt", "no such sentence any more", needless)


def _template_faults(fresh: Catalog, locales: Path) -> Iterator[Fault]:
    path = locales / po.TEMPLATE
    if not path.is_file() or path.read_bytes() != po.template_text(fresh):
        yield Fault(po.TEMPLATE, "older than the sources (python -m i18n extract)")


def _complaints(language: str, source: Message, entry: Message, same: frozenset[str]) -> Iterator[str]:
    if entry.fuzzy:
        yield "fuzzy: somebody must confirm it"
    forms = po.forms(entry)
    expected = po.plural_count(language) if source.pluralizable else 1
    if len(forms) != expected or source.pluralizable != entry.pluralizable:
        yield f"{len(forms)} plural forms where the language has {expected}"
    elif not all(forms):
        yield "missing"
    else:
        for place, form in enumerate(forms):
            yield from _form_complaints(source, form, last=place == len(forms) - 1)
        if set(forms) & set(_sources(source)) - same and _has_words(forms[0]):
            yield "identical to English (list it in same.txt if it must be)"


def _form_complaints(source: Message, form: str, last: bool) -> Iterator[str]:
    needed, allowed = _placeholders(source, last)
    holders = _holders(form)
    if lost := needed - holders:
        yield f"lost {', '.join(sorted(lost))}"
    if extra := holders - allowed:
        yield f"unknown {', '.join(sorted(extra))}"
    english = _sources(source)[-1]
    if not extra and _takes_values(english) and not _takes_values(form):
        yield "a stray % breaks it"
    if _edges(english) != _edges(form):
        yield "other spaces at the edges"
    if _ending(english) != _ending(form):
        yield f"ends with {_ending(form)!r}, English with {_ending(english)!r}"
    if _MARKUP.search(form):
        yield "markup inside the sentence"


def _placeholders(source: Message, last: bool) -> tuple[set[str], set[str]]:
    """Those every form needs, and those it may have: a singular may say "one" where the plural says the number."""
    each = [_holders(text) for text in _sources(source)]
    return (each[-1] if last else set.intersection(*each)), set.union(*each)


def _holders(text: str) -> set[str]:
    bare = text.replace("%%", "")
    return {f"%({name})" for name in _NAMED.findall(bare)} | {f"{{{name}}}" for name in _BRACED.findall(bare)}


def _takes_values(text: str) -> bool:
    """Whether `%` works on it, whatever the values are; a sentence without placeholders is never formatted."""
    if not _NAMED.search(text):
        return True
    try:
        text % defaultdict(int)
    except (ValueError, TypeError):
        return False
    return True


def _unfit(text: str) -> Iterator[str]:
    if _MARKUP.search(text):
        yield "markup inside the sentence: keep it in the template"
    if text != text.strip():
        yield "spaces at the edges: keep them in the template"
    if _NAMELESS.search(_NAMED.sub("", text.replace("%%", ""))):
        yield "a placeholder without a name"
    if not _takes_values(text):
        yield "a stray % breaks it"
    if not _LETTERS.search(text):
        yield "nothing to translate"


def _has_words(text: str) -> bool:
    return bool(_LETTERS.search(_BRACED.sub("", _NAMED.sub("", text))))


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _ending(text: str) -> str:
    text = text.rstrip()
    end = _ENDINGS.get(text[-3:]) or _ENDINGS.get(text[-1:], text[-1:])
    return end if end in (".", "?", "!", ":", "…") else ""


def _messages(catalog: Catalog) -> Iterable[Message]:
    return (message for message in catalog if message.id)


def _sources(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _where(message: Message) -> str:
    return ", ".join(f"{name}:{line}" for name, line in message.locations[:3])


def _same(language: str, locales: Path) -> frozenset[str]:
    """One sentence a line that is right as it is (names, loanwords); `#` begins a comment."""
    path = locales / language / "same.txt"
    if not path.is_file():
        return frozenset()
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
