"""What pages and mails ask about people."""

from collections.abc import Iterable
from uuid import UUID

from polydesk.customers.addresses import address_key
from polydesk.customers.people import Person
from polydesk.kernel import unit
from polydesk.kernel.mail import BadAddress
from polydesk.kernel.refusals import NotFound

PERSON = """
SELECT p.id, p.name, COALESCE(a.address, '') AS address, p.language, p.zone
  FROM person p LEFT JOIN LATERAL (
    SELECT address FROM person_address a WHERE a.tenant_id = p.tenant_id AND a.person_id = p.id
     ORDER BY is_primary DESC, created_at LIMIT 1) a ON true
 WHERE p.tenant_id = app.tenant_id()
"""

BY_IDS = PERSON + " AND p.id = ANY($1::uuid[])"
WITH_KEY = (
    " AND p.id = (SELECT a.person_id FROM person_address a WHERE a.tenant_id = app.tenant_id() AND a.address_key = $1)"
)
BY_KEY = PERSON + WITH_KEY
# `starts_with` and `lower` filter, they need no index: a tenant's people are thousands, and most is small.
BEGINNING = (
    PERSON
    + """ AND (starts_with(lower(p.name), $1) OR EXISTS (
    SELECT FROM person_address s WHERE s.tenant_id = p.tenant_id AND s.person_id = p.id AND starts_with(s.address_key, $1)))
 ORDER BY p.name, p.id LIMIT $2"""
)


async def person(person_id: UUID) -> Person:
    found = await people_by_ids([person_id])
    if person_id not in found:
        raise NotFound
    return found[person_id]


async def people_by_ids(ids: Iterable[UUID]) -> dict[UUID, Person]:
    return {row["id"]: Person(**dict(row)) for row in await unit.fetch(BY_IDS, list(ids))}


async def person_by_address(address: str) -> Person | None:
    try:
        row = await unit.fetchrow(BY_KEY, address_key(address))
    except BadAddress:
        return None
    return Person(**dict(row)) if row else None


async def addresses_of(person_id: UUID) -> list[str]:
    rows = await unit.fetch(
        """SELECT address FROM person_address WHERE tenant_id = app.tenant_id() AND person_id = $1
            ORDER BY is_primary DESC, created_at""",
        person_id,
    )
    return [row["address"] for row in rows]


async def find_people(beginning: str, *, most: int = 8) -> list[Person]:
    """People whose name or address begins so: for an agent who writes a ticket for a caller."""
    text = beginning.strip().lower()
    if not text:
        return []
    return [Person(**dict(row)) for row in await unit.fetch(BEGINNING, text, most)]
