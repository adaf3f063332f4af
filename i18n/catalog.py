"""The catalogues: English sentences in, sentences of the moment's language out.

A catalogue is read once, when its language is first spoken. The compiled file is used when it is there and as young as
its source; otherwise (a developer has just translated something) the source is compiled in memory. A locale such as
`it-CH` speaks the catalogue of `it`; one without any catalogue speaks English.
"""

from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from i18n.isolates import isolate_placeholders
from i18n.locales import SOURCE, direction, fallbacks
from i18n.moment import current_locale

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "messages"


def translated_languages(root: Path = LOCALES) -> tuple[str, ...]:
    """The languages that have a catalogue, without the source language, in alphabetical order."""
    return tuple(sorted(path.name for path in root.iterdir() if (path / "LC_MESSAGES" / f"{DOMAIN}.po").is_file()))


UI_LANGUAGES: tuple[str, ...] = (SOURCE, *translated_languages())


def gettext(message: str) -> str:
    return catalog_of(current_locale()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    return catalog_of(current_locale()).ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    return catalog_of(current_locale()).pgettext(context, message)


def npgettext(context: str, singular: str, plural: str, n: int) -> str:
    return catalog_of(current_locale()).npgettext(context, singular, plural, n)


_ = gettext


@lru_cache(maxsize=512)
def catalog_of(locale: str) -> NullTranslations:
    for tag in fallbacks(locale):
        if tag in UI_LANGUAGES:
            return _load(tag)
    return _load(SOURCE)


@cache
def _load(language: str) -> NullTranslations:
    if language == SOURCE:
        return NullTranslations()
    catalog = _read(language)
    if direction(language) == "rtl":
        isolate_placeholders(catalog)
    return catalog


def _read(language: str) -> GNUTranslations:
    source = LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = source.with_suffix(".mo")
    if compiled.is_file() and (not source.is_file() or compiled.stat().st_mtime >= source.stat().st_mtime):
        with compiled.open("rb") as file:
            return GNUTranslations(file)
    return GNUTranslations(_compiled_in_memory(source, language))


def _compiled_in_memory(source: Path, language: str) -> BytesIO:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.replace("-", "_"), domain=DOMAIN))
    compiled.seek(0)
    return compiled
