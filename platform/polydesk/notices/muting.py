"""Muting a ticket: whoever mutes it hears only what is about them in person, and of promises that were missed."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.notices.words import THROUGH_MUTE

MUTE = "INSERT INTO notice_mute (ticket_id, member_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
UNMUTE = "DELETE FROM notice_mute WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND member_id = $2"
# What was held of it and would not be told any more; it stays beside the bell, where it was before.
LET_GO = """
DELETE FROM notice_held h USING notice n
 WHERE h.tenant_id = app.tenant_id() AND n.tenant_id = h.tenant_id AND n.id = h.notice_id
   AND n.ticket_id = $1 AND n.member_id = $2 AND n.kind <> ALL($3)
"""


async def mute(ticket_id: UUID, member_id: UUID) -> None:
    """Muting twice is muting."""
    await unit.execute(MUTE, ticket_id, member_id, now())
    await unit.execute(LET_GO, ticket_id, member_id, sorted(THROUGH_MUTE))


async def unmute(ticket_id: UUID, member_id: UUID) -> None:
    await unit.execute(UNMUTE, ticket_id, member_id)
