"""What one may choose from on the pages of the administration, and whether what came is one of it."""

from typing import Any

from i18n import UI_LANGUAGES, _
from i18n.formats import countries
from i18n.locales import endonym
from i18n.places import is_zone
from polydesk.kernel.lines import one_line
from polydesk.kernel.web import Form
from tenants.company import Profile
from tenants.roles import NAMES
from tenants.zones import zone_options


def languages() -> list[tuple[str, str]]:
    return [(code, endonym(code)) for code in UI_LANGUAGES]


def roles(allowed: list[str] | tuple[str, ...]) -> list[tuple[str, str]]:
    return [(role, str(NAMES[role])) for role in allowed]


def for_profile(zone: str = "") -> dict[str, Any]:
    """What the fields of a profile offer; a zone that is set but rare is offered too."""
    zones = zone_options()
    if zone and is_zone(zone) and zone not in dict(zones):
        zones = [(zone, zone), *zones]
    return {"zones": zones, "countries": countries(), "spoken": languages()}


def check_profile(form: Form[Any], *, present: Profile) -> Profile:
    """The profile that the form asks for; what is left empty stays as it is, what is wrong gets a sentence."""
    wanted = tuple(code for code in UI_LANGUAGES if code in form.all_values("languages"))
    spoken = wanted if form.all_values("languages") else present.languages
    default = form.value("default_language") or present.default_language
    zone, country = form.value("zone") or present.zone, form.value("country").upper() or None
    if not spoken:
        form.fail("languages", _("Please choose at least one language."))
    elif default not in spoken:
        form.fail("default_language", _("Please choose one of the languages of the portal."))
    if not is_zone(zone):
        form.fail("zone", _("Please choose a time zone."))
    if country and country not in dict(countries()):
        form.fail("country", _("Please choose a country."))
    return Profile(one_line(form.value("name")) or present.name, default, spoken, zone, country)
