"""Letters to the tenant's people: a ticket was assigned, a customer wrote, somebody mentioned them."""

from uuid import UUID

from markupsafe import Markup

from i18n import _, speaking
from polydesk.kernel import mail
from polydesk.kernel.mail import Button, Letter
from polydesk.mailroom import queries
from polydesk.mailroom.queries import Said
from polydesk.tickets import reply_addresses
from tenants import here
from tenants.addressees import Addressee, addressee, language_for


async def assigned(ticket_id: UUID, *, member_id: UUID) -> None:
    colleague = await addressee(member_id)
    found = await queries.subject_of(ticket_id)
    if colleague is None or found is None:
        return
    number, subject = found
    with speaking(await language_for(colleague)):
        letter = Letter(
            kind="assigned",
            subject=_("Ticket %(number)s is yours: %(subject)s") % {"number": number, "subject": subject},
            heading=_("A ticket was assigned to you"),
            paragraphs=(_("Ticket %(number)s: “%(subject)s”") % {"number": number, "subject": subject},),
            button=Button(_("Open the ticket"), await _link(number)),
        )
        await _send(letter, colleague, ticket_id)


async def customer_wrote(message_id: UUID) -> None:
    said = await queries.said(message_id)
    found = await queries.subject_of(said.ticket_id) if said else None
    if said is None or found is None:
        return
    for colleague in await queries.listeners(said.ticket_id):
        with speaking(await language_for(colleague)):
            await _send(await _about(said, *found, kind="customer_wrote"), colleague, said.ticket_id)


async def mentioned(message_id: UUID, *, member_id: UUID) -> None:
    colleague, said = await addressee(member_id), await queries.said(message_id)
    found = await queries.subject_of(said.ticket_id) if said else None
    if colleague is None or said is None or found is None:
        return
    with speaking(await language_for(colleague)):
        await _send(await _about(said, *found, kind="mentioned"), colleague, said.ticket_id)


async def _about(said: Said, number: int, subject: str, *, kind: str) -> Letter:
    words = {"name": said.author_name, "number": number}
    if kind == "mentioned":
        heading = _("%(name)s mentioned you in ticket %(number)s") % words
    else:
        heading = _("%(name)s wrote in ticket %(number)s") % words
    return Letter(
        kind=kind,
        subject=heading,
        heading=heading,
        paragraphs=(subject,),
        quote=Markup(said.html),
        button=Button(_("Open the ticket"), await _link(number)),
    )


async def _send(letter: Letter, colleague: Addressee, ticket_id: UUID) -> None:
    await mail.post(
        letter,
        to=mail.Address(colleague.name, colleague.email),
        language=await language_for(colleague),
        about=("ticket", ticket_id),
        thread=ticket_id,
        reply_to=mail.Address("", await reply_addresses.address_for(ticket_id, colleague.email, for_member=True)),
    )


async def _link(number: int) -> str:
    return f"{(await here.visit()).base_url}/desk/tickets/{number}"
