"""What may be told, one line each, and what a notice says in the language and the zone of whoever reads it.

A new event is a line of EVENTS: how the settings name it, its drawing, what it says (`%(number)s` and `%(subject)s` are
the ticket's, other names are facts of the telling), and who hears of it how until they choose otherwise. What needs more
than one sentence has words of its own in OWN_WORDS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from i18n import LazyText, lazy
from polydesk.kernel.settings import settings
from polydesk.notices.choice import (
    ALL_CHANNELS,
    BELL,
    BELL_AND_MAIL,
    BEYOND_NAMED,
    FIXED,
    MINE,
    NAMED,
    TEAMS,
    WIDER,
    Choice,
    Choices,
    nearest,
)
from polydesk.notices.company_words import (
    contract_ending,
    holidays_proposed,
    low_anonymous,
    mail_text,
    mail_waits,
    room,
    seat_wanted,
    sender_lapsed,
    usage,
    webhook_off,
)
from polydesk.notices.promise_words import breached, due_soon, stepped
from polydesk.notices.several_words import assigned_several
from polydesk.notices.told import Told


@dataclass(frozen=True)
class Event:
    """`chosen_as`: the event whose choice in the settings counts for this one too. `scopes`: of whose tickets somebody
    may choose to hear.
    """

    title: LazyText
    icon: str
    usual: Choice
    says: LazyText | None = None
    chosen_as: str = ""
    scopes: tuple[str, ...] = WIDER


CHANGES = lazy("A colleague answers or changes a ticket")

EVENTS: dict[str, Event] = {
    "assigned": Event(
        lazy("A ticket is assigned to me"),
        "user-check",
        Choice(ALL_CHANNELS, NAMED),
        lazy("Ticket %(number)s is yours: %(subject)s"),
        scopes=FIXED,
    ),
    "assigned_several": Event(
        lazy("A ticket is assigned to me"),
        "user-check",
        Choice(ALL_CHANNELS, NAMED),
        chosen_as="assigned",
        scopes=FIXED,
    ),
    "mentioned": Event(
        lazy("A note mentions me"),
        "at",
        Choice(ALL_CHANNELS, NAMED),
        lazy("%(name)s mentioned you in ticket %(number)s"),
        scopes=FIXED,
    ),
    "customer_wrote": Event(
        lazy("A customer answers"),
        "message",
        Choice(ALL_CHANNELS, MINE),
        lazy("%(name)s wrote in ticket %(number)s"),
    ),
    "new_ticket": Event(
        lazy("A new ticket arrives"), "ticket", Choice(BELL, TEAMS), lazy("New ticket %(number)s: %(subject)s")
    ),
    "replied": Event(
        CHANGES,
        "message-reply",
        Choice(BELL, MINE),
        lazy("%(name)s answered the customer in ticket %(number)s"),
        chosen_as="changed",
    ),
    "noted": Event(
        CHANGES,
        "notes",
        Choice(BELL, MINE),
        lazy("%(name)s added a note to ticket %(number)s"),
        chosen_as="changed",
    ),
    "resolved": Event(
        CHANGES,
        "circle-check",
        Choice(BELL, MINE),
        lazy("%(name)s resolved ticket %(number)s"),
        chosen_as="changed",
    ),
    "reopened": Event(
        CHANGES, "rotate", Choice(BELL, MINE), lazy("%(name)s reopened ticket %(number)s"), chosen_as="changed"
    ),
    "changed": Event(CHANGES, "pencil", Choice(BELL, MINE), lazy("%(name)s changed ticket %(number)s")),
    "due_soon": Event(
        lazy("A promise is due soon"), "clock-exclamation", Choice(ALL_CHANNELS, NAMED), scopes=BEYOND_NAMED
    ),
    "breached": Event(lazy("A promise was missed"), "alarm", Choice(ALL_CHANNELS, NAMED), scopes=BEYOND_NAMED),
    "stepped": Event(lazy("A promise was missed"), "stairs-up", Choice(ALL_CHANNELS, NAMED), chosen_as="breached"),
    "survey.low_score": Event(
        lazy("A customer gives a low rating"),
        "mood-sad",
        Choice(ALL_CHANNELS, MINE),
        lazy("A low rating in ticket %(number)s"),
    ),
    "survey.low_anonymous": Event(
        lazy("A customer gives a low rating"), "mood-sad", Choice(ALL_CHANNELS, MINE), chosen_as="survey.low_score"
    ),
    "mail.refused": Event(
        lazy("An e-mail to a customer was refused"),
        "mail-exclamation",
        Choice(BELL_AND_MAIL, MINE),
        lazy("An e-mail about ticket %(number)s did not arrive"),
    ),
    "contract_ending": Event(
        lazy("A contract ends soon"), "file-certificate", Choice(BELL_AND_MAIL, NAMED), scopes=FIXED
    ),
    "holidays_proposed": Event(
        lazy("Holidays wait for a decision"), "calendar-question", Choice(BELL_AND_MAIL, NAMED), scopes=FIXED
    ),
    "mail_text": Event(
        lazy("The text of an e-mail could not be filled in"),
        "mail-exclamation",
        Choice(BELL_AND_MAIL, NAMED),
        scopes=FIXED,
    ),
    "sender_lapsed": Event(
        lazy("The sender of e-mails is not proven any more"), "mail-off", Choice(BELL_AND_MAIL, NAMED), scopes=FIXED
    ),
    "webhook_off": Event(lazy("A webhook was switched off"), "plug-x", Choice(BELL_AND_MAIL, NAMED), scopes=FIXED),
    "mail_waits": Event(
        lazy("An e-mail could not be read"), "mail-question", Choice(BELL_AND_MAIL, NAMED), scopes=FIXED
    ),
    "room": Event(
        lazy("The room for files runs out"), "database-exclamation", Choice(BELL_AND_MAIL, NAMED), scopes=FIXED
    ),
    "seat_wanted": Event(
        lazy("An invitation waits for a free seat"), "user-plus", Choice(BELL_AND_MAIL, NAMED), scopes=FIXED
    ),
    "usage": Event(lazy("What the plan includes is nearly used up"), "gauge", Choice(BELL, NAMED), scopes=FIXED),
}
OWN_WORDS: dict[str, Callable[[dict[str, Any]], Told]] = {
    "assigned_several": assigned_several,
    "survey.low_anonymous": low_anonymous,
    "due_soon": due_soon,
    "breached": breached,
    "stepped": stepped,
    "contract_ending": contract_ending,
    "holidays_proposed": holidays_proposed,
    "mail_text": mail_text,
    "sender_lapsed": sender_lapsed,
    "webhook_off": webhook_off,
    "mail_waits": mail_waits,
    "room": room,
    "seat_wanted": seat_wanted,
    "usage": usage,
}
# How the settings and the list of notices put them together; each event that may be chosen stands here once.
TICKETS = ("assigned", "mentioned", "customer_wrote", "new_ticket", "changed", "survey.low_score", "mail.refused")
PROMISES = ("due_soon", "breached")
COMPANY = (
    *("contract_ending", "holidays_proposed", "mail_text", "sender_lapsed", "webhook_off", "mail_waits", "room"),
    *(("seat_wanted", "usage") if settings().bills else ()),
)
# What passes a muted ticket: it is about the reader in person, or nobody else may be looking.
THROUGH_MUTE = frozenset({"assigned", "mentioned", "breached", "stepped"})


def told(kind: str, data: dict[str, Any]) -> Told:
    event = EVENTS[kind]
    if kind in OWN_WORDS:
        return OWN_WORDS[kind](data)
    heading, subject = str(event.says) % data, str(data.get("subject", ""))
    return Told(heading, "" if subject in heading else subject, path_of(data))


def icon_of(kind: str) -> str:
    return EVENTS[kind].icon


def chosen_as(kind: str) -> str:
    return EVENTS[kind].chosen_as or kind


def choice_of(kind: str, *layers: Choices | None) -> Choice:
    """What counts for this event: the nearest of these layers, or what is usual."""
    name = chosen_as(kind)
    event = EVENTS[name]
    found = nearest(name, *layers) or event.usual
    return found if found.scope in event.scopes else found._replace(scope=event.usual.scope)


def path_of(data: dict[str, Any]) -> str:
    """Where it leads: what the telling said, or its ticket."""
    return str(data.get("path") or f"/desk/tickets/{data['number']}")
