"""The words of choices: statuses, priorities, channels, categories, brands, as forms and filters offer them and lists print them."""

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from i18n import LazyText, _, lazy
from polydesk.kernel.archived import still_offered
from polydesk.tickets.categories import Category
from polydesk.tickets.conditions import NO_CATEGORY
from polydesk.tickets.priorities import PRIORITIES
from polydesk.tickets.statuses import OwnStatus
from polydesk.tickets.telling import CHANNELS, IMPACTS, URGENCIES
from polydesk.tickets.ticket import Ticket
from tenants.brands import FurtherBrand

STATUS_NAMES: dict[str, LazyText] = {
    "new": lazy("New"),
    "open": lazy("Open"),
    "waiting_customer": lazy("Waiting for the customer"),
    "waiting_third_party": lazy("Waiting for others"),
    "resolved": lazy("Resolved"),
    "closed": lazy("Closed"),
}
PRIORITY_NAMES, CHANNEL_NAMES = PRIORITIES, CHANNELS
IMPACT_NAMES, URGENCY_NAMES = IMPACTS, URGENCIES
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


@lru_cache(maxsize=100)
def our_statuses(_locale: str) -> tuple[tuple[str, str], ...]:
    """Those that everybody has, in the language of the moment."""
    return tuple(statuses())


def statuses_for(ticket: Ticket, own: Iterable[OwnStatus]) -> tuple[tuple[str, str], ...]:
    """The same with the present one among them; a new ticket is shown as new until somebody takes it."""
    present = str(ticket.status_id or ticket.status)
    offered = statuses(own)
    if present not in {key for key, _text in offered}:
        offered.insert(0, (present, str(STATUS_NAMES[ticket.status])))
    return tuple(offered)


def categories(known: Iterable[Category]) -> list[tuple[str, str]]:
    """In the reader's language, or the nearest there is."""
    return [(str(one.id), one.name) for one in known]


def brands(known: Iterable[FurtherBrand], chosen: UUID | None = None) -> list[tuple[str, str]]:
    """What can be chosen, and what a ticket has that nobody would be given any more."""
    return [(str(one.id), one.name) for one in still_offered(known, (chosen,))]


def wanted_categories(known: Iterable[Category]) -> list[tuple[str, str]]:
    """The same for conditions: tickets may be wanted that have none; nothing where there are no categories."""
    offered = categories(known)
    return [*offered, (NO_CATEGORY, _("Without a category"))] if offered else []


def named(names: dict[str, LazyText]) -> list[tuple[str, str]]:
    return [(key, str(text)) for key, text in names.items()]
