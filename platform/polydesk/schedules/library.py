"""The library: what the `holidays` package knows of a country. It is slow to import, so it is imported here alone, when
somebody asks, and in a thread. It never computes hours: its days become rows, and rows are what hours are made of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from i18n import UI_LANGUAGES, _, speaking
from i18n.locales import best
from i18n.places import country_of_language

NAME_LIMIT = 200
PUBLIC = "public"
HALF_DAY = "half_day"
# Names of days on which everybody works: nothing for a calendar that closes.
_NOT_OFFERED = ("workday",)
# Where more days of other countries have a name than in the largest one: Christian ones are none of Egypt's.
_ALSO_SPOKEN_IN = {"ar": ("LB", "IQ", "PS", "DZ")}


@dataclass(frozen=True)
class LibraryDay:
    """`workday` is a day of a weekend on which people work to make up for a bridge."""

    date: date
    name: str
    names: dict[str, str]
    kind: Literal["closed", "half", "workday"]


@cache
def country_codes() -> frozenset[str]:
    """Countries with data, without loading any."""
    from holidays.registry import COUNTRIES

    return frozenset(codes[1] for codes in COUNTRIES.values())


def subdivision_names(country: str) -> dict[str, str]:
    """Its regions: code → name, in the country's own words."""
    if country not in country_codes():
        return {}
    found = _country(country)
    names = {code: code for code in found.subdivisions}
    for name, code in reversed(found.subdivisions_aliases.items()):
        names[code] = name
    return names


def categories_of(country: str) -> list[str]:
    """Public days first."""
    if country not in country_codes():
        return []
    offered = [name for name in _country(country).supported_categories if name not in _NOT_OFFERED]
    return sorted(offered, key=lambda name: (name != PUBLIC, name))


def days_of(
    country: str, subdivision: str | None, categories: Sequence[str], years: Sequence[int], home: str
) -> list[LibraryDay]:
    """By date, one a date; a whole day wins over a half one. Named in the language `home` where it is known, and in
    every language of the product. Empty for a country or a region without data."""
    known = categories_of(country)
    wanted = [name for name in categories if name in known]
    if not wanted or (subdivision and subdivision not in subdivision_names(country)):
        return []
    half = _named(country, subdivision, [HALF_DAY], years, home) if HALF_DAY in wanted else {}
    whole = _named(country, subdivision, [name for name in wanted if name != HALF_DAY], years, home)
    found = {day: LibraryDay(day, *named, "half") for day, named in half.items()}
    found |= {day: LibraryDay(day, *named, "closed") for day, named in whole.items()}
    found |= {
        day: LibraryDay(day, *_working_day(home), "workday")
        for day in getattr(_country(country, subdivision, years), "weekend_workdays", ())
        if day not in whole
    }
    return sorted(found.values(), key=lambda one: one.date)


_Named = tuple[str, dict[str, str]]


def _named(
    country: str, subdivision: str | None, categories: Sequence[str], years: Sequence[int], home: str
) -> dict[date, _Named]:
    if not categories:
        return {}
    spoken = _spoken(country, home)
    by_language = {
        tag: dict(_country(country, subdivision, years, categories=tuple(categories), language=code).items())
        for tag, code in spoken.items()
    }
    own = next(iter(by_language.values()))
    return {
        day: _naming({tag: days[day][:NAME_LIMIT] for tag, days in by_language.items() if day in days}, home)
        for day in own
    }


def _naming(names: dict[str, str], home: str) -> _Named:
    """The first language is the country's own; ours that it does not speak are filled in for names known elsewhere."""
    for language in dict.fromkeys((home, *UI_LANGUAGES)):
        if best(language, list(names)) is None and (known := _elsewhere(language).get(names.get("en", ""))):
            names[language] = known
    near = best(home, list(names))
    return names[near] if near else next(iter(names.values())), names


def _working_day(home: str) -> _Named:
    names = {}
    for language in UI_LANGUAGES:
        with speaking(language):
            names[language] = _("Working day")
    near = best(home, list(names))
    return names[near or "en"], names


def _spoken(country: str, home: str) -> dict[str, str | None]:
    """The languages to ask for, as ours and as the library writes them: the country's own, ours, the company's."""
    found = _country(country)
    codes = {code.replace("_", "-"): code for code in found.supported_languages or ()}
    own = found.default_language
    if own is None or not codes:
        return {"en": None}
    spoken: dict[str, str | None] = {own.split("_")[0]: own}
    for language in dict.fromkeys((*UI_LANGUAGES, home)):
        if (near := best(language, list(codes))) and language not in spoken:
            spoken[language] = codes[near]
    return spoken


@cache
def _elsewhere(language: str) -> dict[str, str]:
    """English name → name, from where most speakers of the language live: Christmas is called so anywhere."""
    names: dict[str, str] = {}
    for country in (country_of_language(language), *_ALSO_SPOKEN_IN.get(language, ())):
        names = (_names_in(country, language) if country else {}) | names
    return names


def _names_in(country: str, language: str) -> dict[str, str]:
    if country not in country_codes() or language == "en":
        return {}
    spoken = _spoken(country, language)
    if language not in spoken or "en" not in spoken:
        return {}
    years, categories = (date.today().year,), tuple(categories_of(country))  # noqa: DTZ011  any year has the names
    english = _country(country, None, years, categories=categories, language=spoken["en"])
    native = _country(country, None, years, categories=categories, language=spoken[language])
    return {english[day]: name for day, name in native.items()}


def _country(country: str, subdivision: str | None = None, years: Sequence[int] = (), **named: Any) -> Any:
    from holidays import country_holidays

    return country_holidays(country, subdiv=subdivision, years=list(years), expand=False, **named)
