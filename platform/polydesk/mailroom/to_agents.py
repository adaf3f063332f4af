"""Letters to the tenant's people: a ticket was assigned, a customer wrote, somebody mentioned them."""

from uuid import UUID

from markupsafe import Markup

from i18n import UI_LANGUAGES, _, speaking
from i18n.locales import best
from polydesk.kernel import mail
from polydesk.kernel.mail import Button, Letter
from polydesk.mailroom import queries
from polydesk.mailroom.queries import Colleague, Said
from tenants import here


async def assigned(ticket_id: UUID, *, member_id: UUID) -> None:
    colleague = await queries.colleague(member_id)
    found = await queries.subject_of(ticket_id)
    if colleague is None or found is None:
        return
    number, subject = found
    with speaking(await _language(colleague)):
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
        with speaking(await _language(colleague)):
            await _send(await _about(said, *found, kind="customer_wrote"), colleague, said.ticket_id)


async def mentioned(message_id: UUID, *, member_id: UUID) -> None:
    colleague, said = await queries.colleague(member_id), await queries.said(message_id)
    found = await queries.subject_of(said.ticket_id) if said else None
    if colleague is None or said is None or found is None:
        return
    with speaking(await _language(colleague)):
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


async def _send(letter: Letter, colleague: Colleague, ticket_id: UUID) -> None:
    await mail.post(
        letter,
        to=mail.Address(colleague.name, colleague.email),
        language=await _language(colleague),
        about=("ticket", ticket_id),
        thread=ticket_id,
    )


async def _language(colleague: Colleague) -> str:
    site = await here.visit()
    return best(colleague.language, UI_LANGUAGES) or best(site.default_language, UI_LANGUAGES) or "en"


async def _link(number: int) -> str:
    return f"{(await here.visit()).base_url}/desk/tickets/{number}"
