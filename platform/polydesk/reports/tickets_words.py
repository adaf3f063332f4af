"""The words of the ticket report, by their codes, and its numbers as people read them."""

from i18n import LazyText, lazy
from polydesk.reports.tickets_wanted import Dimension, TicketFigure
from polydesk.reports.words import GROUPS
from polydesk.sla.moments import about
from polydesk.sla.words import METRIC_NAMES

FIGURE_NAMES: dict[TicketFigure, LazyText] = {
    "created": lazy("Tickets that came in"),
    "solved": lazy("Tickets that were solved"),
    "reopened": lazy("Tickets that were opened again"),
    "open": lazy("Tickets open at the end"),
    "first_response": METRIC_NAMES["first_response"],
    "next_response": METRIC_NAMES["next_response"],
    "at_first_contact": lazy("Solved at first contact"),
    "unfinished": lazy("Still unfinished"),
    "complaint": lazy("Complaints"),
}
DIMENSION_NAMES: dict[Dimension, LazyText] = {
    "team": GROUPS["team"],
    "agent": GROUPS["agent"],
    "category": GROUPS["category"],
    "organisation": GROUPS["organisation"],
    "language": GROUPS["message_language"],
    "channel": lazy("Channel"),
    "priority": GROUPS["priority"],
}
# What was waited for, and the figure that opens the tickets behind it.
LENGTH_NAMES: list[tuple[str, TicketFigure, LazyText]] = [
    ("first_response", "first_response", METRIC_NAMES["first_response"]),
    ("next_response", "next_response", METRIC_NAMES["next_response"]),
    ("resolution", "solved", METRIC_NAMES["resolution"]),
    ("handling", "solved", lazy("In our hands")),
]


def length(seconds: int | None) -> str:
    """Hours, never days: the two clocks stand side by side, and a day of support time is none."""
    return "–" if seconds is None else about(seconds)
