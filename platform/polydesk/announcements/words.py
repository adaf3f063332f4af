"""The words of announcements: how grave they are, and where they stand in time."""

from i18n import LazyText, lazy, lazy_in

SEVERITY_NAMES: dict[str, LazyText] = {
    "information": lazy_in("announcement", "Information"),
    "known_issue": lazy_in("announcement", "Known issue"),
    "outage": lazy_in("announcement", "Outage"),
    "resolved": lazy_in("announcement", "Resolved"),
}
SEVERITY_HINTS: dict[str, LazyText] = {
    "information": lazy("Something to know: other hours, a new product, a delay."),
    "known_issue": lazy("Something does not work for some. Whoever wants to write about it reads that you know."),
    "outage": lazy("Something does not work for anybody."),
}
STATE_NAMES: dict[str, LazyText] = {
    "showing": lazy("On the portal now"),
    "planned": lazy_in("announcement", "Planned"),
    "over": lazy_in("announcement", "Over"),
    "archived": lazy("Archived"),
}
