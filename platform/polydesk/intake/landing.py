"""Landing: what a mail becomes: a ticket, an answer on one, a note for the desk, or nothing but a row that says why."""

from dataclasses import dataclass, replace
from uuid import UUID

from markupsafe import Markup

from i18n import _
from i18n.locales import best
from polydesk.intake import automatic, inboxes, returning
from polydesk.intake.looks import Said
from polydesk.intake.parsing import Mail
from polydesk.intake.placing import Place, place_of
from polydesk.intake.refusals import Unreadable
from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.mail import message_ids
from polydesk.kernel.storage import FILES
from polydesk.notices.telling import tell
from polydesk.tickets import assignment, conversation, participants
from polydesk.tickets.family import home_of
from polydesk.tickets.files_of_messages import attach
from polydesk.tickets.queries import by_id
from polydesk.tickets.spoken import languages_told_apart, spoken_in
from polydesk.tickets.submission import NewTicket, submit
from tenants import entitlements, here


@dataclass(frozen=True)
class Landed:
    """`outcome`: ticket, answer, reply, note, automatic, bounce, own."""

    outcome: str
    ticket_id: UUID | None = None


@dataclass(frozen=True)
class Came:
    """A mail that was read: its row's id, who the envelope says it is from and to, and its files, kept already."""

    id: UUID
    mail: Mail
    said: Said
    sender: str
    recipients: list[str]
    claims: list[str]


async def land(came: Came) -> Landed:
    """In the tenant's unit; twice for the same row changes nothing. Raises Unreadable."""
    if came.mail.author is None:
        raise Unreadable("no_sender")
    if await _is_own(came.mail):
        return Landed("own")
    kind = automatic.kind_of(came.mail, sender=came.sender)
    place = await place_of(came.mail, came.recipients)
    if kind == "bounce":
        return Landed("bounce", await returning.take_back(came.mail, place))
    if place is None:
        # Nobody asked anything: an absence notice that answers no mail of ours.
        return Landed("automatic") if kind == "answer" else await _begin(came, is_automatic=bool(kind))
    if place.role == "customer":
        return await _answer(came, place, is_automatic=bool(kind))
    if kind:
        # What a colleague's mailbox says by itself must not reach a customer.
        return Landed("automatic", place.ticket.id)
    return await (_reply(came, place) if place.role == "agent" else _note(came, place))


async def _is_own(mail: Mail) -> bool:
    """It came back to where it was written: the end of every circle."""
    return bool(message_ids.mails_named_in(mail.message_id)) or (
        mail.author is not None and mail.author.host == await inboxes.domain()
    )


async def _begin(came: Came, *, is_automatic: bool) -> Landed:
    mail, site = came.mail, await here.visit()
    assert mail.author is not None
    inbox = await inboxes.for_addresses([*came.recipients, *(one.key for one in (*mail.to, *mail.cc))])
    new = NewTicket(
        address=mail.author.address,
        name=mail.author.name,
        subject=mail.subject or _("No subject"),
        body=came.said.body or mail.subject or "…",
        look=came.said.look,
        language=inbox.language or await _language_of(came) or site.default_language,
        category_id=inbox.category_id,
        brand_id=inbox.brand_id,
        channel="mail",
        files=came.claims[:FILES],
        is_automatic=is_automatic,
    )
    done = await submit(new, key=str(came.id))
    await _attach_rest(came, done.message_id, done.ticket_id)
    if inbox.team_id is not None:
        await assignment.hand_to_team(await by_id(done.ticket_id), to=inbox.team_id, by=SYSTEM)
    await _propose_copies(came, done.ticket_id)
    return Landed("ticket", done.ticket_id)


async def _language_of(came: Came) -> str | None:
    """That of the company's languages in which it is written, if that is certain."""
    offered = (await here.visit()).languages
    found = await spoken_in(f"{came.mail.subject}.\n\n{came.said.body}", languages_told_apart(offered))
    return best(found, offered) if found else None


async def _answer(came: Came, place: Place, *, is_automatic: bool) -> Landed:
    written = await conversation.customer_writes(
        place.ticket,
        body=_body(came),
        by=place.speaker,
        files=came.claims[:FILES],
        channel="mail",
        key=str(came.id),
        automatic=is_automatic,
        look=came.said.look,
    )
    await _attach_rest(came, written.message_id, written.ticket.id)
    if not is_automatic:
        await _propose_copies(came, place.ticket.id)
    return Landed("automatic" if is_automatic else "answer", written.ticket.id)


async def _reply(came: Came, place: Place) -> Landed:
    """An agent's words go to the customer, unless they answer a note, or may not reply: then they are a note."""
    if await entitlements.became_read_only():
        raise Unreadable("read_only")
    ticket = await home_of(place.ticket)
    is_public = place.answers_customer and not await _shows_the_desk(came.said)
    verb = conversation.reply if is_public else conversation.add_note
    written = await verb(
        ticket,
        body=_body(came),
        by=place.speaker,
        files=came.claims[:FILES],
        channel="mail",
        # What it quotes is news of ours, which may speak of notes.
        look=replace(came.said.look, folded="") if is_public else came.said.look,
        key=str(came.id),
    )
    await _attach_rest(came, written.message_id, ticket.id)
    return Landed("reply" if is_public else "note", ticket.id)


async def _shows_the_desk(said: Said) -> bool:
    """Whether our own news were left standing in an answer, not recognised as a quotation: they are not for customers."""
    desk = f"{(await here.visit()).base_url}/desk/"
    return desk in said.body or desk in said.look.html


async def _note(came: Came, place: Place) -> Landed:
    """Words of somebody whom nobody has confirmed: the desk reads them and decides."""
    ticket = await home_of(place.ticket)
    warning = _(
        "%(address)s answered by e-mail. This address does not take part in the ticket, so only the desk sees it."
    ) % {"address": place.speaker.email}
    look = replace(came.said.look, html=Markup("<p><em>{}</em></p>").format(warning) + Markup(came.said.look.html))
    written = await conversation.add_note(
        ticket,
        body=f"{warning}\n\n{_body(came)}",
        by=place.speaker,
        files=came.claims[:FILES],
        channel="mail",
        look=look,
        key=str(came.id),
    )
    await _attach_rest(came, written.message_id, ticket.id)
    await participants.propose(ticket.id, [(place.speaker.name, place.speaker.email)])
    await tell("customer_wrote", ticket_id=ticket.id, by=place.speaker, message_id=str(written.message_id))
    return Landed("note", ticket.id)


async def _propose_copies(came: Came, ticket_id: UUID) -> None:
    ours = await inboxes.own_addresses()
    others = [
        one for one in (*came.mail.to, *came.mail.cc) if one.key not in ours and one.host != await inboxes.domain()
    ]
    author = came.mail.author.key if came.mail.author else ""
    await participants.propose(ticket_id, [(one.name, one.address) for one in others if one.key != author])


async def _attach_rest(came: Came, message_id: UUID | None, ticket_id: UUID) -> None:
    """A form takes ten files at once, a mail what it brought."""
    for start in range(FILES, len(came.claims), FILES):
        if message_id is not None:
            await attach(came.claims[start : start + FILES], message_id=message_id, ticket_id=ticket_id)


def _body(came: Came) -> str:
    return came.said.body or came.mail.subject or "…"
