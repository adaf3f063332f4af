"""Sending: a letter about a ticket to its customer, in their language and its brand, answered to an address of its own."""

from uuid import UUID

from i18n.locales import best
from polydesk.kernel import mail
from polydesk.kernel.mail import Letter
from polydesk.mail_texts.composing import worded
from polydesk.mail_texts.occasions import Occasion, Values
from polydesk.mailroom.queries import Case
from polydesk.tickets import reply_addresses
from polydesk.tickets.access import token_for
from polydesk.tickets.mail_variables import about_ticket
from tenants import here
from tenants.brands import wearing


async def send(
    case: Case,
    occasion: Occasion,
    frame: Letter,
    more: Values,
    *,
    about: tuple[str, UUID] | None = None,
    at_most_once: bool = False,
    automatic: bool = False,
) -> None:
    async with wearing(case.brand_id):
        language = await language_of(case)
        values = {**await _words_about(case), **more}
        await mail.post(
            await worded(occasion, frame, values, language=language, ticket=case.number),
            to=mail.Address(case.person_name if case.is_known else "", case.address),
            language=language,
            about=about or ("ticket", case.id),
            thread=case.id,
            reply_to=mail.Address("", await reply_addresses.address_for(case.id, case.address)),
            at_most_once=at_most_once,
            automatic=automatic,
            person_id=case.person_id,
        )


async def language_of(case: Case) -> str:
    site = await here.visit()
    return best(case.person_language or case.language, site.languages) or site.default_language


async def zone_of(case: Case) -> str:
    """Their own where they have told it, else the company's."""
    return case.person_zone or (await here.visit()).zone


async def link_to(case: Case) -> str:
    site = await here.visit()
    return f"{site.base_url}/t/{await token_for(case.id, case.person_id)}"


async def _words_about(case: Case) -> dict[str, str | None]:
    return about_ticket(
        number=case.number,
        subject=case.subject,
        customer_name=case.person_name,
        company=(await here.visit()).name,
    )
