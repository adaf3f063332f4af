"""People who ask: found by their address, or made when they ask for the first time."""

from dataclasses import dataclass
from uuid import UUID

from polydesk.customers.addresses import address_key, clean_address
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.lines import one_line

NAME_LIMIT = 120


@dataclass(frozen=True)
class Person:
    """A customer of the tenant. `address` is where mails go; empty for somebody who only ever called."""

    id: UUID
    name: str
    address: str
    language: str | None = None
    zone: str | None = None

    @property
    def label(self) -> str:
        """How to call them where a name is wanted."""
        return self.name or self.address


# The address comes first: of two that arrive together one wins, and only the winner's person is made.
FIND_OR_MAKE = """
WITH known AS (
  SELECT person_id FROM person_address WHERE tenant_id = app.tenant_id() AND address_key = $1
), added AS (
  INSERT INTO person_address (address_key, address, person_id, created_at)
  SELECT $1, $2, $3, $7 WHERE NOT EXISTS (SELECT FROM known)
  ON CONFLICT (tenant_id, address_key) DO UPDATE SET address = person_address.address
  RETURNING person_id
), made AS (
  INSERT INTO person (id, name, language, zone, organisation_id, created_at)
  SELECT person_id, $4, $5, $6, app.organisation_of($1), $7 FROM added WHERE person_id = $3 RETURNING id
)
SELECT person_id FROM known UNION ALL SELECT person_id FROM added
"""


async def person_for(address: str, *, name: str = "", language: str | None = None, zone: str | None = None) -> Person:
    """The person behind this address, made if nobody has it yet. Raises BadAddress."""
    name = tidy_name(name)
    person_id = await unit.fetchval(
        *(FIND_OR_MAKE, address_key(address), clean_address(address), new_id(), name, language, zone, now()),
    )
    row = await unit.fetchrow(
        """SELECT p.id, p.name, a.address, p.language, p.zone FROM person p
             JOIN person_address a ON a.tenant_id = p.tenant_id AND a.person_id = p.id AND a.address_key = $2
            WHERE p.tenant_id = app.tenant_id() AND p.id = $1""",
        *(person_id, address_key(address)),
    )
    if row is None:
        return Person(person_id, name, clean_address(address), language, zone)
    return await _named(Person(**dict(row)), name)


async def person_without_address(name: str, *, language: str | None = None) -> Person:
    """Somebody on the telephone who left only a name."""
    made = Person(new_id(), tidy_name(name), "", language)
    await unit.execute(
        "INSERT INTO person (id, name, language, created_at) VALUES ($1, $2, $3, $4)",
        *(made.id, made.name, made.language, now()),
    )
    return made


def tidy_name(name: str) -> str:
    return one_line(name)[:NAME_LIMIT]


async def _named(person: Person, name: str) -> Person:
    """Somebody of whom we knew the address only now said a name."""
    if person.name or not name:
        return person
    await unit.execute("UPDATE person SET name = $2 WHERE tenant_id = app.tenant_id() AND id = $1", person.id, name)
    return Person(person.id, name, person.address, person.language, person.zone)
