"""What pages and mails ask about people."""

from collections.abc import Iterable
from uuid import UUID

from polydesk.customers.addresses import address_key
from polydesk.customers.people import Person
from polydesk.kernel import unit
from polydesk.kernel.mail import BadAddress
from polydesk.kernel.refusals import NotFound

CANDIDATES = 200

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
# What begins so is a range of keys in the order of their bytes; of very many the first by the alphabet are looked at.
BEGINNING = f"""
WITH found AS MATERIALIZED (
  (SELECT id FROM person
    WHERE tenant_id = app.tenant_id() AND name_key >= $1 AND name_key < $2
    ORDER BY name_key LIMIT {CANDIDATES})
  UNION
  (SELECT person_id FROM person_address
    WHERE tenant_id = app.tenant_id() AND address_key COLLATE "C" >= $1 AND address_key COLLATE "C" < $2
    ORDER BY address_key COLLATE "C" LIMIT {CANDIDATES})
), first AS MATERIALIZED (
  SELECT p.id FROM found f JOIN person p ON p.tenant_id = app.tenant_id() AND p.id = f.id ORDER BY p.name, p.id LIMIT $3
)
{PERSON} AND p.id IN (SELECT id FROM first) ORDER BY p.name, p.id
"""  # noqa: S608 - only constants of this module
LAST = "\U0010ffff"


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
    return [Person(**dict(row)) for row in await unit.fetch(BEGINNING, text, text + LAST, most)]
