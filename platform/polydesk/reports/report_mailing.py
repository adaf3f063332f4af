"""Sending the reports that are due: each to its member as they are now, in the one transaction that puts it forward."""

from uuid import UUID
from zoneinfo import ZoneInfo

from i18n import living_in, speaking
from polydesk.kernel import mail, unit
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.tokens import sign, signed
from polydesk.reports import report_letters, report_mails
from polydesk.reports.reading import reporting_zone
from polydesk.reports.report_mails import Clocks, ReportMail
from tenants import holding, spending
from tenants.addressees import Addressee, addressee, language_for
from tenants.here import visit
from tenants.roles import permissions_of

PURPOSE = "report mail"


async def send_due() -> int:
    """Answers how many there were."""
    found = await report_mails.due()
    for one in found:
        await _send(one)
    return len(found)


async def clocks_of(zone: str | None) -> Clocks:
    """Of a reader who lives in this zone, or in the company's."""
    return Clocks(ZoneInfo(zone or (await visit()).zone), await reporting_zone())


def link_of(base_url: str, mail_id: UUID) -> str:
    """What ends it without signing in: signed for this company and this report alone."""
    return f"{base_url}/report-mails/{mail_id.hex}.{sign(PURPOSE, str(current_tenant()), mail_id.hex)}"


def mail_behind(link: str) -> UUID | None:
    name, _dot, signature = link.partition(".")
    is_ours = len(name) == 32 and signed(signature, PURPOSE, str(current_tenant()), name)
    return UUID(hex=name) if is_ours else None


async def _send(one: ReportMail) -> None:
    """Whoever left, or may not read reports any more, gets none, and gets them again when that changes; so does everybody
    in a house that is shut."""
    member = await addressee(one.member_id)
    by = await clocks_of(member.zone if member else None)
    if member is not None and await _may_be_sent_to(member):
        language, base_url = await language_for(member), (await visit()).base_url
        with speaking(language), living_in(by.reader.key):
            letter = await report_letters.letter(one, one.period(by.company), stop_url=link_of(base_url, one.id))
            await mail.post(
                letter,
                to=mail.Address(member.name, member.email),
                language=language,
                about=("report_mail", one.id),
                thread=one.id,
            )
    await report_mails.put_forward(one, by=by)


async def _may_be_sent_to(member: Addressee) -> bool:
    return not await holding.is_shut() and await _may_read(member) and await spending.may_spend("mails")


async def _may_read(member: Addressee) -> bool:
    role = await unit.fetchval("SELECT role FROM member WHERE tenant_id = app.tenant_id() AND id = $1", member.id)
    return "reports.read" in permissions_of(str(role))
