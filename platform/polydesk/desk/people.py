"""People as agents see and mend them: what they are called, their language and zone, notes for the team."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from i18n import _
from polydesk.customers.people import Person, tidy_name
from polydesk.desk.dossier import Asker
from polydesk.kernel import audit, unit
from polydesk.kernel.refusals import NotFound

READ = """
SELECT p.id, p.name, p.language, p.zone, p.notes, p.created_at, p.organisation_id, o.name AS organisation,
       (SELECT array_agg(a.address ORDER BY a.is_primary DESC, a.created_at) FROM person_address a
         WHERE a.tenant_id = p.tenant_id AND a.person_id = p.id) AS addresses
  FROM person p LEFT JOIN organisation o ON o.tenant_id = p.tenant_id AND o.id = p.organisation_id
 WHERE p.tenant_id = app.tenant_id() AND p.id = $1
"""
CHANGE = """
UPDATE person SET name = $2, language = $3, zone = $4, notes = $5 WHERE tenant_id = app.tenant_id() AND id = $1
"""


@dataclass(frozen=True)
class Card:
    """A person with all their addresses, since when they are known, and where they belong."""

    person: Asker
    addresses: list[str]
    since: datetime
    organisation_id: UUID | None = None
    organisation: str = ""


async def card(person_id: UUID) -> Card:
    row = await unit.fetchrow(READ, person_id)
    if row is None:
        raise NotFound
    addresses = row["addresses"] or []
    who = Asker(row["id"], row["name"], addresses[0] if addresses else "", row["language"], row["zone"], row["notes"])
    return Card(who, addresses, row["created_at"], row["organisation_id"], row["organisation"] or "")


async def change(old: Asker, *, name: str, language: str | None, zone: str | None, notes: str) -> None:
    name = tidy_name(name)
    await unit.execute(CHANGE, old.id, name, language, zone, notes)
    before = {"name": old.name, "language": old.language, "zone": old.zone, "notes": old.notes}
    after = {"name": name, "language": language, "zone": zone, "notes": notes}
    changed = {field: [before[field], after[field]] for field in before if before[field] != after[field]}
    if changed:
        await audit.record("person.changed", subject=("person", old.id), changes=changed)


def shown_name(person: Person) -> str:
    return person.label or _("Name unknown")
