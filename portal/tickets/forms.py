"""What customers can send about tickets, and the files that come along."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from i18n import _
from polydesk.kernel import storage
from polydesk.kernel.storage import StoredFile
from polydesk.kernel.web import Email, Form
from polydesk.tickets.text import BODY_LIMIT

SUBJECT_MOST = 200

Subject = Annotated[str, msgspec.Meta(min_length=1, max_length=SUBJECT_MOST)]
Body = Annotated[str, msgspec.Meta(min_length=1, max_length=BODY_LIMIT)]
# `website` is a trap: people do not see it, programs that fill in everything do.


class OwnTicket(msgspec.Struct):
    """From somebody who is signed in."""

    subject: Subject
    message: Body
    category: UUID | None = None
    website: str = ""
    key: str = ""


class GuestTicket(msgspec.Struct):
    """`zone` is the browser's own, where it says one: promises and mails are then in the customer's time."""

    email: Email
    subject: Subject
    message: Body
    category: UUID | None = None
    website: str = ""
    key: str = ""
    zone: str = ""


class Chosen(msgspec.Struct):
    """A form that is still being filled in: what its questions say comes beside it, by the names of their fields."""


class Answer(msgspec.Struct):
    message: Annotated[str, msgspec.Meta(max_length=BODY_LIMIT)] = ""
    key: str = ""


class Urgency(msgspec.Struct):
    priority: Literal["low", "normal", "high", "urgent"]


def say_what_is_missing(form: Form[Any]) -> None:
    """Three empty fields want three different things."""
    missing = {
        "email": _("Please enter your e-mail address, so that we can answer."),
        "subject": _("Please say in a few words what it is about."),
        "message": _("Please tell us what we can do for you."),
    }
    for name, sentence in missing.items():
        if form.error(name) and not form.value(name).strip():
            form.fail(name, sentence)


async def take_files(form: Form[Any], *, room_for: int = storage.FILES) -> list[StoredFile]:
    """The files that this form brings, kept already; what was not taken says why beside the field."""
    sent = await storage.receive(form.files("files"))
    before = await storage.claimed(form.all_values("file_ids")) if form.all_values("file_ids") else []
    kept = [*before, *(file for file in sent if file.is_stored)]
    if problems := storage.problems_of(sent):
        form.fail("files", problems)
    elif len(kept) > room_for:
        form.fail("files", _("At most 10 files can be sent at once."))
    return kept
