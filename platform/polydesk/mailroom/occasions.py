"""The mails about tickets that a tenant may word: receipt, reply, resolved; ours, and what may stand in them.

A receipt to an address that nobody has confirmed is an occasion of its own, whose variables hold no word of the sender,
so that no text of a tenant can send a stranger's words to others (threat 18).
"""

from dataclasses import replace

from markupsafe import Markup

from i18n import _, lazy
from polydesk.kernel.mail import Button, Letter
from polydesk.kernel.settings import settings
from polydesk.mail_texts.occasions import Example, Occasion, Values, declare
from polydesk.mail_texts.words import Words, body_of
from polydesk.mailroom.habits import habits
from polydesk.sla.promise_words import Told, told_of_ticket
from polydesk.tickets.mail_variables import ABOUT_TICKET, NUMBER, SOMEBODY, Shown, about_ticket, shown
from tenants.here import site

# Where the values of our own sentences will stand.
SPOTS = {"number": "{{ticket.number}}", "subject": "{{ticket.subject}}", "name": "{{agent.name}}"}

PROMISE = {
    "ticket.promise": lazy("Until when you promise an answer, with the time zone; left out where nothing is promised")
}
ANSWER = {"agent.name": lazy("The name of whoever writes"), "reply.text": lazy("The answer itself, as it was written")}


def receipt_frame(number: int, link: str) -> Letter:
    return Letter(
        kind="receipt",
        subject="",
        heading="",
        preheader=_("Your ticket has the number %(number)s.") % {"number": number},
        button=Button(_("See my ticket"), link),
    )


def reply_frame(link: str, *, quote: Markup | None = None, asks_solved: bool = False) -> Letter:
    return Letter(
        kind="reply",
        subject="",
        heading="",
        quote=quote,
        button=Button(_("Answer"), link),
        buttons=solved_buttons(link) if asks_solved else (),
        automatic=False,
    )


def solved_buttons(link: str) -> tuple[Button, ...]:
    """They lead to a page where the customer confirms: what opens links by itself decides nothing."""
    return (
        Button(_("It is solved"), f"{link}/solved?answer=yes"),
        Button(_("It is not solved yet"), f"{link}/solved?answer=no"),
    )


def resolved_frame(link: str) -> Letter:
    return Letter(kind="resolved", subject="", heading="", button=Button(_("See my ticket"), link))


def promised(promise: Told | None) -> str:
    return f"{promise.opening} {promise.text}".strip() if promise else ""


def _receipt() -> Words:
    return _receipt_opening(_("We have received your request “%(subject)s”.") % SPOTS)


def _receipt_to_unconfirmed() -> Words:
    return _receipt_opening(
        _("Somebody sent us a request with your e-mail address. If it was not you, you can ignore this e-mail.")
    )


def _receipt_opening(opening: str) -> Words:
    return Words(
        subject=_("We have received your request (ticket %(number)s)") % SPOTS,
        heading=_("We are on it"),
        body=body_of(
            opening,
            _("Your ticket has the number %(number)s. We will answer by e-mail, and you can follow it on its page.")
            % SPOTS,
            "{{ticket.promise}}",
        ),
    )


def _outbound() -> Words:
    return Words(
        subject=_("%(subject)s (ticket %(number)s)") % SPOTS,
        heading=_("%(name)s has written to you") % SPOTS,
        body="{{reply.text}}",
    )


def _reply() -> Words:
    return Words(
        subject=_("Re: %(subject)s (ticket %(number)s)") % SPOTS,
        heading=_("%(name)s has answered you") % SPOTS,
        body="{{reply.text}}",
    )


def _resolving_reply() -> Words:
    closing = (
        _("We believe that this resolves your request. If it does not, simply answer this e-mail.")
        if settings().mail_in_domain
        else _("We believe that this resolves your request. If it does not, simply answer on the page of your ticket.")
    )
    return _reply().having("body", body_of("{{reply.text}}", closing))


def _resolved() -> Words:
    return Words(
        subject=_("Resolved: %(subject)s (ticket %(number)s)") % SPOTS,
        heading=_("Your request is resolved"),
        body=body_of(
            _("We have marked “%(subject)s” as resolved.") % SPOTS,
            _("If something is still open, answer this e-mail and we will continue.")
            if settings().mail_in_domain
            else _("If something is still open, answer on the page of the ticket and we will continue."),
        ),
    )


async def _receipt_example(number: int | None) -> Example:
    seen = await shown(number)
    promise = await told_of_ticket(seen.ticket.id, seen.zone) if seen.ticket else None
    return example_of(seen, receipt_frame(seen.number, link_for_example(seen)), {"ticket.promise": promised(promise)})


async def _reply_example(number: int | None) -> Example:
    seen = await shown(number)
    said = seen.last_message if seen.last_message and seen.last_message.kind == "reply" else None
    answer = said.safe_html if said else Markup("<p>{}</p>").format(_("This is where the answer of your agent stands."))
    name = said.author_name if said else SOMEBODY
    asks = (await habits()).asks_solved
    frame = reply_frame(link_for_example(seen), asks_solved=asks)
    return example_of(seen, frame, {"agent.name": name, "reply.text": answer})


async def _outbound_example(number: int | None) -> Example:
    found = await _reply_example(number)
    return replace(found, frame=replace(found.frame, buttons=()))


async def _resolved_example(number: int | None) -> Example:
    seen = await shown(number)
    return example_of(seen, resolved_frame(link_for_example(seen)), {})


def example_of(seen: Shown, frame: Letter, more: Values) -> Example:
    about = about_ticket(
        number=seen.number, subject=seen.subject, customer_name=seen.customer_name, company=site().name
    )
    return Example(frame, {**about, **more}, seen.number if seen.ticket else None)


def link_for_example(seen: Shown) -> str:
    """Where the button of an example leads: whoever looks at it is no customer."""
    return f"{site().base_url}/desk/tickets/{seen.number}" if seen.ticket else site().base_url


RECEIPT = declare(
    Occasion(
        name="receipt",
        place=1,
        title=lazy("Receipt of a request"),
        sent=lazy("When a customer whose address is confirmed sends a request"),
        variables={**ABOUT_TICKET, **PROMISE},
        ours=_receipt,
        example=_receipt_example,
        may_be_empty=frozenset(PROMISE),
    )
)
RECEIPT_TO_UNCONFIRMED = declare(
    Occasion(
        name="receipt_unconfirmed",
        place=2,
        title=lazy("Receipt to a new address"),
        sent=lazy("When a request comes from an address that nobody has confirmed: it repeats nothing of the request"),
        variables={**NUMBER, **PROMISE},
        ours=_receipt_to_unconfirmed,
        example=_receipt_example,
        may_be_empty=frozenset(PROMISE),
    )
)
REPLY = declare(
    Occasion(
        name="reply",
        place=3,
        title=lazy("Answer of an agent"),
        sent=lazy("When an agent answers"),
        variables={**ABOUT_TICKET, **ANSWER},
        ours=_reply,
        example=_reply_example,
        blocks=frozenset({"reply.text"}),
    )
)
RESOLVING_REPLY = declare(
    Occasion(
        name="resolving_reply",
        place=4,
        title=lazy("Answer that resolves"),
        sent=lazy("When an agent answers and resolves the ticket"),
        variables={**ABOUT_TICKET, **ANSWER},
        ours=_resolving_reply,
        example=_reply_example,
        blocks=frozenset({"reply.text"}),
    )
)
RESOLVED = declare(
    Occasion(
        name="resolved",
        place=5,
        title=lazy("Ticket resolved"),
        sent=lazy("When a ticket is resolved without an answer"),
        variables=ABOUT_TICKET,
        ours=_resolved,
        example=_resolved_example,
    )
)
OUTBOUND = declare(
    Occasion(
        name="outbound",
        place=7,
        title=lazy("First message from you"),
        sent=lazy("When an agent writes to a customer first"),
        variables={**ABOUT_TICKET, **ANSWER},
        ours=_outbound,
        example=_outbound_example,
        blocks=frozenset({"reply.text"}),
    )
)
