"""What pages ask about organisations: one with its domains, lists of them, the people who belong to one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.customers.people import Person
from polydesk.customers.queries import PERSON
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound

MOST = 200
MOST_PEOPLE = 100


@dataclass(frozen=True)
class Organisation:
    id: UUID
    name: str
    notes: str
    created_at: datetime
    archived_at: datetime | None
    domains: tuple[str, ...]
    people: int

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


async def organisation(organisation_id: UUID) -> Organisation:
    """Raises NotFound."""
    row = await unit.fetchrow(_SELECT + " AND o.id = $1", organisation_id)
    if row is None:
        raise NotFound
    return _organisation(row)


async def organisations(search: str = "") -> list[Organisation]:
    """Those whose name or a domain holds the words, the archived ones last."""
    return [_organisation(row) for row in await unit.fetch(_LIST, search.strip().lower(), MOST)]


async def open_organisations() -> list[tuple[UUID, str]]:
    """All that may be chosen, by name."""
    rows = await unit.fetch(
        "SELECT id, name FROM organisation WHERE tenant_id = app.tenant_id() AND archived_at IS NULL ORDER BY lower(name)"
    )
    return [(row["id"], row["name"]) for row in rows]


async def people_of(organisation_id: UUID) -> list[Person]:
    rows = await unit.fetch(_PEOPLE, organisation_id, MOST_PEOPLE)
    return [Person(**dict(row)) for row in rows]


def _organisation(row: unit.Record) -> Organisation:
    return Organisation(**{**dict(row), "domains": tuple(row["domains"] or ())})


_SELECT = """
SELECT o.id, o.name, o.notes, o.created_at, o.archived_at,
       (SELECT array_agg(d.domain ORDER BY d.domain) FROM organisation_domain d
         WHERE d.tenant_id = o.tenant_id AND d.organisation_id = o.id) AS domains,
       (SELECT count(*)::int FROM person p WHERE p.tenant_id = o.tenant_id AND p.organisation_id = o.id) AS people
  FROM organisation o WHERE o.tenant_id = app.tenant_id()
"""
_LIST = (
    _SELECT
    + """ AND (strpos(lower(o.name), $1) > 0 OR EXISTS (SELECT FROM organisation_domain d
    WHERE d.tenant_id = o.tenant_id AND d.organisation_id = o.id AND strpos(d.domain, $1) > 0))
 ORDER BY o.archived_at IS NOT NULL, lower(o.name), o.id LIMIT $2"""
)
_PEOPLE = PERSON + " AND p.organisation_id = $1 ORDER BY lower(p.name), p.id LIMIT $2"
