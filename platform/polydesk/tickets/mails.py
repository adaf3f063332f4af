"""Which mails are about a ticket: those that say so, and those about one of its messages."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.tickets.ticket import Ticket

_IS_ABOUT = """
SELECT EXISTS (SELECT FROM mail e WHERE e.tenant_id = app.tenant_id() AND e.id = $1 AND (
         e.about_kind = 'ticket' AND e.about_id = $2
      OR e.about_kind = 'message' AND EXISTS (SELECT FROM message m WHERE m.tenant_id = e.tenant_id
             AND m.id = e.about_id AND m.ticket_id = $2)))
"""


async def is_about(mail_id: UUID, ticket: Ticket) -> bool:
    return bool(await unit.fetchval(_IS_ABOUT, mail_id, ticket.id))
