"""Founding, changing, ending and archiving what was agreed with an organisation; all of it audited.

A contract that ends keeps promises that were made while it ran: only what starts or is retargeted later falls under
what comes next.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.schedules.queries import schedules
from polydesk.sla.contract import Contract, Terms
from polydesk.sla.contract_checking import faults_of
from polydesk.sla.contract_queries import contract, contract_of, contracts, contracts_of, day_of
from polydesk.sla.events import ContractChanged
from polydesk.sla.policy_queries import in_order
from polydesk.sla.refusals import BadContract

__all__ = ["Terms", "archive", "change", "contract", "contract_of", "contracts", "contracts_of", "end", "found",
           "restore", "terms_of"]  # fmt: skip

_ABOUT = "contract"


async def found(organisation_id: UUID, terms: Terms, *, by: Actor, also_open: bool = True) -> UUID:
    """A form that was sent twice makes one contract. `also_open`, here and below: open tickets follow when it begins and
    when it ends. Raises BadContract with every fault and its place."""
    await _check(organisation_id, terms)
    for held in await contracts_of(organisation_id):
        if terms_of(held) == terms:
            return held.id
    made = new_id()
    await unit.execute(_FOUND, made, organisation_id, *_values(terms), now())
    await record("sla.contract_founded", subject=(_ABOUT, made), changes=await _changes(None, terms))
    await _tell(made, organisation_id, also_open)
    return made


async def change(held: Contract, terms: Terms, *, by: Actor, also_open: bool = True) -> None:
    """A later end lets the reminder come again. Raises BadContract."""
    before = terms_of(held)
    if terms == before:
        return
    await _check(held.organisation_id, terms)
    reminds_anew = (terms.ends_on, terms.remind_days) != (before.ends_on, before.remind_days)
    await unit.execute(_CHANGE, held.id, *_values(terms), None if reminds_anew else held.reminded_at)
    await record("sla.contract_changed", subject=(_ABOUT, held.id), changes=await _changes(before, terms))
    await _tell(held.id, held.organisation_id, also_open)


async def end(held: Contract, *, by: Actor, also_open: bool = True) -> None:
    """Today is its last day."""
    today = await day_of(instant_of(now()))
    if held.ends_on is not None and held.ends_on <= today:
        return
    await unit.execute(_END, held.id, max(today, held.starts_on))
    changes: dict[str, list[Any]] = {"ends_on": [_plain(held.ends_on), today.isoformat()]}
    await record("sla.contract_ended", subject=(_ABOUT, held.id), changes=changes)
    await _tell(held.id, held.organisation_id, also_open)


async def archive(held: Contract, *, by: Actor, also_open: bool = True) -> None:
    """For one that was written down by mistake; it counts no more from now on."""
    await _shelve(held, away=True, also_open=also_open)


async def restore(held: Contract, *, by: Actor, also_open: bool = True) -> None:
    await _shelve(held, away=False, also_open=also_open)


def terms_of(held: Contract) -> Terms:
    return Terms(**{field.name: getattr(held, field.name) for field in fields(Terms)})


async def _shelve(held: Contract, *, away: bool, also_open: bool) -> None:
    if held.is_archived == away:
        return
    await unit.execute(_ARCHIVE, held.id, now() if away else None)
    action = "sla.contract_archived" if away else "sla.contract_restored"
    names = [held.name, None] if away else [None, held.name]
    await record(action, subject=(_ABOUT, held.id), changes={"name": names})
    await _tell(held.id, held.organisation_id, also_open)


async def _tell(contract_id: UUID, organisation_id: UUID, also_open: bool) -> None:
    await unit.execute(_FOLLOWED, contract_id, also_open)
    await announce(ContractChanged(contract_id, organisation_id, also_open=also_open))


async def _check(organisation_id: UUID, terms: Terms) -> None:
    row = await unit.fetchrow(_KNOWN, organisation_id, terms.policy_id, terms.schedule_id)
    if faults := faults_of(terms, row):
        raise BadContract(faults)


def _values(terms: Terms) -> tuple[Any, ...]:
    return tuple(getattr(terms, field.name) for field in fields(Terms))


async def _changes(before: Terms | None, after: Terms) -> dict[str, list[Any]]:
    """Policies and hours by the names that they have now: nobody reads ids."""
    names = {row.id: row.name for row in await in_order(archived_too=True)}
    names |= {row.id: row.name for row in await schedules(archived_too=True)}
    pairs = {field.name: [getattr(terms, field.name, None) for terms in (before, after)] for field in fields(Terms)}
    return {name: [_plain(one, names) for one in pair] for name, pair in pairs.items() if pair[0] != pair[1]}


def _plain(value: Any, names: Mapping[UUID, str] | None = None) -> Any:
    if isinstance(value, UUID):
        return (names or {}).get(value, str(value))
    return value.isoformat() if isinstance(value, date) else value


_FOUND = """
INSERT INTO contract (id, organisation_id, name, starts_on, ends_on, plan, policy_id, schedule_id, notes, remind_days,
                      created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_CHANGE = """
UPDATE contract SET name = $2, starts_on = $3, ends_on = $4, plan = $5, policy_id = $6, schedule_id = $7, notes = $8,
       remind_days = $9, reminded_at = $10
 WHERE tenant_id = app.tenant_id() AND id = $1
"""
_END = "UPDATE contract SET ends_on = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
_ARCHIVE = "UPDATE contract SET archived_at = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
_FOLLOWED = "UPDATE contract SET open_too = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
_KNOWN = """
SELECT EXISTS (SELECT FROM organisation WHERE tenant_id = app.tenant_id() AND id = $1) AS organisation,
       $2::uuid IS NULL OR EXISTS (SELECT FROM sla_policy
          WHERE tenant_id = app.tenant_id() AND id = $2 AND archived_at IS NULL) AS policy,
       $3::uuid IS NULL OR EXISTS (SELECT FROM schedule
          WHERE tenant_id = app.tenant_id() AND id = $3 AND archived_at IS NULL) AS schedule
"""
