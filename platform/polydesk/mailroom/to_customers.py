"""Letters to customers: receipt, reply, resolved; in their language, with one button that leads to the ticket.

What they say is ours or the tenant's (`mailroom.occasions`).

A receipt to an address that nobody has confirmed holds no word of the sender, so that the desk cannot be used to send
other people's words (threat 18); and one address draws few of them an hour (kernel/mail/caps.py). Each letter can be
answered to an address of its own.
"""

from dataclasses import replace
from uuid import UUID

from i18n import living_in, speaking
from polydesk.kernel.mail import Letter, caps
from polydesk.mail_texts.occasions import Occasion
from polydesk.mailroom import queries, quoting
from polydesk.mailroom.habits import habits
from polydesk.mailroom.occasions import (
    OUTBOUND,
    RECEIPT,
    RECEIPT_TO_UNCONFIRMED,
    REPLY,
    RESOLVED,
    RESOLVING_REPLY,
    promised,
    receipt_frame,
    reply_frame,
    resolved_frame,
)
from polydesk.mailroom.queries import Case
from polydesk.mailroom.sending import language_of, link_to, send, zone_of
from polydesk.sla.promise_words import told_of_ticket
from polydesk.tickets import text
from polydesk.tickets.customers_view import customers_tickets, hearers_of
from polydesk.tickets.participants import participants_of


async def receipt(ticket_id: UUID, *, is_proven: bool) -> None:
    """`is_proven`: whoever asked was signed in; else anybody may have typed this address."""
    case = await queries.case(ticket_id)
    if case is None or case.is_spam:
        return
    if not await caps.may_hear(case.address, person_id=case.person_id, is_proven=is_proven):
        return
    with speaking(await language_of(case)):
        occasion = RECEIPT if case.is_known else RECEIPT_TO_UNCONFIRMED
        more = {"ticket.promise": promised(await told_of_ticket(ticket_id, case.person_zone))}
        await send(case, occasion, receipt_frame(case.number, await link_to(case)), more, at_most_once=True)


async def reply(message_id: UUID) -> None:
    """To whoever asked, and to the customers whose tickets were merged into theirs; none of them hears of the others.
    To those in copy, too, whom an agent has confirmed: without the link, which is the customer's.
    """
    said = await queries.said(message_id)
    if said is None or said.kind != "reply":
        return
    for ticket_id in await hearers_of(message_id):
        case = await queries.case(ticket_id)
        if case is not None and not case.is_spam:
            with speaking(await language_of(case)), living_in(await zone_of(case)):
                more = {"agent.name": said.author_name, "reply.text": text.safe(said.html)}
                frame = await _frame(said, case)
                await send(case, _occasion_of(said, case), frame, more, about=("message", message_id))
                for one in await participants_of(ticket_id, state="confirmed"):
                    bare = replace(reply_frame(await link_to(case)), button=None)
                    copied = replace(case, person_name=one.name, address=one.address)
                    await send(copied, _occasion_of(said, case), bare, more, about=("message", message_id))


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
            with speaking(await language_of(told)):
                await send(told, RESOLVED, resolved_frame(await link_to(told)), {})


async def _frame(said: queries.Said, case: Case) -> Letter:
    """With what the customer wrote last, and the question whether it is solved, where the company wants them. Nobody's
    words go to an address that nobody has confirmed (threat 18)."""
    wanted, link = await habits(), await link_to(case)
    if said.is_first:
        return reply_frame(link)
    quoted = await queries.last_of_customer(case.id, before=said.at) if wanted.quotes and case.is_known else None
    return reply_frame(
        link, quote=quoting.quoted(quoted) if quoted else None, asks_solved=wanted.asks_solved and not case.is_merged
    )


def _occasion_of(said: queries.Said, case: Case) -> Occasion:
    if said.is_first:
        return OUTBOUND
    return RESOLVING_REPLY if case.status == "resolved" else REPLY
