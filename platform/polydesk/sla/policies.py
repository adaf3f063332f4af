"""Founding, publishing, ordering, switching and archiving policies; all of it audited.

A policy is never edited: each publishing adds a version. Timers that run keep theirs unless the publishing says that
open tickets follow too.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from i18n.texts import Texts
from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.kernel.wording import written
from polydesk.sla.checking import faults_of
from polydesk.sla.contract_queries import day_of
from polydesk.sla.events import PoliciesReordered, PolicyPublished, PolicyWithdrawn
from polydesk.sla.known import known
from polydesk.sla.policy import Draft
from polydesk.sla.policy_queries import PolicyRow, in_order, name_of, policy, versions_of
from polydesk.sla.refusals import BadPolicy, PolicyInUse, Stale
from polydesk.sla.tidying import tidied

__all__ = ["KIND", "archive", "call", "disable", "enable", "found", "in_order", "keep_for_contracts", "listed",
           "order_after_move", "policy", "publish", "reorder", "restore",
           "versions_of"]  # fmt: skip

KIND = "sla_policy"
_ABOUT = "sla_policy"


async def found(
    draft: Draft, *, by: Actor, enabled: bool = True, contract_only: bool = False, also_open: bool = False
) -> UUID:
    """A new policy with its first version, last in the order. Raises BadPolicy."""
    await check(draft)
    policy_id, draft = new_id(), tidied(draft)
    await unit.execute(_FOUND, policy_id, enabled, contract_only, now())
    version_id = await _write(policy_id, 1, draft, by)
    await written(KIND, str(policy_id), {}, draft.names)
    await record("sla.policy_founded", subject=(_ABOUT, policy_id), changes={"name": [None, name_of(draft.names)]})
    if enabled:
        await announce(PolicyPublished(policy_id, version_id, also_open=also_open))
    return policy_id


async def publish(policy_id: UUID, draft: Draft, *, based_on: int, also_open: bool, by: Actor) -> int:
    """The number of the new version, or of the present one when nothing differs. Raises BadPolicy, Stale, NotFound."""
    held = await _lock(policy_id)
    if held.version.no != based_on:
        raise Stale(by=held.made_by_name, no=held.version.no)
    await check(draft)
    if (draft := tidied(draft)) == tidied(held.draft):
        return held.version.no
    no = held.version.no + 1
    version_id = await _write(policy_id, no, draft, by)
    if draft.names != held.draft.names:
        await written(KIND, str(policy_id), held.draft.names, draft.names)
    changes: dict[str, list[Any]] = {"version": [held.version.no, no], **changes_between(held.draft, draft)}
    await record(
        "sla.policy_published", subject=(_ABOUT, policy_id), changes={**changes, "also_open": [None, also_open]}
    )
    if held.enabled and not held.is_archived:
        await announce(PolicyPublished(policy_id, version_id, also_open=also_open))
    return no


async def call(policy_id: UUID, names: Texts, *, by: Actor) -> int:
    """Other names and nothing else; timers that run keep the version they have. Raises BadPolicy, NotFound."""
    held = await _lock(policy_id)
    draft = msgspec.structs.replace(held.draft, names=names)
    return await publish(policy_id, draft, based_on=held.version.no, also_open=False, by=by)


async def listed() -> list[PolicyRow]:
    """Those that are tried by their conditions, in order."""
    return [row for row in await in_order() if not row.contract_only]


async def reorder(ids: Sequence[UUID], *, by: Actor, also_open: bool = False) -> None:
    """These first, in this order; whatever is not named keeps its place behind them. `also_open` asks open tickets too
    where they belong now."""
    await unit.execute(_LOCK_ALL)
    before = await listed()
    wanted = {policy_id: place for place, policy_id in enumerate(dict.fromkeys(ids))}
    after = sorted(before, key=lambda row: (wanted.get(row.id, len(wanted)), row.position))
    if [row.id for row in after] == [row.id for row in before]:
        return
    await unit.executemany(_PLACE, [(row.id, place) for place, row in enumerate(after)])
    names = [[row.name for row in rows] for rows in (before, after)]
    await record("sla.policies_reordered", changes={"order": names})
    await announce(PoliciesReordered(also_open=also_open))


async def order_after_move(policy_id: UUID, *, up: bool) -> list[UUID]:
    """One place up or down; at the end of the list everything stays."""
    ids = [row.id for row in await listed()]
    place = ids.index(policy_id) if policy_id in ids else -1
    other = place - 1 if up else place + 1
    if place >= 0 and 0 <= other < len(ids):
        ids[place], ids[other] = ids[other], ids[place]
    return ids


async def enable(policy_id: UUID, *, by: Actor, also_open: bool = False) -> None:
    held = await _lock(policy_id)
    if held.enabled or held.is_archived:
        return
    await unit.execute(_SWITCH, policy_id, True)
    await record("sla.policy_enabled", subject=(_ABOUT, policy_id), changes={"switched_on": [False, True]})
    await announce(PolicyPublished(policy_id, held.version.id, also_open=also_open))


async def disable(policy_id: UUID, *, by: Actor) -> None:
    """Its open timers are cancelled; results stay as they are."""
    held = await _lock(policy_id)
    if not held.enabled:
        return
    await unit.execute(_SWITCH, policy_id, False)
    await record("sla.policy_disabled", subject=(_ABOUT, policy_id), changes={"switched_on": [True, False]})
    await announce(PolicyWithdrawn(policy_id))


async def archive(policy_id: UUID, *, by: Actor) -> None:
    """Raises PolicyInUse while a contract that has not ended brings it."""
    held = await _lock(policy_id)
    if held.is_archived:
        return
    if await unit.fetchval(_IS_AGREED, policy_id, await day_of(instant_of(now()))):
        raise PolicyInUse
    await unit.execute(_ARCHIVE, policy_id, now())
    await record("sla.policy_archived", subject=(_ABOUT, policy_id), changes={"name": [held.name, None]})
    if held.enabled:
        await announce(PolicyWithdrawn(policy_id))


async def restore(policy_id: UUID, *, by: Actor) -> None:
    """Last in the order and switched off, so that nothing changes before somebody switches it on."""
    held = await _lock(policy_id)
    if held.is_archived:
        await unit.execute(_RESTORE, policy_id)
        await record("sla.policy_restored", subject=(_ABOUT, policy_id), changes={"name": [None, held.name]})


async def keep_for_contracts(policy_id: UUID, *, only: bool, by: Actor) -> None:
    """Whether it is tried by its conditions, or waits for contracts to name it; tickets keep the policy they have."""
    held = await _lock(policy_id)
    if held.contract_only != only:
        await unit.execute(_KEEP, policy_id, only)
        changes: dict[str, list[Any]] = {"contract_only": [held.contract_only, only]}
        await record("sla.policy_kept_for_contracts", subject=(_ABOUT, policy_id), changes=changes)


async def check(draft: Draft) -> None:
    """Raises BadPolicy with every fault and its place."""
    if faults := faults_of(draft, await known()):
        raise BadPolicy(faults)


def changes_between(old: Draft, new: Draft) -> dict[str, list[Any]]:
    """Field by field from what to what, as JSON would say it."""
    before, after = msgspec.to_builtins(old), msgspec.to_builtins(new)
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


async def _lock(policy_id: UUID) -> PolicyRow:
    await unit.execute(_HOLD, policy_id)
    return await policy(policy_id)


async def _write(policy_id: UUID, no: int, draft: Draft, by: Actor) -> UUID:
    version_id, said = new_id(), msgspec.to_builtins(draft)
    await unit.execute(
        _WRITE,
        *(version_id, policy_id, no, said["names"], said["conditions"], draft.schedule_id, said["targets"]),
        *(said["reminders"], said["steps"], said["options"], now(), by.id, by.name),
    )
    return version_id


_FOUND = """
INSERT INTO sla_policy (id, enabled, contract_only, created_at, position)
SELECT $1, $2, $3, $4, coalesce(max(position), -1) + 1 FROM sla_policy WHERE tenant_id = app.tenant_id()
"""
_WRITE = """
INSERT INTO sla_policy_version (id, policy_id, no, names, conditions, schedule_id, targets, reminders, steps, options,
                                made_at, made_by, made_by_name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""
_HOLD = "SELECT FROM sla_policy WHERE tenant_id = app.tenant_id() AND id = $1 FOR UPDATE"
_LOCK_ALL = "SELECT FROM sla_policy WHERE tenant_id = app.tenant_id() ORDER BY id FOR UPDATE"
_PLACE = "UPDATE sla_policy SET position = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
_SWITCH = "UPDATE sla_policy SET enabled = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
_KEEP = "UPDATE sla_policy SET contract_only = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
_ARCHIVE = "UPDATE sla_policy SET archived_at = $2, enabled = false WHERE tenant_id = app.tenant_id() AND id = $1"
_RESTORE = """
UPDATE sla_policy SET archived_at = NULL, enabled = false,
       position = (SELECT max(position) + 1 FROM sla_policy WHERE tenant_id = app.tenant_id())
 WHERE tenant_id = app.tenant_id() AND id = $1
"""
_IS_AGREED = """
SELECT EXISTS (SELECT FROM contract WHERE tenant_id = app.tenant_id() AND policy_id = $1 AND archived_at IS NULL
                  AND (ends_on IS NULL OR ends_on >= $2))
"""
