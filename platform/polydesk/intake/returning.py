"""Returning: mail of ours that came back. Only a report that proves whose mail it is about counts: anybody can write one."""

from uuid import UUID

from polydesk.intake.bounces import bounce_in
from polydesk.intake.parsing import Mail
from polydesk.intake.placing import Place
from polydesk.kernel import unit
from polydesk.kernel.mail import message_ids, suppressions

TO = "SELECT to_address FROM mail WHERE tenant_id = app.tenant_id() AND id = $1"


async def take_back(mail: Mail, place: Place | None) -> UUID | None:
    """Marks the mail as bounced, and the address where it is to blame; answers the ticket that it was about."""
    bounce = bounce_in(mail)
    ticket_id = place.ticket.id if place else None
    if bounce is None:
        return ticket_id
    found = message_ids.mails_named_in(bounce.returned)
    mail_id = found[0] if found else None
    address = (
        await unit.fetchval(TO, mail_id) if mail_id else place.token.recipient_key if place and place.token else None
    )
    if address is None:
        return ticket_id
    if bounce.address_is_wrong:
        await suppressions.mark(address, bounce.reason, mail_id=mail_id)
    elif mail_id is not None:
        await suppressions.came_back(mail_id, bounce.reason)
    return ticket_id
