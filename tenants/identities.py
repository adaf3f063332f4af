"""Identities: a person's login to the platform, apart from the tenants it belongs to.

Only a confirmed address is unique. Whoever signs up with a known address gets an identity of their own, which joins the
confirmed one when the owner of the mailbox says so (see confirming.py). Everything here runs in a platform unit.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import BadAddress, address_key
from polydesk.kernel.passwords import verify_password

# One confirmed identity and the newest unconfirmed ones: always so many hashes are computed, whoever exists.
CANDIDATES = 3


@dataclass(frozen=True)
class Identity:
    id: UUID
    email: str
    email_key: str
    password_hash: str | None
    name: str
    language: str | None
    zone: str | None
    generation: int
    is_operator: bool
    confirmed_at: datetime | None

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


async def create(
    email: str, *, password_hash: str | None, name: str, language: str, zone: str, confirmed: bool = False
) -> Identity:
    row = await unit.fetchrow(
        """INSERT INTO identity (id, email, email_key, password_hash, name, language, zone, confirmed_at, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           RETURNING id, email, email_key, password_hash, name, language, zone, generation, is_operator, confirmed_at""",
        *(new_id(), email, address_key(email), password_hash, name, language, zone),
        *(now() if confirmed else None, now()),
    )
    assert row is not None
    return Identity(**row)


async def by_id(identity_id: UUID) -> Identity | None:
    row = await unit.fetchrow(_IDENTITY + " WHERE i.id = $1", identity_id)
    return Identity(**row) if row else None


async def confirmed_one(email: str) -> Identity | None:
    row = await unit.fetchrow(
        _IDENTITY + " WHERE i.email_key = $1 AND i.confirmed_at IS NOT NULL", key_or_nothing(email)
    )
    return Identity(**row) if row else None


async def known_by(email: str) -> list[Identity]:
    """Who may be meant by this address: the confirmed identity first, then the newest that are not."""
    return [Identity(**row) for row in await unit.fetch(_IDENTITY + _KNOWN, key_or_nothing(email), CANDIDATES)]


async def members_known_by(email: str, *, of: UUID) -> list[Identity]:
    """The same among the active members of one tenant."""
    return [Identity(**row) for row in await unit.fetch(_IDENTITY + _MEMBERS, key_or_nothing(email), CANDIDATES, of)]


async def whose_password(candidates: list[Identity], password: str) -> Identity | None:
    """The candidate that this password belongs to. It takes the same time for none, one or several candidates."""
    hashes = [candidate.password_hash for candidate in candidates[:CANDIDATES]]
    padded = [*hashes, *[None] * (CANDIDATES - len(hashes))]
    answers = await asyncio.gather(*(verify_password(password, hashed) for hashed in padded))
    return next((who for who, right in zip(candidates, answers, strict=False) if right), None)


def key_or_nothing(email: str) -> str:
    """The key of an address; of a text that is none a key that nobody has."""
    try:
        return address_key(email)
    except BadAddress:
        return ""


_IDENTITY = """
SELECT i.id, i.email, i.email_key, i.password_hash, i.name, i.language, i.zone, i.generation, i.is_operator, i.confirmed_at
  FROM identity i
"""

_KNOWN = " WHERE i.email_key = $1 ORDER BY i.confirmed_at IS NULL, i.created_at DESC LIMIT $2"

_MEMBERS = """
  JOIN member m ON m.identity_id = i.id
 WHERE i.email_key = $1 AND m.tenant_id = $3 AND m.state = 'active'
 ORDER BY i.confirmed_at IS NULL, i.created_at DESC LIMIT $2
"""
