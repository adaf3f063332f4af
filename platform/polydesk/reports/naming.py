"""What a line of a report is called in the reader's language."""

from typing import Any

from i18n import _, current_locale
from i18n.formats import formatter, language_name
from i18n.texts import pick
from polydesk.reports.counting import Attainment
from polydesk.reports.wanted import Grouping, Wanted
from polydesk.tickets import priorities


def name_of(row: Attainment, wanted: Wanted, default_language: str) -> str:
    if wanted.by == "month":
        return month_name(int(row.key), wanted)
    if wanted.by == "priority":
        return priorities.name_of(row.key)
    return said(wanted.by, row.name, default_language) or nobody(wanted.by)


def said(by: Grouping, name: Any, default_language: str) -> str:
    """What a result keeps of a group, in the reader's language; empty for nobody and nothing."""
    match by:
        case "policy":
            return policy_name(name, default_language)
        case "category":
            return pick(name or {}, current_locale(), default_language).text
        case "message_language":
            return language_name(name) if name else ""
    return str(name or "")


def policy_name(names: Any, default_language: str) -> str:
    return pick(names, current_locale(), default_language).text or _("Without a name")


def month_name(number: int, wanted: Wanted) -> str:
    """`number` counts the period's months from 1."""
    months = wanted.period.months()
    month = months[min(max(number, 1), len(months)) - 1]
    return formatter().month(month)


def nobody(by: Grouping) -> str:
    return {
        "organisation": _("Without an organisation"),
        "team": _("Without a team"),
        "agent": _("Assigned to nobody"),
        "category": _("Without a category"),
        "message_language": _("Language not recognised"),
    }.get(by, "")
