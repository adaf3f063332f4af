"""Entering: the link, the code or the password becomes a session; used mail confirms the address."""

import hmac
from dataclasses import dataclass
from uuid import UUID

from i18n import current_locale
from polydesk.customers.addresses import address_key
from polydesk.customers.people import person_for
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.mail import BadAddress
from polydesk.kernel.passwords import verify_password
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.tokens import digest
from portal.sign_in.asking import code_digest
from portal.sign_in.guessing import count_code, forgive_code
from tenants import attempts, sessions
from tenants.attempts import remembering

TRIES = 5


@dataclass(frozen=True)
class WayIn:
    id: UUID
    address: str
    next: str | None


@dataclass(frozen=True)
class Entered:
    """The two cookies of somebody who is in, and where they wanted to go."""

    session: str
    device: str
    next: str | None = None


async def look_at(link: str) -> WayIn | None:
    """Whose link this is, without using it: what a GET may do."""
    if not (20 <= len(link) <= 100 and link.isascii()):
        return None
    row = await unit.fetchrow(
        "SELECT id, address, next FROM person_token WHERE link_hash = $1 AND used_at IS NULL AND expires_at > $2",
        *(digest(link), now()),
    )
    return WayIn(**row) if row else None


async def by_link(link: str) -> Entered | None:
    way = await look_at(link)
    return await _use(way.id) if way else None


async def by_code(request_id: UUID, code: str) -> Entered | None:
    """The code, in the browser that asked for it. Five wrong ones and the request is over. Raises CodesShut."""
    digits = "".join(char for char in code if char.isascii() and char.isdigit())
    key = await unit.fetchval("SELECT address_key FROM person_token WHERE id = $1", request_id)
    if key is None:
        return None
    row = await unit.fetchrow(_KNOWN, key)
    owners = [(row["id"], row["generation"])] if row else []
    await count_code(key, owners=owners)
    # A unit of its own: the count must stay when the answer to a wrong code rolls the request back.
    async with unit.tenant(current_tenant()):
        expected = await unit.fetchval(
            """UPDATE person_token SET tries = tries + 1
                WHERE id = $1 AND used_at IS NULL AND expires_at > $2 AND tries < $3 RETURNING code_hash""",
            *(request_id, now(), TRIES),
        )
    if expected is None or not hmac.compare_digest(expected, code_digest(request_id, digits)):
        return None
    await forgive_code(key, owners=owners)
    return await _use(request_id)


async def by_password(address: str, password: str) -> Entered | None:
    """One duration for everybody: an unknown address costs a hash too. Raises ShutForNow."""
    row = await unit.fetchrow(_PERSON, _key(address))
    owners = [(row["id"], row["generation"])] if row else []
    account = _key(address) or address.casefold()
    await attempts.count_attempt(account, owners=owners)
    right = await verify_password(password, row["password_hash"] if row else None)
    if row is None or not right:
        return None
    await attempts.forgive(account, owners=owners)
    return await _begin(row["id"], row["generation"])


async def _use(request_id: UUID) -> Entered | None:
    """Of two uses at the same moment one wins."""
    row = await unit.fetchrow(
        """UPDATE person_token SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2
           RETURNING address, address_key, language, next""",
        *(request_id, now()),
    )
    if row is None:
        return None
    person = await person_for(row["address"], language=row["language"] or current_locale())
    await unit.execute(
        "UPDATE person_address SET confirmed_at = $2 WHERE address_key = $1 AND confirmed_at IS NULL",
        *(row["address_key"], now()),
    )
    generation = await unit.fetchval("SELECT generation FROM person WHERE id = $1", person.id)
    return await _begin(person.id, generation, then=row["next"])


async def _begin(person_id: UUID, generation: int, *, then: str | None = None) -> Entered:
    started = await sessions.start("requester", person_id, generation=generation)
    return Entered(started.cookie, remembering(person_id, generation), then)


def _key(address: str) -> str:
    try:
        return address_key(address)
    except BadAddress:
        return ""


_KNOWN = """
SELECT p.id, p.generation
  FROM person_address a JOIN person p ON p.tenant_id = a.tenant_id AND p.id = a.person_id
 WHERE a.address_key = $1 AND a.confirmed_at IS NOT NULL
"""

_PERSON = """
SELECT p.id, p.generation, p.password_hash
  FROM person_address a JOIN person p ON p.tenant_id = a.tenant_id AND p.id = a.person_id
 WHERE a.address_key = $1 AND a.confirmed_at IS NOT NULL AND p.password_hash IS NOT NULL
"""
