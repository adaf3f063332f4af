"""Links with which a screen opens the wallboard without anybody's session: scope "reports.wall", and nothing else.

A link is shown once and kept as a digest; it shows the figures of all teams or of one, until an admin revokes it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import Conflict, Gone, NotFound, TooMany
from polydesk.kernel.request_id import client_address
from polydesk.kernel.throttle import allow
from polydesk.kernel.tokens import digest, new_token
from polydesk.kernel.turns import take_turn

MOST = 20
MINUTE = timedelta(minutes=1)
# A screen looks twice a minute; several of them may show the same link.
LOOKS, GUESSES = 120, 20


class TooManyLinks(Conflict):
    message = lazy("There are too many links. Revoke one first.")


class LinkRevoked(Gone):
    message = lazy("This link to the wallboard was revoked. Ask whoever put up the screen for a new one.")


@dataclass(frozen=True)
class WallLink:
    """`team` is the name of the one whose figures it shows; empty for all of them."""

    id: UUID
    name: str
    team_id: UUID | None
    team: str
    created_at: datetime
    by_name: str
    used_at: datetime | None


async def links() -> list[WallLink]:
    """The newest first; revoked ones are gone."""
    return [WallLink(**row) for row in await unit.fetch(_ALL)]


async def make(name: str, *, team_id: UUID | None) -> str:
    """The token, which nobody can show again. Raises TooManyLinks."""
    await take_turn("wall links")
    if len(await links()) >= MOST:
        raise TooManyLinks
    token, made = new_token(), new_id()
    await unit.execute(_ADD, made, name, team_id, digest(token), now(), actor().name)
    await record("wall_link.made", subject=("report_wall_link", made), changes={"name": [None, name]})
    return token


async def revoke(link_id: UUID) -> None:
    """At once: the screen's next look is refused. Raises NotFound."""
    name = await unit.fetchval(_REVOKE, link_id, now())
    if name is None:
        raise NotFound
    await record("wall_link.revoked", subject=("report_wall_link", link_id), changes={"name": [name, None]})


async def team_behind(token: str) -> UUID | None:
    """Whose figures the link shows; None for all teams. Raises NotFound, LinkRevoked, TooMany."""
    row = await unit.fetchrow(_FIND, digest(token))
    if row is None:
        if not await allow("wall guess", client_address(), limit=GUESSES, per=MINUTE):
            raise TooMany
        raise NotFound
    if row["revoked_at"] is not None:
        raise LinkRevoked
    if not await allow("wall", str(row["id"]), limit=LOOKS, per=MINUTE):
        raise TooMany
    if row["used_at"] is None or row["used_at"] < now() - MINUTE:
        await unit.execute(_NOTE, row["id"], now())
    team_id: UUID | None = row["team_id"]
    return team_id


_ALL = """
SELECT l.id, l.name, l.team_id, COALESCE(t.name, '') AS team, l.created_at, l.by_name, l.used_at
  FROM report_wall_link l LEFT JOIN team t ON t.tenant_id = l.tenant_id AND t.id = l.team_id
 WHERE l.tenant_id = app.tenant_id() AND l.revoked_at IS NULL ORDER BY l.created_at DESC, l.id DESC
"""
_ADD = """
INSERT INTO report_wall_link (id, name, team_id, digest, created_at, by_name) VALUES ($1, $2, $3, $4, $5, $6)
"""
_REVOKE = """
UPDATE report_wall_link SET revoked_at = $2
 WHERE tenant_id = app.tenant_id() AND id = $1 AND revoked_at IS NULL RETURNING name
"""
_FIND = """
SELECT id, team_id, used_at, revoked_at FROM report_wall_link WHERE tenant_id = app.tenant_id() AND digest = $1
"""
_NOTE = """
UPDATE report_wall_link SET used_at = $2 WHERE tenant_id = app.tenant_id() AND id =
  (SELECT id FROM report_wall_link WHERE tenant_id = app.tenant_id() AND id = $1 FOR UPDATE SKIP LOCKED)
"""
