"""A notice as a letter, in its member's language and zone; of a heap of them the first, which says that there are more."""

from typing import Any
from uuid import UUID

from i18n import _, living_in, speaking
from polydesk.kernel import mail
from polydesk.kernel.mail import Button, Letter
from polydesk.notices import queries, words
from polydesk.tickets import reply_addresses
from tenants import here
from tenants.addressees import addressee, language_for

MAILS_AN_HOUR = 20


async def send(notice_id: UUID) -> None:
    """Not to whoever has seen it in the desk meanwhile, left, or wants no mails; and no thousand mails at once."""
    found = await queries.notice(notice_id)
    if found is None or found.seen_at is not None or not await queries.by_mail(found.member_id):
        return
    before = await queries.earlier_in_its_hour(found)
    if before >= MAILS_AN_HOUR:
        return
    member = await addressee(found.member_id)
    if member is None:
        return
    site, language = await here.visit(), await language_for(member)
    answers_to = found.ticket_id and await reply_addresses.address_for(found.ticket_id, member.email, for_member=True)
    with speaking(language), living_in(member.zone or site.zone):
        await mail.post(
            letter_of(found.kind, found.data, site.base_url, is_last=before == MAILS_AN_HOUR - 1),
            to=mail.Address(member.name, member.email),
            language=language,
            about=("ticket", found.ticket_id) if found.ticket_id else ("notice", found.id),
            thread=found.ticket_id or found.id,
            reply_to=mail.Address("", answers_to) if answers_to else None,
        )


def letter_of(kind: str, data: dict[str, Any], base_url: str, *, is_last: bool = False) -> Letter:
    """In the language and the zone of the moment. The last of an hour says that there may be more."""
    said = words.told(kind, data)
    more = _("If there is more within this hour, it waits for you beside the bell and comes without a mail.")
    return Letter(
        kind=f"notice_{kind}",
        subject=said.heading,
        heading=said.heading,
        paragraphs=(said.line, more) if is_last else (said.line,),
        button=Button(_("Have a look"), base_url + said.path),
    )
