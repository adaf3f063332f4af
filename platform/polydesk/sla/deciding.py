"""Deciding: a change that was looked at is applied, to open tickets too or to new ones only, or discarded."""

from typing import Any
from uuid import UUID

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.refusals import Conflict
from polydesk.sla import change_rows, policies, redue
from polydesk.sla.as_if import numbers, plan_of
from polydesk.sla.change_rows import ChangeRow, Result
from polydesk.sla.reviewing import keep_for_decision
from polydesk.sla.rule_change import RuleChange


class AlreadyDecided(Conflict):
    title = lazy("This was decided already")
    message = lazy("This change was applied or discarded in the meantime. There is nothing left to do here.")


class Overtaken(Conflict):
    """Other hours were published since the figures were computed."""

    title = lazy("Somebody was faster")
    message = lazy(
        "The hours were changed after this was computed, so the figures are not right any more. Nothing is lost: "
        "compute them again on top of the new hours."
    )


async def apply(change_id: UUID, *, also_open: bool, by: Actor) -> ChangeRow:
    """Raises AlreadyDecided, Overtaken, and what the change itself refuses; then nothing has happened."""
    async with unit.savepoint():
        row = await _held(change_id)
        await _refuse_overtaken(row)
        told = await change_rows.end(row, "applied", also_open=also_open, by=by)
        change = row.change
        if isinstance(change, RuleChange):
            change = change.asking(also_open=also_open)
        elif not also_open:
            await _keep_open_ones(list(row.numbers))
        await change.apply(by=by)
        changes: dict[str, list[Any]] = {"what": [None, told.title], "also_open": [None, also_open]}
        await record("sla.change_applied", subject=("sla_change", change_id), changes=changes)
    return row


async def discard(change_id: UUID, *, by: Actor) -> ChangeRow:
    row = await _held(change_id)
    told = await change_rows.end(row, "discarded", by=by)
    await record("sla.change_discarded", subject=("sla_change", change_id), changes={"what": [told.title, None]})
    return row


async def compute_again(change_id: UUID, *, by: Actor) -> UUID:
    """The same change on top of whatever was published since; the former draft gives way.
    Raises AlreadyDecided, and what the change itself refuses."""
    async with unit.savepoint():
        row = await _held(change_id)
        versions = await numbers() | {policy.id: policy.version.no for policy in await policies.in_order()}
        change = row.change.on_top_of(versions)
        plan = await plan_of(change, by=by)
        await change_rows.end(row, "discarded", by=by)
        typed = {**row.typed, "based_on": [str(versions[one])]} if (one := change.subject_id) in versions else row.typed
        return await keep_for_decision(change, plan, Result(), by=by, typed=typed)


async def _held(change_id: UUID) -> ChangeRow:
    row = await change_rows.change_row(change_id, lock=True)
    if not row.is_open:
        raise AlreadyDecided
    return row


async def _refuse_overtaken(row: ChangeRow) -> None:
    present = await numbers()
    if any(present.get(schedule_id) != no for schedule_id, no in row.numbers.items()):
        raise Overtaken


async def _keep_open_ones(schedule_ids: list[UUID]) -> None:
    """Open promises keep the hours that they run by; those that an earlier edit has not reached follow that one first."""
    for schedule_id in schedule_ids:
        while await redue.behind_hours(schedule_id) and (await redue.follow_hours(schedule_id)).done:
            pass
        await redue.pin(schedule_id)
