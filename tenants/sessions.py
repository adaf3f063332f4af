"""Sessions: rows with hashed ids, bound to tenant and host, ended by the generation number of whoever they belong to.

A tenant's host knows two cookies, one for its people (the desk) and one for its customers (the portal), so that an
agent can try the portal as a customer. A session starts with a fresh id at each sign-in; anonymous pages set no cookie.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import VISITOR, Actor, actor
from polydesk.kernel.clock import now
from polydesk.kernel.request_id import client_address
from polydesk.kernel.tokens import digest, new_token
from polydesk.kernel.web import moment
from polydesk.kernel.web.rendering import offer
from tenants.member_actor import member_actor

Kind = Literal["member", "requester"]

COOKIES: dict[Kind, str] = {"member": "__Host-desk-session", "requester": "__Host-portal-session"}
LIFETIMES: dict[Kind, timedelta] = {"member": timedelta(days=14), "requester": timedelta(days=30)}
# Whoever comes in by single sign-on asks the company's identity provider anew each day: who has left there is out here.
BY_SSO = timedelta(days=1)
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Started:
    """A session's secret, to be set as a cookie and never stored."""

    kind: Kind
    secret: str

    @property
    def cookie(self) -> str:
        seconds = int(LIFETIMES[self.kind].total_seconds())
        return f"{COOKIES[self.kind]}={self.secret}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax"


async def start(kind: Kind, actor_id: UUID, *, generation: int, by_sso: bool = False) -> Started:
    """A new session with an id of our own; whatever cookie came along is ended, not kept."""
    await end_current(kind)
    secret, lifetime = new_token(), BY_SSO if by_sso else LIFETIMES[kind]
    await unit.execute(
        """INSERT INTO session (hash, actor_kind, actor_id, generation, created_at, seen_at, expires_at, ip, user_agent,
                                by_sso)
           VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9)""",
        *(digest(secret), kind, actor_id, generation, now(), now() + lifetime, client_address()),
        *(moment().headers.get("user-agent", "")[:300], by_sso),
    )
    if kind == "member":
        await unit.execute("UPDATE member SET seen_at = $2 WHERE id = $1", actor_id, now())
    return Started(kind, secret)


async def member_now() -> Actor | None:
    """The member whose session came with this request, with the permissions of the role."""
    row = await _find("member", _MEMBER)
    return member_actor(row, session=row["hash"]) if row else None


async def requester_now() -> Actor | None:
    row = await _find("requester", _REQUESTER)
    if row is None:
        return None
    return Actor(
        kind="requester",
        id=row["id"],
        name=row["name"],
        email=row["address"] or "",
        language=row["language"],
        zone=row["zone"],
        session=row["hash"],
    )


def comes_from_desk() -> bool:
    """Whether a page that leads on should lead to the desk: also where no guard has asked who this is."""
    return actor().is_member or (actor() == VISITOR and COOKIES["member"] in moment().cookies)


async def end_current(kind: Kind) -> None:
    if secret := moment().cookies.get(COOKIES[kind]):
        await unit.execute("DELETE FROM session WHERE hash = $1 AND actor_kind = $2", digest(secret), kind)


async def began_by_sso() -> bool:
    """Whether the member of this request came in by single sign-on, which opens this tenant and no other."""
    found: bool | None = await unit.fetchval("SELECT by_sso FROM session WHERE hash = $1", actor().session)
    return bool(found)


async def end(kind: Kind, actor_id: UUID, hashed: bytes) -> bool:
    """Ends one session of this person; False when there is none."""
    done = await unit.execute(
        "DELETE FROM session WHERE hash = $1 AND actor_kind = $2 AND actor_id = $3", hashed, kind, actor_id
    )
    return done == "DELETE 1"


async def end_all(kind: Kind, actor_id: UUID, *, but: bytes | None = None) -> None:
    await unit.execute(
        "DELETE FROM session WHERE actor_kind = $1 AND actor_id = $2 AND hash IS DISTINCT FROM $3", kind, actor_id, but
    )


@dataclass(frozen=True)
class Session:
    hash: bytes
    created_at: datetime
    seen_at: datetime
    ip: str
    user_agent: str


async def sessions_of(kind: Kind, actor_id: UUID) -> list[Session]:
    rows = await unit.fetch(
        """SELECT hash, created_at, seen_at, ip, user_agent FROM session
            WHERE actor_kind = $1 AND actor_id = $2 AND expires_at > $3 ORDER BY seen_at DESC""",
        *(kind, actor_id, now()),
    )
    return [Session(**row) for row in rows]


def gone(kind: Kind) -> str:
    """The Set-Cookie value that takes the cookie away."""
    return f"{COOKIES[kind]}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"


_MEMBER = """
SELECT s.hash, s.seen_at, m.id, m.name, m.email, m.role, m.language, m.zone
  FROM session s JOIN member m ON m.tenant_id = s.tenant_id AND m.id = s.actor_id
 WHERE s.hash = $1 AND s.actor_kind = 'member' AND s.expires_at > $2
   AND m.state = 'active' AND m.generation = s.generation
"""

_REQUESTER = """
SELECT s.hash, s.seen_at, p.id, p.name, p.language, p.zone,
       (SELECT a.address FROM person_address a
         WHERE a.tenant_id = p.tenant_id AND a.person_id = p.id ORDER BY a.is_primary DESC, a.created_at LIMIT 1) AS address
  FROM session s JOIN person p ON p.tenant_id = s.tenant_id AND p.id = s.actor_id
 WHERE s.hash = $1 AND s.actor_kind = 'requester' AND s.expires_at > $2 AND p.generation = s.generation
"""


async def _find(kind: Kind, sql: str) -> unit.Record | None:
    secret = moment().cookies.get(COOKIES[kind])
    if not secret:
        return None
    row = await unit.fetchrow(sql, digest(secret), now())
    if row is not None and now() - row["seen_at"] > SEEN_EVERY:
        await _note_seen(kind, row)
    return row


async def _note_seen(kind: Kind, row: unit.Record) -> None:
    await unit.execute(
        "UPDATE session SET seen_at = $2, expires_at = CASE WHEN by_sso THEN expires_at ELSE $3 END WHERE hash = $1",
        *(row["hash"], now(), now() + LIFETIMES[kind]),
    )
    if kind == "member":
        await unit.execute("UPDATE member SET seen_at = $2 WHERE id = $1", row["id"], now())


offer("comes_from_desk", comes_from_desk)
