"""Countries and zones, as CLDR ties them: what a browser's zone or language says about where somebody is."""

from functools import cache
from zoneinfo import available_timezones

from babel.core import get_global
from babel.languages import get_official_languages

from i18n.locales import babel_locale
from i18n.moment import current_locale

# Where a country has several zones, the one in which most of its people live.
_MAIN = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "AR": "America/Argentina/Buenos_Aires",
    "CD": "Africa/Kinshasa",
}


@cache
def zones() -> frozenset[str]:
    """Every zone that this machine can compute with."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    return name in zones()


def country_of_zone(zone: str) -> str | None:
    found = get_global("zone_territories").get(zone)
    return found if found and len(found) == 2 and found.isalpha() and found != "ZZ" else None


def city_of_zone(zone: str) -> str:
    """The city that a zone is named after, in the language of the moment: `Roma` where Italian is read."""
    told = babel_locale(current_locale()).time_zones.get(zone) or {}
    return str(told.get("city") or zone.rpartition("/")[2].replace("_", " "))


def country_of_language(tag: str) -> str | None:
    """The country that the tag names (`pt-BR`), else the one where most speakers of the language live."""
    parts = tag.split("-")
    for part in parts[1:]:
        if len(part) == 2 and part.isalpha():
            return part.upper()
    likely = get_global("likely_subtags").get(parts[0].lower(), "")
    last = likely.rpartition("_")[2]
    return last if len(last) == 2 and last.isupper() else None


def languages_of_country(country: str) -> tuple[str, ...]:
    """What is officially spoken in all of it, most speakers first: `de`, `fr` and `it`, among others, in Switzerland."""
    return tuple(get_official_languages(country, de_facto=True))


def main_zone(country: str | None) -> str | None:
    if not country:
        return None
    several = get_global("territory_zones").get(country) or []
    named = _MAIN.get(country)
    return named if named in zones() else next((zone for zone in several if zone in zones()), None)
