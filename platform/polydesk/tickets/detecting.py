"""Detecting: the ticket remembers in which language its customer writes, as told by the newest message that says so.

It reads what is there, so it comes to the same however often and in whatever order it runs.
"""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.events import announce
from polydesk.tickets.events import TicketChanged
from polydesk.tickets.spoken import languages_told_apart, spoken_in
from polydesk.tickets.timeline_events import tell_readers

NEWEST = 5

# What a machine wrote in the customer's place, and what an agent noted down for a caller, is not in their language.
_TEXTS = """
SELECT CASE WHEN m.at <= t.created_at THEN t.subject || E'.\\n\\n' || left(m.body, 20000) ELSE left(m.body, 20000) END AS text
  FROM message m JOIN ticket t ON t.tenant_id = m.tenant_id AND t.id = m.ticket_id
 WHERE m.tenant_id = app.tenant_id() AND m.ticket_id = $1 AND m.kind = 'customer' AND m.author_kind = 'requester'
   AND NOT m.automatic
 ORDER BY m.at DESC, m.id DESC LIMIT $2
"""
_ENABLED = "SELECT languages FROM tenant WHERE id = app.tenant_id()"
_REMEMBER = """
UPDATE ticket t SET message_language = $2
  FROM (SELECT id, message_language FROM ticket WHERE tenant_id = app.tenant_id() AND id = $1 FOR UPDATE) held
 WHERE t.tenant_id = app.tenant_id() AND t.id = held.id AND held.message_language IS DISTINCT FROM $2
RETURNING held.message_language AS old
"""


async def detect(ticket_id: UUID) -> None:
    """Nothing that is certain leaves what was remembered."""
    wanted = languages_told_apart(await unit.fetchval(_ENABLED))
    for row in await unit.fetch(_TEXTS, ticket_id, NEWEST):
        if found := await spoken_in(row["text"], wanted):
            await _remember(ticket_id, found)
            return


async def _remember(ticket_id: UUID, language: str) -> None:
    """No new version and no line in the timeline, since nobody changed the ticket; but whoever asks about it is told."""
    row = await unit.fetchrow(_REMEMBER, ticket_id, language)
    if row is not None:
        changed = TicketChanged(ticket_id=ticket_id, by=SYSTEM, field="message_language", old=row["old"], new=language)
        await announce(changed)
        await tell_readers(ticket_id)
