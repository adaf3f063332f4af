"""Places of holidays: the countries that the library knows, their regions, and the kinds of days it tells apart there."""

import asyncio
from dataclasses import dataclass

from i18n import _
from i18n.formats import countries as every_country
from i18n.formats import country_name
from polydesk.schedules import library


@dataclass(frozen=True)
class Place:
    """A country or one of its regions that the library knows."""

    code: str
    name: str


async def countries() -> list[Place]:
    """Every country the library has data for, by its name in the reader's language."""
    known = await asyncio.to_thread(library.country_codes)
    return [Place(code, name) for code, name in every_country() if code in known]


async def subdivisions(country: str) -> list[Place]:
    """Its regions that have holidays of their own, by name. Empty for a country without any, or without data."""
    names = await asyncio.to_thread(library.subdivision_names, country)
    return sorted((Place(code, name) for code, name in names.items()), key=lambda place: place.name.casefold())


async def categories(country: str) -> list[str]:
    """What kinds of holidays the library tells apart there: `public`, `bank`, `half_day`, … Public ones first."""
    return await asyncio.to_thread(library.categories_of, country)


def calendar_name(country: str, region: str | None) -> str:
    if region:
        return _("Holidays in %(country)s, %(region)s") % {"country": country_name(country), "region": region}
    return _("Holidays in %(country)s") % {"country": country_name(country)}
