"""Links that act for an identity: confirm an address, sign in, choose a new password, walk over to another host.

256 random bits in the link, only their digest in the database; one use, and soon over. An empty or malformed token is
nobody's. Everything here runs in a platform unit.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.tokens import digest, new_token

Purpose = Literal["confirm", "reset", "sign_in", "handover"]

LIFETIMES: dict[Purpose, timedelta] = {
    "confirm": timedelta(days=7),
    "reset": timedelta(minutes=30),
    "sign_in": timedelta(minutes=30),
    "handover": timedelta(seconds=60),
}
LONGEST = 100
TIME_TO_ANSWER = timedelta(minutes=10)


@dataclass(frozen=True)
class Token:
    identity_id: UUID
    tenant_id: UUID | None
    next: str | None
    origin: str | None = None


async def issue(
    purpose: Purpose,
    identity_id: UUID,
    *,
    tenant_id: UUID | None = None,
    then: str | None = None,
    origin: str | None = None,
) -> str:
    """`origin` is the host, with its scheme, on which a way over is opened."""
    secret = new_token()
    await unit.execute(
        """INSERT INTO identity_token (hash, identity_id, purpose, tenant_id, next, origin, created_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
        *(digest(secret), identity_id, purpose, tenant_id, then, origin, now(), now() + LIFETIMES[purpose]),
    )
    return secret


async def look_at(purpose: Purpose, secret: str) -> Token | None:
    """Whose token this is, without using it up: what a GET may do."""
    if not _may_be_one(secret):
        return None
    row = await unit.fetchrow(
        """SELECT identity_id, tenant_id, next, origin FROM identity_token
            WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3""",
        *(digest(secret), purpose, now()),
    )
    return Token(**row) if row else None


async def whose_used(purpose: Purpose, secret: str) -> UUID | None:
    """Whose token this was, as long as it is not swept: for whoever follows their link once more."""
    found: UUID | None = await unit.fetchval(
        "SELECT identity_id FROM identity_token WHERE hash = $1 AND purpose = $2 AND used_at IS NOT NULL",
        *(digest(secret), purpose),
    )
    return found


async def use(purpose: Purpose, secret: str, *, tenant_id: UUID | None = None) -> Token | None:
    """The token, used up by this very call: of two at once, one gets it. With a tenant, only the one made for it."""
    if not _may_be_one(secret):
        return None
    row = await unit.fetchrow(
        """UPDATE identity_token SET used_at = $3
            WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3
              AND ($4::uuid IS NULL OR tenant_id = $4)
           RETURNING identity_id, tenant_id, next, origin""",
        *(digest(secret), purpose, now(), tenant_id),
    )
    return Token(**row) if row else None


async def wait_for_a_yes(secret: str) -> None:
    """Somebody is asked whether to walk over, which takes longer than walking."""
    await unit.execute(
        """UPDATE identity_token SET expires_at = greatest(expires_at, created_at + $2::interval)
            WHERE hash = $1 AND purpose = 'handover' AND used_at IS NULL""",
        *(digest(secret), TIME_TO_ANSWER),
    )


async def hand_over(purpose: Purpose, identity_id: UUID, *, to: UUID) -> None:
    """Whoever follows these links once more is told of the login that is left."""
    await unit.execute(
        "UPDATE identity_token SET identity_id = $3 WHERE identity_id = $1 AND purpose = $2", identity_id, purpose, to
    )


async def revoke(identity_id: UUID, *purposes: Purpose) -> None:
    """Every open link of these kinds is over: after a new password, or once an address is confirmed."""
    await unit.execute(
        "UPDATE identity_token SET used_at = $3 WHERE identity_id = $1 AND purpose = ANY($2) AND used_at IS NULL",
        *(identity_id, list(purposes), now()),
    )


async def sweep() -> None:
    """Forgets tokens that nobody can use any more."""
    await unit.execute("DELETE FROM identity_token WHERE expires_at < $1", now() - timedelta(days=2))


def _may_be_one(secret: str) -> bool:
    return 20 <= len(secret) <= LONGEST and secret.isascii()
