"""Links to a receipt for customers: whoever holds one reads how one ticket's promises stand, for thirty days.

A token is signed by the installation over the ticket and the moment at which the link was made. Only its digest is
kept, and yet the desk can show the link again; a link that was withdrawn stays in the list until it would have expired.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from i18n import lazy
from polydesk.hours.instants import EPOCH
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import Gone, NotFound
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.tokens import digest, sign
from polydesk.tickets.queries import by_id
from polydesk.tickets.ticket import Ticket

LASTS = timedelta(days=30)
# Until then a link that has expired says so; later it is as if it had never been.
REMEMBERED = timedelta(days=30)
MICROSECOND = timedelta(microseconds=1)
PURPOSE = "service level receipt"


class LinkOver(Gone):
    message = lazy("This link to a receipt was withdrawn or has expired. Ask whoever sent it for a new one.")


@dataclass(frozen=True)
class Link:
    """`key` names it for the desk and opens nothing. `token` is empty for a link that was signed by an earlier secret:
    it still opens the receipt, and cannot be shown again."""

    key: str
    token: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    revoked_at: datetime | None

    @property
    def path(self) -> str:
        return f"/service-level/{self.token}"


async def make(ticket: Ticket, *, by: Actor) -> str:
    """The token of a new link."""
    at = now()
    token = _token(ticket.id, at)
    made = await unit.fetchval(_INSERT, digest(token), ticket.id, by.id, at, at + LASTS)
    if made:
        until = (at + LASTS).isoformat(timespec="seconds")
        await record("sla.receipt_shared", subject=("ticket", ticket.id), changes={"until": [None, until]})
    return token


async def revoke(ticket: Ticket, *, key: str) -> None:
    """It opens nothing any more. Raises NotFound."""
    hashed = _hash_of(key)
    made_at = await unit.fetchval(_FIND_KEY, hashed, ticket.id)
    if made_at is None:
        raise NotFound
    if await unit.fetchval(_REVOKE, hashed, now()):
        made = made_at.isoformat(timespec="seconds")
        await record("sla.receipt_withdrawn", subject=("ticket", ticket.id), changes={"made": [made, None]})


async def revoke_all(ticket_id: UUID) -> None:
    """The ticket is somebody else's now."""
    await unit.execute(_REVOKE_ALL, ticket_id, now())


async def forget_expired() -> None:
    """What expired a while ago is deleted."""
    await unit.execute("DELETE FROM sla_link WHERE tenant_id = app.tenant_id() AND expires_at < $1", now() - REMEMBERED)


async def links_of(ticket_id: UUID) -> list[Link]:
    """Those that have not expired, the newest first."""
    return [_link(ticket_id, row) for row in await unit.fetch(_ALL, ticket_id, now())]


async def ticket_behind(token: str) -> Ticket:
    """Raises NotFound, LinkOver."""
    row = await unit.fetchrow(_FIND, digest(token)) if token else None
    if row is None:
        raise NotFound
    if row["revoked_at"] is not None or row["expires_at"] <= now():
        raise LinkOver
    ticket = await by_id(row["ticket_id"])
    if ticket.is_spam:
        raise NotFound
    return ticket


def _token(ticket_id: UUID, made_at: datetime) -> str:
    return sign(PURPOSE, current_tenant().hex, ticket_id.hex, str((made_at - EPOCH) // MICROSECOND))


def _link(ticket_id: UUID, row: unit.Record) -> Link:
    token = _token(ticket_id, row["made_at"])
    return Link(
        row["hash"].hex(),
        token if digest(token) == row["hash"] else "",
        *(row["made_at"], row["made_by"], row["expires_at"], row["revoked_at"]),
    )


def _hash_of(key: str) -> bytes:
    try:
        return bytes.fromhex(key)
    except ValueError:
        return b""


_INSERT = """
INSERT INTO sla_link (hash, ticket_id, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING true
"""
_FIND = "SELECT ticket_id, expires_at, revoked_at FROM sla_link WHERE tenant_id = app.tenant_id() AND hash = $1"
_FIND_KEY = "SELECT made_at FROM sla_link WHERE tenant_id = app.tenant_id() AND hash = $1 AND ticket_id = $2"
_REVOKE = """
UPDATE sla_link SET revoked_at = $2 WHERE tenant_id = app.tenant_id() AND hash = $1 AND revoked_at IS NULL RETURNING true
"""
_REVOKE_ALL = """
UPDATE sla_link SET revoked_at = $2 WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND revoked_at IS NULL
"""
_ALL = """
SELECT l.hash, l.made_at, COALESCE(m.name, '') AS made_by, l.expires_at, l.revoked_at
  FROM sla_link l LEFT JOIN member m ON m.tenant_id = l.tenant_id AND m.id = l.made_by
 WHERE l.tenant_id = app.tenant_id() AND l.ticket_id = $1 AND l.expires_at > $2 ORDER BY l.made_at DESC
"""
