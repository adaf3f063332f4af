"""Organisations: companies, schools, clubs that customers belong to. One that is not wanted any more is archived."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from i18n import _, lazy
from i18n.formats import list_of
from polydesk.customers.events import PersonMoved
from polydesk.customers.organisation_queries import Organisation
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import Conflict, NotFound

NAME_LIMIT = 120
_ABOUT = "organisation"


class NameTaken(Conflict):
    message = lazy("There is already an organisation with this name.")


class DomainTaken(Conflict):
    """Somebody else's domain."""


async def found(name: str, *, notes: str = "") -> UUID:
    """A new organisation. Raises NameTaken, also for one that is archived: it can be restored."""
    name = tidy(name)
    made: UUID | None = await unit.fetchval(
        """INSERT INTO organisation (id, name, notes, created_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (tenant_id, lower(name)) DO NOTHING RETURNING id""",
        *(new_id(), name, notes, now()),
    )
    if made is None:
        raise NameTaken
    await record("organisation.founded", subject=(_ABOUT, made), changes={"name": [None, name]})
    return made


async def rename(held: Organisation, *, to: str) -> None:
    """Raises NameTaken."""
    name = tidy(to)
    if name == held.name:
        return
    if await unit.fetchval(_IS_TAKEN, name, held.id):
        raise NameTaken
    await unit.execute("UPDATE organisation SET name = $2 WHERE tenant_id = app.tenant_id() AND id = $1", held.id, name)
    await record("organisation.renamed", subject=(_ABOUT, held.id), changes={"name": [held.name, name]})


async def note(held: Organisation, *, notes: str) -> None:
    if notes == held.notes:
        return
    await unit.execute(
        "UPDATE organisation SET notes = $2 WHERE tenant_id = app.tenant_id() AND id = $1", held.id, notes
    )
    await record("organisation.noted", subject=(_ABOUT, held.id), changes={"notes": [held.notes, notes]})


async def archive(held: Organisation) -> None:
    """Its people stay customers; they read what is for the organisation no longer, and newcomers are not added."""
    if not held.is_archived:
        await unit.execute(_ARCHIVE, held.id, now())
        await record("organisation.archived", subject=(_ABOUT, held.id), changes={"name": [held.name, None]})


async def restore(held: Organisation) -> None:
    if held.is_archived:
        await unit.execute(_ARCHIVE, held.id, None)
        await record("organisation.restored", subject=(_ABOUT, held.id), changes={"name": [None, held.name]})


async def set_domains(held: Organisation, domains: Sequence[str]) -> int:
    """The domains that its people write from, already clean; how many known people came to belong to it by a new one.

    Whoever belongs somewhere already stays there. Raises DomainTaken.
    """
    fresh = [domain for domain in domains if domain not in held.domains]
    if set(domains) == set(held.domains):
        return 0
    async with unit.savepoint():
        await unit.execute(_DROP, held.id, list(domains))
        if len(await unit.fetch(_ADD, held.id, fresh)) < len(fresh):
            raise DomainTaken(await _whose(fresh, held.id))
    joined = await unit.fetch(_JOIN, held.id, fresh) if not held.is_archived else []
    for row in joined:
        await announce(PersonMoved(person_id=row["id"], organisation_id=held.id, previous_id=None))
    changes: dict[str, list[Any]] = {"domains": [list(held.domains), sorted(domains)]}
    if joined:
        changes["people"] = [held.people, held.people + len(joined)]
    await record("organisation.domains_changed", subject=(_ABOUT, held.id), changes=changes)
    return len(joined)


async def assign(person_id: UUID, *, to: UUID | None) -> None:
    """The person belongs to this organisation from now on, or to none. Raises NotFound."""
    row = await unit.fetchrow(_PLACE, person_id)
    if row is None:
        raise NotFound
    if row["id"] == to:
        return
    name = await unit.fetchval("SELECT name FROM organisation WHERE tenant_id = app.tenant_id() AND id = $1", to)
    if to is not None and name is None:
        raise NotFound
    await unit.execute(
        "UPDATE person SET organisation_id = $2 WHERE tenant_id = app.tenant_id() AND id = $1", person_id, to
    )
    await record("person.organisation_changed", subject=("person", person_id), changes={_ABOUT: [row["name"], name]})
    await announce(PersonMoved(person_id=person_id, organisation_id=to, previous_id=row["id"]))


def tidy(name: str) -> str:
    return one_line(name)[:NAME_LIMIT]


async def _whose(domains: list[str], mine: UUID) -> str:
    row = await unit.fetchrow(_WHOSE, domains, mine)
    facts = {"domain": row["domain"], "name": row["name"]} if row else {"domain": list_of(domains), "name": "–"}
    return _("“%(domain)s” already belongs to %(name)s.") % facts


_IS_TAKEN = """
SELECT EXISTS (SELECT FROM organisation WHERE tenant_id = app.tenant_id() AND lower(name) = lower($1) AND id <> $2)
"""
_ARCHIVE = "UPDATE organisation SET archived_at = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
_DROP = """
DELETE FROM organisation_domain
 WHERE tenant_id = app.tenant_id() AND organisation_id = $1 AND domain <> ALL($2::text[])
"""
_ADD = """
INSERT INTO organisation_domain (domain, organisation_id) SELECT domain, $1 FROM unnest($2::text[]) AS domain
ON CONFLICT DO NOTHING RETURNING domain
"""
_JOIN = """
UPDATE person p SET organisation_id = $1
 WHERE p.tenant_id = app.tenant_id() AND p.organisation_id IS NULL AND EXISTS (
   SELECT FROM person_address a WHERE a.tenant_id = p.tenant_id AND a.person_id = p.id
      AND split_part(a.address_key, '@', 2) = ANY($2::text[]))
RETURNING p.id
"""
_PLACE = """
SELECT o.id, o.name FROM person p LEFT JOIN organisation o ON o.tenant_id = p.tenant_id AND o.id = p.organisation_id
 WHERE p.tenant_id = app.tenant_id() AND p.id = $1 FOR UPDATE OF p
"""
_WHOSE = """
SELECT d.domain, o.name FROM organisation_domain d
  JOIN organisation o ON o.tenant_id = d.tenant_id AND o.id = d.organisation_id
 WHERE d.tenant_id = app.tenant_id() AND d.domain = ANY($1::text[]) AND o.id <> $2 ORDER BY d.domain LIMIT 1
"""
