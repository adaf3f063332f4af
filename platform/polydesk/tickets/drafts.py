"""Drafts: what a member has begun to write on a ticket, kept for that member until it is sent or thrown away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.tickets.text import BODY_LIMIT

DraftKind = Literal["reply", "note"]

KEEP = """
INSERT INTO draft (member_id, ticket_id, kind, body, updated_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, member_id, ticket_id, kind) DO UPDATE SET body = $4, updated_at = $5
"""
DISCARD = "DELETE FROM draft WHERE tenant_id = app.tenant_id() AND member_id = $1 AND ticket_id = $2 AND kind = $3"


@dataclass(frozen=True)
class Draft:
    kind: DraftKind
    body: str
    updated_at: datetime


async def keep(ticket_id: UUID, *, kind: DraftKind, body: str, by: Actor) -> None:
    """Keeps what is written so far; nothing written is no draft."""
    if body.strip():
        await unit.execute(KEEP, by.id, ticket_id, kind, body[:BODY_LIMIT], now())
    else:
        await discard(ticket_id, kind=kind, by=by)


async def discard(ticket_id: UUID, *, kind: DraftKind, by: Actor) -> None:
    if by.is_member:
        await unit.execute(DISCARD, by.id, ticket_id, kind)


async def drafts_of(ticket_id: UUID, *, by: Actor) -> dict[str, Draft]:
    """This member's drafts on this ticket, by kind."""
    rows = await unit.fetch(
        """SELECT kind, body, updated_at FROM draft
            WHERE tenant_id = app.tenant_id() AND member_id = $1 AND ticket_id = $2""",
        *(by.id, ticket_id),
    )
    return {row["kind"]: Draft(*row) for row in rows}
