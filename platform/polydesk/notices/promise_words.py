"""What is said of a promise: that it is due soon, that it was missed, that it still is."""

from datetime import datetime
from typing import Any

from i18n import LazyText, _, lazy
from i18n.formats import formatter
from polydesk.notices.told import Told

DUE_SOON: dict[str, LazyText] = {
    "first_response": lazy("Ticket %(number)s needs its first response soon"),
    "next_response": lazy("Ticket %(number)s needs an answer soon"),
    "update": lazy("The customer of ticket %(number)s should soon hear how it stands"),
    "resolution": lazy("Ticket %(number)s should be resolved soon"),
}
BREACHED: dict[str, LazyText] = {
    "first_response": lazy("The first response in ticket %(number)s is overdue"),
    "next_response": lazy("The answer in ticket %(number)s is overdue"),
    "update": lazy("The update in ticket %(number)s is overdue"),
    "resolution": lazy("The resolution of ticket %(number)s is overdue"),
}
STEPPED: dict[str, LazyText] = {
    "first_response": lazy("Ticket %(number)s still waits for its first response"),
    "next_response": lazy("Ticket %(number)s still waits for an answer"),
    "update": lazy("The customer of ticket %(number)s still waits for an update"),
    "resolution": lazy("Ticket %(number)s is still not resolved"),
}


def due_soon(data: dict[str, Any]) -> Told:
    return _told(DUE_SOON, data, _("“%(subject)s” is due %(when)s.") % _facts(data))


def breached(data: dict[str, Any]) -> Told:
    return _told(BREACHED, data, _("“%(subject)s” was due %(when)s.") % _facts(data))


def stepped(data: dict[str, Any]) -> Told:
    return _told(STEPPED, data, _("“%(subject)s” was due %(when)s.") % _facts(data))


def _told(headings: dict[str, LazyText], data: dict[str, Any], line: str) -> Told:
    heading = str(headings[data["metric"]]) % {"number": data["number"]}
    return Told(heading, line, f"/desk/tickets/{data['number']}")


def _facts(data: dict[str, Any]) -> dict[str, str]:
    due = datetime.fromisoformat(data["due_at"])
    when = f"{formatter().when(due)} {formatter().zone_name(due)}".strip()
    return {"subject": data["subject"], "when": when}
