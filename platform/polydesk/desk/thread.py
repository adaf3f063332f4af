"""The thread: the timeline of a ticket as the desk prints it."""

from datetime import datetime
from uuid import UUID

import msgspec

from i18n import _
from polydesk.kernel import storage
from polydesk.kernel.mail.sending_again import FAILED
from polydesk.tickets.ticket import Ticket
from polydesk.tickets.timeline import Delivery, Entry, timeline

LOOKS = {"customer": "", "reply": " message-own", "note": " message-note"}


class Mailed(msgspec.Struct, frozen=True):
    """How far a mail about a message has come, in words; what failed is said loudly, and can be sent again."""

    id: UUID
    text: str
    failed: bool = False
    done: bool = False


class Attached(msgspec.Struct, frozen=True):
    name: str
    url: str
    bytes: int
    inline: bool

    @property
    def label(self) -> str:
        return _("Open the file %(name)s") % {"name": self.name}


class Line(msgspec.Struct, frozen=True):
    """A message, or something that happened; `is_news` is what a reader wants to see without asking for the history."""

    id: UUID
    at: datetime
    name: str
    is_message: bool
    text: str = ""
    is_news: bool = True
    look: str = ""
    label: str = ""
    badge: str = ""
    marks: list[str] = []
    html: str = ""
    folded: str = ""
    files: list[Attached] = []
    deliveries: list[Mailed] = []


async def thread(ticket: Ticket) -> list[Line]:
    return [_line(entry, ticket) for entry in await timeline(ticket, for_customer=False)]


def _line(entry: Entry, ticket: Ticket) -> Line:
    if not entry.is_message:
        return Line(entry.id, entry.at, entry.who, False, text=entry.sentence, is_news=entry.at > ticket.created_at)
    name = entry.who or _("Customer")
    return Line(
        *(entry.id, entry.at, name, True),
        look=LOOKS[entry.kind],
        label=_label(entry.kind, name),
        badge=_("Internal note") if entry.is_note else "",
        marks=_marks(entry),
        html=entry.html,
        folded=entry.folded,
        files=[
            Attached(file.name, storage.link(file), file.bytes, file.inline) for file in entry.files if file.is_stored
        ],
        deliveries=[_mailed(delivery) for delivery in entry.deliveries],
    )


def _marks(entry: Entry) -> list[str]:
    """What else is to be known of a message."""
    came = [_("from #%(number)s") % {"number": entry.came_from}] if entry.came_from else []
    return [*([_("Automatic answer")] if entry.automatic else []), *came]


def _label(kind: str, name: str) -> str:
    if kind == "note":
        return _("Internal note by %(name)s") % {"name": name}
    if kind == "reply":
        return _("Reply by %(name)s") % {"name": name}
    return _("Message from %(name)s") % {"name": name}


def _mailed(delivery: Delivery) -> Mailed:
    facts = {"address": delivery.to, "reason": delivery.reason or _("no reason was given")}
    failed = delivery.state in FAILED
    state = "deferred" if delivery.state == "queued" and delivery.reason else delivery.state
    return Mailed(delivery.id, _how_far(state, facts), failed=failed, done=state == "sent")


def _how_far(state: str, facts: dict[str, str]) -> str:
    match state:
        case "sent":
            return _("E-mail sent to %(address)s") % facts
        case "refused":
            return _("The e-mail to %(address)s was refused: %(reason)s") % facts
        case "bounced":
            return _("The e-mail to %(address)s came back: %(reason)s") % facts
        case "suppressed":
            return _("Not sent to %(address)s, since an earlier e-mail came back: %(reason)s") % facts
        case "deferred":
            return _("The e-mail to %(address)s is tried again: %(reason)s") % facts
        case "unknown":
            return _("Nobody knows whether the e-mail to %(address)s arrived") % facts
    return _("E-mail to %(address)s is on its way") % facts
