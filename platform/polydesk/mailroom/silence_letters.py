"""Letters to customers who are silent: a reminder with our last answer, and that the ticket is resolved now."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from i18n import _, lazy, living_in, speaking
from i18n.formats import formatter
from polydesk.kernel.clock import now
from polydesk.kernel.mail import Button, Letter
from polydesk.mail_texts.occasions import Example, Occasion, declare
from polydesk.mail_texts.words import Words, body_of
from polydesk.mailroom import queries
from polydesk.mailroom.occasions import SPOTS, example_of, link_for_example
from polydesk.mailroom.sending import language_of, link_to, send, zone_of
from polydesk.tickets import text
from polydesk.tickets.mail_variables import ABOUT_TICKET, shown

ENDING = {"ticket.ending": lazy("When the ticket is resolved unless they answer; left out where it never is")}


async def remind(ticket_id: UUID, *, resolves_on: datetime | None) -> None:
    """Not to an address that draws too many mails; the step counts all the same."""
    case = await queries.case(ticket_id)
    if case is None:
        return
    with speaking(await language_of(case)), living_in(await zone_of(case)):
        said = await queries.last_reply(ticket_id)
        frame = _frame("silence_reminder", await link_to(case), button=_("Answer"))
        quoted = replace(frame, quote=text.safe(said.html) if said else None)
        more = {"ticket.ending": _ending(resolves_on)}
        await send(case, REMINDER, quoted, more, at_most_once=True, automatic=True)


async def say_resolved(ticket_id: UUID) -> None:
    case = await queries.case(ticket_id)
    if case is None:
        return
    with speaking(await language_of(case)):
        frame = _frame("silence_resolved", await link_to(case), button=_("See my ticket"))
        await send(case, RESOLVED_IN_SILENCE, frame, {}, at_most_once=True, automatic=True)


def _frame(kind: str, link: str, *, button: str) -> Letter:
    return Letter(kind=kind, subject="", heading="", button=Button(button, link))


def _ending(resolves_on: datetime | None) -> str:
    if resolves_on is None:
        return ""
    return _("If we hear nothing, we mark it as resolved on %(day)s.") % {"day": formatter().day(resolves_on)}


def _reminder() -> Words:
    return Words(
        subject=_("We are waiting for your answer: %(subject)s (ticket %(number)s)") % SPOTS,
        heading=_("We are waiting for your answer"),
        body=body_of(_("To go on with “%(subject)s” we need to hear from you.") % SPOTS, "{{ticket.ending}}"),
    )


def _resolved() -> Words:
    return Words(
        subject=_("Resolved: %(subject)s (ticket %(number)s)") % SPOTS,
        heading=_("Your request is resolved"),
        body=body_of(
            _("We have not heard from you, so we have marked “%(subject)s” as resolved.") % SPOTS,
            _("If something is still open, answer on the page of the ticket and we will continue."),
        ),
    )


async def _example(number: int | None) -> Example:
    seen = await shown(number)
    frame = _frame("silence_reminder", link_for_example(seen), button=_("Answer"))
    return example_of(seen, frame, {"ticket.ending": _ending(now())})


async def _resolved_example(number: int | None) -> Example:
    seen = await shown(number)
    return example_of(seen, _frame("silence_resolved", link_for_example(seen), button=_("See my ticket")), {})


REMINDER = declare(
    Occasion(
        name="silence_reminder",
        place=9,
        title=lazy("Reminder"),
        sent=lazy("When a customer has not answered for some days"),
        variables={**ABOUT_TICKET, **ENDING},
        ours=_reminder,
        example=_example,
        may_be_empty=frozenset(ENDING),
    )
)
RESOLVED_IN_SILENCE = declare(
    Occasion(
        name="silence_resolved",
        place=10,
        title=lazy("Resolved without an answer"),
        sent=lazy("When a ticket is resolved because the customer did not answer"),
        variables=ABOUT_TICKET,
        ours=_resolved,
        example=_resolved_example,
    )
)
