"""News as mails, in their member's language and zone: one for each ticket, or one for all of them when there are many."""

from datetime import datetime
from uuid import UUID

from i18n import living_in, speaking
from polydesk.kernel import mail, unit
from polydesk.kernel.clock import now
from polydesk.kernel.mail import Letter
from polydesk.notices import due, holding, letters
from polydesk.notices.due import News
from polydesk.notices.preferences import preferences
from polydesk.notices.quiet import next_hour
from polydesk.tickets import reply_addresses
from tenants import here, spending
from tenants.addressees import Addressee, addressee, language_for

APART = 3
MAILS_AN_HOUR = 20
# A mail that told of a whole burst counts once.
SENT = """
SELECT count(DISTINCT (mailed_at, ticket_id)) FROM notice
 WHERE tenant_id = app.tenant_id() AND member_id = $1 AND mailed_at >= $2
"""
MAILED = "UPDATE notice SET mailed_at = $2 WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[])"


async def send(member_id: UUID, at: datetime) -> None:
    """All that is due, in the transaction that lets it go: it leaves once, or is still held."""
    member = await addressee(member_id)
    chosen = await preferences(member_id) if member else None
    if member is None or chosen is None:
        return
    news = await due.take("mail", member_id, at, chosen)
    if news and await _enough(member_id) and not any(one.is_urgent for one in news):
        await holding.put_off("mail", member_id, [one.id for one in news], next_hour(now(), chosen.rhythm.zone))
        return
    groups = due.by_ticket(news)
    with speaking(await language_for(member)), living_in(chosen.rhythm.zone):
        if len(groups) > (APART if chosen.rhythm.pace == "instant" else 1):
            if await spending.may_spend("mails"):
                await _post(member, letters.digest(groups, (await here.visit()).base_url), [])
        else:
            for group in groups:
                await _post(member, await letters.of_group(group, (await here.visit()).base_url), group)
    await holding.release("mail", [one.id for one in news])
    await unit.execute(MAILED, [one.id for one in news], now())


async def _enough(member_id: UUID) -> bool:
    """More would be no help: the rest of the hour comes as one mail when it is over."""
    hour = now().replace(minute=0, second=0, microsecond=0)
    return int(await unit.fetchval(SENT, member_id, hour)) >= MAILS_AN_HOUR


async def _post(member: Addressee, letter: Letter, group: list[News]) -> None:
    """`group` is about one ticket or one thing; empty for a digest."""
    last = group[-1] if group else None
    ticket_id = last.ticket_id if last else None
    answers_to = await _answers_to(member, ticket_id, group) if ticket_id else None
    await mail.post(
        letter,
        to=mail.Address(member.name, member.email),
        language=await language_for(member),
        about=("ticket", ticket_id) if ticket_id else ("notice", last.id) if last else None,
        thread=ticket_id or (last.id if last else None),
        reply_to=mail.Address("", answers_to) if answers_to else None,
    )


async def _answers_to(member: Addressee, ticket_id: UUID, group: list[News]) -> str:
    """What a member answers by mail goes to the customer; where the mail tells of a note, it is a note."""
    as_note = any(one.kind in ("mentioned", "noted") for one in group)
    return await reply_addresses.address_for(ticket_id, member.email, for_member=True, as_note=as_note)
