"""What a line of a report is called in the reader's language."""

from typing import Any

from i18n import _, current_locale
from i18n.formats import formatter
from i18n.texts import pick
from polydesk.reports.counting import Attainment
from polydesk.reports.wanted import Grouping, Wanted
from polydesk.tickets.telling import PRIORITIES


def name_of(row: Attainment, wanted: Wanted, default_language: str) -> str:
    if wanted.by == "month":
        return month_name(int(row.key), wanted)
    if wanted.by == "priority":
        return priority_name(row.key)
    if wanted.by == "policy":
        return policy_name(row.name, default_language)
    return str(row.name or nobody(wanted.by))


def policy_name(names: Any, default_language: str) -> str:
    return pick(names, current_locale(), default_language).text or _("Without a name")


def priority_name(priority: str) -> str:
    return str(PRIORITIES.get(priority, priority))


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
    }.get(by, "")
