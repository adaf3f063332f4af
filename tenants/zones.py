"""The zones that somebody may choose from: places that people know, in the order of the alphabet."""

from functools import cache

from i18n.places import zones

_CONTINENTS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@cache
def zone_options() -> list[tuple[str, str]]:
    named = sorted(zone for zone in zones() if zone.startswith(_CONTINENTS))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in named)]
