"""What the page of one mail sends: its words, the version they were made from, and the ticket to look at them on."""

from typing import Annotated, Any

from msgspec import Meta, Struct

from polydesk.kernel.web import Form, empty
from polydesk.kernel.wording.typed import tidy
from polydesk.mail_texts.checking import fault_of
from polydesk.mail_texts.occasions import Occasion
from polydesk.mail_texts.words import PARTS, Words

Text = Annotated[str, Meta(max_length=20_000)]


class MailForm(Struct):
    """`seen` is the number of the version that was opened; `ticket` the number of a ticket, or nothing."""

    subject: Text = ""
    heading: Text = ""
    body: Text = ""
    seen: int = 0
    ticket: Annotated[int, Meta(ge=1, le=2**53)] | None = None


def filled_form(words: Words, seen: int, ticket: int | None = None) -> Form[MailForm]:
    fields = {part: words[part] for part in PARTS}
    return empty(MailForm, **fields, seen=str(seen), ticket=str(ticket or ""))


def typed(form: Form[Any]) -> Words:
    return Words(*(tidy(form.value(part), is_line=part != "body") for part in PARTS))


def check(form: Form[Any], one: Occasion) -> None:
    """Says beside each part what is wrong with it."""
    words = typed(form)
    for part in PARTS:
        if not form.error(part) and (fault := fault_of(one, part, words[part])):
            form.fail(part, fault)


def wanted(words: Words, *, own: Words, ours: Words) -> Words:
    """What is to be kept: a part that says what ours says stays ours, unless somebody had kept just that before."""
    shown = own.over(ours)
    kept = Words()
    for part in PARTS:
        if words[part] == shown[part]:
            kept = kept.having(part, own[part])
        elif words[part] != ours[part]:
            kept = kept.having(part, words[part])
    return kept
