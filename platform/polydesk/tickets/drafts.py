"""Drafts: what a member has begun to write on a ticket, kept for that member until it is sent or thrown away.

Nobody else sees it, unless its writer shares it (`shared_drafts`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from polydesk.kernel import live, unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.tickets.text import BODY_LIMIT

DraftKind = Literal["reply", "note"]

KEEP = """
INSERT INTO draft (member_id, ticket_id, kind, body, updated_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, member_id, ticket_id, kind) DO UPDATE SET body = $4, updated_at = $5
RETURNING shared_at IS NOT NULL
"""
DISCARD = """
DELETE FROM draft WHERE tenant_id = app.tenant_id() AND member_id = $1 AND ticket_id = $2 AND kind = $3
RETURNING shared_at IS NOT NULL
"""


@dataclass(frozen=True)
class Draft:
    kind: DraftKind
    body: str
    updated_at: datetime
    is_shared: bool


async def keep(ticket_id: UUID, *, kind: DraftKind, body: str, by: Actor) -> bool:
    """Keeps what is written so far and says whether colleagues see it; nothing written is no draft."""
    if not body.strip():
        await discard(ticket_id, kind=kind, by=by)
        return False
    is_shared = bool(await unit.fetchval(KEEP, by.id, ticket_id, kind, body[:BODY_LIMIT], now()))
    if is_shared:
        await tell_colleagues(ticket_id)
    return is_shared


async def discard(ticket_id: UUID, *, kind: DraftKind, by: Actor) -> None:
    if by.is_member and await unit.fetchval(DISCARD, by.id, ticket_id, kind):
        await tell_colleagues(ticket_id)


async def drafts_of(ticket_id: UUID, *, by: Actor) -> dict[str, Draft]:
    """This member's drafts on this ticket, by kind."""
    rows = await unit.fetch(
        """SELECT kind, body, updated_at, shared_at IS NOT NULL FROM draft
            WHERE tenant_id = app.tenant_id() AND member_id = $1 AND ticket_id = $2""",
        *(by.id, ticket_id),
    )
    return {row["kind"]: Draft(*row) for row in rows}


async def tell_colleagues(ticket_id: UUID) -> None:
    """Open pages of this ticket look again at what is shared there; the ticket itself is as it was."""
    await live.tell("draft", str(ticket_id))
