"""A mail about a ticket that its receiver refused, told to those whose ticket it is: the customer has not heard."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.mail.events import MailRefused
from polydesk.notices.telling import tell

OURS = "notice_"


async def tell_of_refusal(event: MailRefused) -> None:
    """What a colleague's mailbox refuses is no news about the ticket."""
    ticket_id = await _ticket_of(*event.about) if event.about and not event.kind.startswith(OURS) else None
    if ticket_id is not None:
        await tell("mail.refused", ticket_id=ticket_id, once=f"refused:{event.mail_id}")


async def _ticket_of(kind: str, about_id: UUID) -> UUID | None:
    if kind == "message":
        sql = "SELECT ticket_id FROM message WHERE tenant_id = app.tenant_id() AND id = $1"
        return await unit.fetchval(sql, about_id)  # type: ignore[no-any-return]
    return about_id if kind == "ticket" else None
