"""Shared drafts: what a member shows to colleagues before it is sent, until it is sent, thrown away or no longer shared."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.tickets import drafts
from polydesk.tickets.drafts import DraftKind, tell_colleagues

# What colleagues of the member $2 share on the ticket `t`, for a statement about it: `shared_in` reads it.
SHARED = """
(SELECT array_agg(ROW(d.member_id, m.name, d.kind, d.body, d.updated_at) ORDER BY d.shared_at, d.member_id, d.kind)
   FROM draft d JOIN member m ON m.tenant_id = d.tenant_id AND m.id = d.member_id
  WHERE d.tenant_id = t.tenant_id AND d.ticket_id = t.id AND d.shared_at IS NOT NULL AND d.member_id <> $2)
"""
SHARED_ON = f"SELECT {SHARED} FROM ticket t WHERE t.tenant_id = app.tenant_id() AND t.id = $1"  # noqa: S608
SHARE = """
UPDATE draft SET shared_at = $4
 WHERE tenant_id = app.tenant_id() AND member_id = $1 AND ticket_id = $2 AND kind = $3 AND shared_at IS NULL
"""
STOP = """
UPDATE draft SET shared_at = NULL
 WHERE tenant_id = app.tenant_id() AND member_id = $1 AND ticket_id = $2 AND kind = $3
"""


@dataclass(frozen=True)
class SharedDraft:
    """A colleague's, as far as it is written."""

    member_id: UUID
    name: str
    kind: DraftKind
    body: str
    updated_at: datetime


async def share(ticket_id: UUID, *, kind: DraftKind, body: str, by: Actor) -> None:
    """Keeps what is written so far and shows it to everybody who may read the ticket on the desk."""
    await drafts.keep(ticket_id, kind=kind, body=body, by=by)
    await unit.execute(SHARE, by.id, ticket_id, kind, now())
    await tell_colleagues(ticket_id)


async def stop_sharing(ticket_id: UUID, *, kind: DraftKind, by: Actor) -> None:
    """It stays a draft, its writer's alone."""
    await unit.execute(STOP, by.id, ticket_id, kind)
    await tell_colleagues(ticket_id)


async def shared_on(ticket_id: UUID, *, reader: Actor) -> list[SharedDraft]:
    """What colleagues share on this ticket."""
    return shared_in(await unit.fetchval(SHARED_ON, ticket_id, reader.id))


def shared_in(records: Any) -> list[SharedDraft]:
    return [SharedDraft(*tuple(record)) for record in records or ()]
