"""The zones an editor offers: those that are likely here first, then all; and finding the one that somebody means."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo

from i18n import current_locale, current_zone
from i18n.formats import country_name, list_of
from i18n.places import city_of_zone, country_of_zone, is_zone
from polydesk.schedules import queries
from tenants.here import site
from tenants.zones import zone_options

_EXAMPLES = ("Europe/Rome", "Asia/Tokyo", "America/New_York")


async def zone_choices() -> list[tuple[str, str]]:
    """(zone, what it is called): the company's, the reader's, those of other schedules, then the rest."""
    used = [schedule.tz for schedule in await queries.schedules()]
    likely = [site().zone, str(current_zone()), *used, "UTC"]
    known = _labels(current_locale())
    return [(zone, known.get(zone) or zone_label(zone)) for zone in _once([*likely, *known]) if is_zone(zone)]


def zone_examples() -> str:
    """Cities as the reader calls them, for a hint."""
    return list_of((city_of_zone(zone) for zone in _EXAMPLES), either=True)


def zone_meant(typed: str) -> str:
    """`new york` is America/New_York, and `roma` Europe/Rome; what names no zone, or several, stays as it was typed."""
    if is_zone(typed):
        return typed
    wanted = typed.strip().replace(" ", "_").casefold()
    exact = [zone for zone, _name in zone_options() if zone.casefold() == wanted]
    cities = [zone for zone, _name in zone_options() if zone.rpartition("/")[2].casefold() == wanted]
    found = exact or cities or [zone for zone, _name in zone_options() if _city_key(zone) == wanted]
    return found[0] if len(found) == 1 else typed.strip()


def wall_zone(zone: str) -> ZoneInfo:
    """For showing dates; the company's zone stands in for one that the database knows no longer."""
    known = next(name for name in (zone, site().zone, "UTC") if is_zone(name))
    return ZoneInfo(known)


def _city_key(zone: str) -> str:
    return city_of_zone(zone).replace(" ", "_").casefold()


def zone_label(zone: str) -> str:
    """`Rome, Italy`; one that is known no longer by its name alone."""
    if not is_zone(zone):
        return zone
    country = country_of_zone(zone)
    return f"{city_of_zone(zone)}, {country_name(country)}" if country else city_of_zone(zone)


@lru_cache(maxsize=3)
def _labels(_language: str) -> Mapping[str, str]:
    """Of all zones, in the language of the moment: five hundred names are dearer than the rest of an editor."""
    return {zone: zone_label(zone) for zone, _name in zone_options()}


def _once(zones: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(zones))
