"""Sessions on the platform's own host: rows with hashed ids, bound to an identity and its generation number."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.request_id import client_address
from polydesk.kernel.settings import settings
from polydesk.kernel.tokens import digest, new_token
from polydesk.kernel.web import moment

COOKIE = "__Host-platform-session"
LIFETIME = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Started:
    secret: str

    @property
    def cookie(self) -> str:
        seconds = int(LIFETIME.total_seconds())
        return f"{COOKIE}={self.secret}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax"


GONE = f"{COOKIE}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"


async def start(identity_id: UUID, *, generation: int) -> Started:
    """A new session with an id of our own; the one that came along is ended."""
    await end_current()
    secret = new_token()
    await unit.execute(
        """INSERT INTO platform_session (hash, identity_id, generation, created_at, seen_at, expires_at, ip, user_agent)
           VALUES ($1, $2, $3, $4, $4, $5, $6, $7)""",
        *(digest(secret), identity_id, generation, now(), now() + LIFETIME, client_address()),
        moment().headers.get("user-agent", "")[:300],
    )
    return Started(secret)


async def identity_now() -> Actor | None:
    """The identity whose session came with this request; an operator has a confirmed address."""
    secret = moment().cookies.get(COOKIE)
    if not secret:
        return None
    row = await unit.fetchrow(_FIND, digest(secret), now())
    if row is None:
        return None
    if now() - row["seen_at"] > SEEN_EVERY:
        await unit.execute(
            "UPDATE platform_session SET seen_at = $2, expires_at = $3 WHERE hash = $1",
            *(row["hash"], now(), now() + LIFETIME),
        )
    return Actor(
        kind="operator" if _runs_the_platform(row) else "identity",
        id=row["id"],
        name=row["name"],
        email=row["email"],
        language=row["language"],
        zone=row["zone"],
        session=row["hash"],
    )


def _runs_the_platform(row: unit.Record) -> bool:
    """By a flag of its own or by the setting; either way the address is confirmed."""
    named = row["is_operator"] or row["email"].casefold() in settings().operators
    return bool(named and row["confirmed_at"])


async def end_current() -> None:
    if secret := moment().cookies.get(COOKIE):
        await unit.execute("DELETE FROM platform_session WHERE hash = $1", digest(secret))


async def end_all(identity_id: UUID, *, but: bytes | None = None) -> None:
    await unit.execute(
        "DELETE FROM platform_session WHERE identity_id = $1 AND hash IS DISTINCT FROM $2", identity_id, but
    )


_FIND = """
SELECT s.hash, s.seen_at, i.id, i.email, i.name, i.language, i.zone, i.is_operator, i.confirmed_at
  FROM platform_session s JOIN identity i ON i.id = s.identity_id
 WHERE s.hash = $1 AND s.expires_at > $2 AND i.generation = s.generation
"""
