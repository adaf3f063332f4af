"""What groups of the ticket report are called, and what its filters offer: everything that tickets ever belonged to."""

from typing import Any

from i18n import _, current_locale
from i18n.formats import language_name
from i18n.texts import pick
from polydesk.kernel import unit
from polydesk.reports.naming import nobody
from polydesk.reports.tickets_wanted import NONE, Dimension
from polydesk.reports.wanted import Grouping
from polydesk.tickets import priorities
from polydesk.tickets.telling import CHANNELS
from polydesk.tickets.ticket import PRIORITIES
from tenants.here import site

NAMES = """
SELECT 'team', id::text, to_jsonb(name) FROM team WHERE tenant_id = app.tenant_id()
UNION ALL SELECT 'agent', id::text, to_jsonb(name) FROM member WHERE tenant_id = app.tenant_id()
UNION ALL SELECT 'category', id::text, names FROM ticket_category WHERE tenant_id = app.tenant_id()
UNION ALL SELECT 'organisation', o.id::text, to_jsonb(o.name) FROM organisation o WHERE o.tenant_id = app.tenant_id()
  AND EXISTS (SELECT FROM ticket t WHERE t.tenant_id = o.tenant_id AND t.organisation_id = o.id)
"""
# The same words as in the report about service levels.
SAME: dict[Dimension, Grouping] = {"language": "message_language"}

Names = dict[Dimension, dict[str, str]]


async def names_of_groups(chosen_language: str = "") -> Names:
    """By dimension and key, in the order in which a filter offers them. Languages have no end: those of the site, and the
    chosen one."""
    languages = dict.fromkeys((*site().languages, chosen_language))
    found: Names = {"team": {}, "agent": {}, "category": {}, "organisation": {}}
    found["language"] = {key: language_name(key) for key in languages if key not in ("", NONE)}
    for dimension, key, name in await unit.fetch(NAMES):
        found[dimension][key] = _said(name)
    for dimension, named in found.items():
        found[dimension] = dict(sorted(named.items(), key=lambda one: one[1].casefold()))
    found["channel"] = {key: str(text) for key, text in CHANNELS.items()}
    found["priority"] = {key: priorities.name_of(key) for key in reversed(PRIORITIES)}
    return found


def choices(names: Names, dimension: Dimension) -> list[tuple[str, str]]:
    """For a filter: those by name, and what has none; nothing where there is nothing to choose."""
    named = list(names[dimension].items())
    without = name_of(names, dimension, NONE)
    return [*named, (NONE, without)] if named and without else named


def name_of(names: Names, dimension: Dimension, key: str) -> str:
    if key == NONE:
        return nobody(SAME.get(dimension, dimension))  # type: ignore[arg-type]
    if dimension == "language":
        return language_name(key)
    return names[dimension].get(key) or _("Without a name")


def _said(name: Any) -> str:
    return name if isinstance(name, str) else pick(name, current_locale(), site().default_language).text
