"""The words of the service level report, by their codes."""

from i18n import LazyText, lazy
from polydesk.reports.period import Span
from polydesk.reports.wanted import Figure, Grouping

SPANS: dict[Span, LazyText] = {
    "month": lazy("This month"),
    "last_month": lazy("Last month"),
    "quarter": lazy("Last 90 days"),
    "year": lazy("This year"),
    "days": lazy("From … until …"),
}
GROUPS: dict[Grouping, LazyText] = {
    "policy": lazy("Policy"),
    "priority": lazy("Priority"),
    "organisation": lazy("Organisation"),
    "team": lazy("Team"),
    "agent": lazy("Agent"),
    "category": lazy("Category"),
    "message_language": lazy("Language of the messages"),
    "month": lazy("Month"),
}
FIGURES: dict[Figure, LazyText] = {
    "all": lazy("All promises"),
    "met": lazy("Met promises"),
    "missed": lazy("Missed promises"),
    "excused": lazy("Excused misses"),
    "open": lazy("Missed and still open"),
}
