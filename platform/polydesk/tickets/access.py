"""Guests' links: whoever holds one sees that ticket, and nothing else, until it is withdrawn.

A link's token is derived from the ticket and a generation by the installation's secret, and only its digest
is kept: mails can carry the same link again and again without anybody storing it. Withdrawing moves the generation on.
"""

import base64
import hashlib
import hmac
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.settings import settings
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.tokens import digest
from polydesk.tickets.ticket import Ticket
from polydesk.tickets.timeline_events import write_event

# Generations count over the whole ticket, so that two people's links can never be the same.
LATEST = """
SELECT generation FROM ticket_access
 WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND person_id = $2 AND revoked_at IS NULL
 ORDER BY generation DESC LIMIT 1
"""
NEXT = "SELECT COALESCE(max(generation), 0) + 1 FROM ticket_access WHERE tenant_id = app.tenant_id() AND ticket_id = $1"
INSERT = """
INSERT INTO ticket_access (hash, ticket_id, person_id, generation, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, hash) DO NOTHING
"""


async def token_for(ticket_id: UUID, person_id: UUID) -> str:
    """The token of this person's link to this ticket, for a mail or a page that they own; made when there is none."""
    generation = await unit.fetchval(LATEST, ticket_id, person_id) or await unit.fetchval(NEXT, ticket_id)
    token = make_token(ticket_id, generation)
    await unit.execute(INSERT, digest(token), ticket_id, person_id, generation, now())
    return token


async def revoke(ticket: Ticket, *, by: Actor) -> None:
    """Every link to this ticket that is out there stops working; the next mail carries a new one.

    Links to tickets of the same customer that were merged into it lead here, so they stop with it.
    """
    await unit.execute(
        """UPDATE ticket_access a SET revoked_at = $2 FROM ticket t, ticket home
            WHERE a.tenant_id = app.tenant_id() AND a.revoked_at IS NULL
              AND t.tenant_id = a.tenant_id AND t.id = a.ticket_id AND home.tenant_id = a.tenant_id AND home.id = $1
              AND (t.id = $1 OR (t.merged_into_id = $1 AND t.person_id = home.person_id))""",
        *(ticket.id, now()),
    )
    await write_event(ticket.id, "links_revoked", by=by)


def make_token(ticket_id: UUID, generation: int = 1) -> str:
    """256 bits that nobody can guess and we can write again."""
    parts = ("guest link", current_tenant().hex, ticket_id.hex, str(generation))
    mac = hmac.new(settings().secret_key.encode(), "\x1f".join(parts).encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac.digest()).rstrip(b"=").decode()
