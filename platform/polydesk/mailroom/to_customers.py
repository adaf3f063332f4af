"""Letters to customers: receipt, reply, resolved; in their language, with one button that leads to the ticket.

A receipt to an address that nobody has confirmed holds no word of the sender, so that the desk cannot be used to send
other people's words (threat 18); and one address draws at most four automatic mails an hour (threat 17).
"""

from datetime import timedelta
from uuid import UUID

from i18n import _, speaking
from i18n.locales import best
from polydesk.kernel import mail
from polydesk.kernel.mail import Button, Letter
from polydesk.kernel.throttle import allow
from polydesk.mailroom import queries
from polydesk.mailroom.queries import Case
from polydesk.sla.promise_words import Told, told_of_ticket
from polydesk.tickets import text
from polydesk.tickets.access import token_for
from polydesk.tickets.customers_view import customers_tickets, hearers_of
from tenants import here

AUTOMATIC_PER_HOUR = 4


async def receipt(ticket_id: UUID) -> None:
    case = await queries.case(ticket_id)
    if case is None or case.is_spam or not await _may_hear(case):
        return
    with speaking(await _language(case)):
        promise = await told_of_ticket(ticket_id, case.person_zone)
        await _send(case, _receipt(case, await _link(case), promise), at_most_once=True)


async def reply(message_id: UUID) -> None:
    """To whoever asked, and to the customers whose tickets were merged into theirs; none of them hears of the others."""
    said = await queries.said(message_id)
    if said is None or said.kind != "reply":
        return
    for ticket_id in await hearers_of(message_id):
        case = await queries.case(ticket_id)
        if case is not None and not case.is_spam:
            with speaking(await _language(case)):
                await _send(case, _reply(case, said, await _link(case)), about=("message", message_id))


async def resolved(ticket_id: UUID, *, cycle: int) -> None:
    """Says that the ticket is resolved, unless the reply that resolved it has said so, or it was reopened since."""
    case = await queries.case(ticket_id)
    if case is None or case.is_spam or case.cycle != cycle or case.resolved_at is None or case.status != "resolved":
        return
    if await queries.was_answered_at(ticket_id, case.resolved_at):
        return
    for each in await customers_tickets(ticket_id):
        told = await queries.case(each)
        if told is not None:
            with speaking(await _language(told)):
                await _send(told, _resolved(told, await _link(told)))


def _receipt(case: Case, link: str, promise: Told | None) -> Letter:
    if case.is_known:
        opening = _("We have received your request “%(subject)s”.") % {"subject": case.subject}
    else:
        opening = _(
            "Somebody sent us a request with your e-mail address. If it was not you, you can ignore this e-mail."
        )
    return Letter(
        kind="receipt",
        subject=_("We have received your request (ticket %(number)s)") % {"number": case.number},
        heading=_("We are on it"),
        preheader=_("Your ticket has the number %(number)s.") % {"number": case.number},
        paragraphs=(
            opening,
            _("Your ticket has the number %(number)s. We will answer by e-mail, and you can follow it on its page.")
            % {"number": case.number},
            *([f"{promise.opening} {promise.text}".strip()] if promise else []),
        ),
        button=Button(_("See my ticket"), link),
    )


def _reply(case: Case, said: queries.Said, link: str) -> Letter:
    is_resolved = case.status == "resolved"
    closing = _("We believe that this resolves your request. If it does not, simply answer on the page of your ticket.")
    words = {"subject": case.subject, "number": case.number, "name": said.author_name}
    if said.is_first:
        subject, heading = _("%(subject)s (ticket %(number)s)") % words, _("%(name)s has written to you") % words
    else:
        subject, heading = _("Re: %(subject)s (ticket %(number)s)") % words, _("%(name)s has answered you") % words
    return Letter(
        kind="reply",
        subject=subject,
        heading=heading,
        paragraphs=(text.safe(said.html), *((closing,) if is_resolved else ())),
        button=Button(_("Answer"), link),
        automatic=False,
    )


def _resolved(case: Case, link: str) -> Letter:
    return Letter(
        kind="resolved",
        subject=_("Resolved: %(subject)s (ticket %(number)s)") % {"subject": case.subject, "number": case.number},
        heading=_("Your request is resolved"),
        paragraphs=(
            _("We have marked “%(subject)s” as resolved.") % {"subject": case.subject},
            _("If something is still open, answer on the page of the ticket and we will continue."),
        ),
        button=Button(_("See my ticket"), link),
    )


async def _send(
    case: Case, letter: Letter, *, about: tuple[str, UUID] | None = None, at_most_once: bool = False
) -> None:
    await mail.post(
        letter,
        to=mail.Address(case.person_name if case.is_known else "", case.address),
        language=await _language(case),
        about=about or ("ticket", case.id),
        thread=case.id,
        at_most_once=at_most_once,
    )


async def _language(case: Case) -> str:
    site = await here.visit()
    return best(case.person_language or case.language, site.languages) or site.default_language


async def _link(case: Case) -> str:
    site = await here.visit()
    return f"{site.base_url}/t/{await token_for(case.id, case.person_id)}"


async def _may_hear(case: Case) -> bool:
    return await allow("automatic mail", case.address.lower(), limit=AUTOMATIC_PER_HOUR, per=timedelta(hours=1))
