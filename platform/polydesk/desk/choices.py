"""The words of choices: statuses, priorities, channels, as forms and filters offer them and lists print them."""

from collections.abc import Iterable

from i18n import LazyText, lazy, lazy_in
from polydesk.tickets.statuses import OwnStatus
from polydesk.tickets.ticket import Ticket

STATUS_NAMES: dict[str, LazyText] = {
    "new": lazy("New"),
    "open": lazy("Open"),
    "waiting_customer": lazy("Waiting for the customer"),
    "waiting_third_party": lazy("Waiting for others"),
    "resolved": lazy("Resolved"),
    "closed": lazy("Closed"),
}
PRIORITY_NAMES: dict[str, LazyText] = {
    "low": lazy("Low"),
    "normal": lazy("Normal"),
    "high": lazy("High"),
    "urgent": lazy("Urgent"),
}
IMPACT_NAMES: dict[str, LazyText] = {
    "low": lazy_in("impact", "Low"),
    "medium": lazy_in("impact", "Medium"),
    "high": lazy_in("impact", "High"),
}
URGENCY_NAMES: dict[str, LazyText] = {
    "low": lazy_in("urgency", "Low"),
    "medium": lazy_in("urgency", "Medium"),
    "high": lazy_in("urgency", "High"),
}
CHANNEL_NAMES: dict[str, LazyText] = {
    "portal": lazy_in("channel", "Portal"),
    "mail": lazy_in("channel", "E-mail"),
    "phone": lazy_in("channel", "Phone"),
    "api": lazy_in("channel", "API"),
}
# New is where tickets begin; nobody puts one there.
SETTABLE = tuple(name for name in STATUS_NAMES if name != "new")


def statuses(own: Iterable[OwnStatus] = ()) -> list[tuple[str, str]]:
    """What a ticket may be set to: the life cycle's words, each followed by the tenant's own names for it."""
    own = list(own)
    found: list[tuple[str, str]] = []
    for status in SETTABLE:
        found.append((status, str(STATUS_NAMES[status])))
        found += [(str(one.id), f"{STATUS_NAMES[status]}: {one.name}") for one in own if one.category == status]
    return found


def statuses_for(ticket: Ticket, own: Iterable[OwnStatus]) -> tuple[tuple[str, str], ...]:
    """The same with the present one among them; a new ticket is shown as new until somebody takes it."""
    present = str(ticket.status_id or ticket.status)
    offered = statuses(own)
    if present not in {key for key, _text in offered}:
        offered.insert(0, (present, str(STATUS_NAMES[ticket.status])))
    return tuple(offered)


def named(names: dict[str, LazyText]) -> list[tuple[str, str]]:
    return [(key, str(text)) for key, text in names.items()]
