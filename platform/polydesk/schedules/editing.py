"""Editing: schedules come into being and get new hours. Hours are never changed in place: each edit is a version, and
what was counted under the old hours stays counted. Names, order and archive are in `arranging.py`.

`based_on` is the highest number that the editor had seen (`ScheduleRow.no`): whoever publishes second is told so.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from i18n import _
from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.schedules import arranging, versions
from polydesk.schedules.arranging import archive, arrange, make_default, rename, restore, show_publicly
from polydesk.schedules.checking import check, fault, tidy_name
from polydesk.schedules.compiling import Compiled, Content, never_open
from polydesk.schedules.recompiling import compiled_for, is_same
from polydesk.schedules.refusals import NeverOpen, PlanMissed, Stale
from polydesk.schedules.versions import Publication

__all__ = [
    "archive",
    "arrange",
    "correct_the_past",
    "found",
    "make_default",
    "publish",
    "rename",
    "restore",
    "show_publicly",
    "withdraw",
]

FURTHEST = timedelta(days=5 * 366)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
NOTE_LIMIT = 500

# What somebody has decided about the hours, as against what follows from holidays and exceptions.
_DECIDED = ("edited", "corrected", "withdrawn")


async def found(name: str, content: Content, *, by: Actor, never_open_ok: bool = False) -> UUID:
    """A new schedule; the first one of a company becomes the default. Raises NameTaken, BadHours (places `name`, `tz`,
    `weekly.mon[1]`, `calendar_ids`), NeverOpen."""
    name = tidy_name(name)
    await check(content)
    moment, schedule_id = _this_second(), new_id()
    compiled = await compiled_for(content, schedule_id, moment)
    _refuse_never_open(compiled, moment, never_open_ok)
    await arranging.enter(schedule_id, name)
    await versions.add(schedule_id, content, compiled, no=1, valid_from=moment, reason="created", by=by)
    await arranging.become_default_if_first(schedule_id)
    await record("schedule.founded", subject=("schedule", schedule_id), changes={"name": [None, name]})
    return schedule_id


async def publish(
    schedule_id: UUID,
    content: Content,
    *,
    based_on: int,
    by: Actor,
    valid_from: datetime | None = None,
    note: str = "",
    never_open_ok: bool = False,
) -> int:
    """These hours from now on, or from a later moment; the new version's number, or the old one's when nothing would
    change. Raises NotFound, Stale, NeverOpen, BadHours (also place `valid_from`, for a moment that has passed)."""
    begins = _beginning(valid_from)
    await check(content)
    held = await versions.lock(schedule_id)
    _refuse_stale(held, based_on)
    before = versions.in_force(versions.counting(held), begins)
    compiled = await compiled_for(content, schedule_id, begins)
    if content.tidy() == before.content.tidy() and is_same(before, compiled, begins):
        return before.no
    _refuse_never_open(compiled, begins, never_open_ok)
    no = await versions.add(
        *(schedule_id, content, compiled),
        no=held[-1].no + 1,
        valid_from=begins,
        reason="edited",
        by=by,
        note=note.strip()[:NOTE_LIMIT],
    )
    await record(
        "schedule.published", subject=("schedule", schedule_id), changes=_changes(before, content, begins, note)
    )
    return no


async def withdraw(schedule_id: UUID, no: int, *, by: Actor) -> int:
    """Hours that were published for later never begin; the number of the version that says so.
    Raises NotFound, PlanMissed."""
    moment = _this_second()
    held = await versions.lock(schedule_id)
    counting = versions.counting(held)
    planned = next((one for one in counting if one.no == no and one.valid_from > moment), None)
    if planned is None:
        raise PlanMissed
    present, said = versions.in_force(counting, moment), held[-1].no + 1
    await unit.execute(_WITHDRAW, schedule_id, planned.valid_from, said)
    compiled = await compiled_for(present.content, schedule_id, moment)
    await versions.add(schedule_id, present.content, compiled, no=said, valid_from=moment, reason="withdrawn", by=by)
    await record(
        "schedule.withdrawn",
        subject=("schedule", schedule_id),
        changes={"version": [no, None], "valid_from": [planned.valid_from.isoformat(), None]},
    )
    return said


async def correct_the_past(schedule_id: UUID, content: Content, *, since: datetime, by: Actor, note: str) -> int:
    """These hours as of an earlier moment, in the place of every version between then and now; audited with its note.
    Takes exceptions of past dates in that were added with `past_ok`. Raises NotFound, BadHours (places `since`,
    `note`)."""
    begins, moment = since.astimezone(UTC).replace(microsecond=0), _this_second()
    if not EARLIEST <= begins < moment:
        raise fault("since", _("Choose a moment in the past, at the earliest in the year 2000."))
    if not note.strip():
        raise fault("note", _("Say why the past is corrected; it is kept with the change."))
    await check(content)
    held = await versions.lock(schedule_id)
    before = versions.in_force(versions.counting(held), begins)
    compiled = await compiled_for(content, schedule_id, begins)
    no = held[-1].no + 1
    await unit.execute(_CORRECT, schedule_id, begins, moment, no)
    await versions.add(
        *(schedule_id, content, compiled),
        no=no,
        valid_from=begins,
        reason="corrected",
        by=by,
        note=note.strip()[:NOTE_LIMIT],
    )
    changes = _changes(before, content, begins, note)
    await record("schedule.past_corrected", subject=("schedule", schedule_id), changes=changes)
    return no


def _this_second() -> datetime:
    return now().replace(microsecond=0)


def _beginning(valid_from: datetime | None) -> datetime:
    """Now, or the later moment that was chosen; whole seconds."""
    moment = _this_second()
    if valid_from is None:
        return moment
    chosen = valid_from.astimezone(UTC).replace(microsecond=0)
    if chosen < moment:
        raise fault("valid_from", _("This moment has passed. Hours begin now or later."))
    if chosen > moment + FURTHEST:
        raise fault("valid_from", _("Hours can be published for up to five years ahead."))
    return chosen


def _refuse_stale(held: Sequence[Publication], based_on: int) -> None:
    newer = [one for one in held if one.no > based_on and one.reason in _DECIDED]
    if newer:
        raise Stale(newer[-1].made_by_name, newer[-1].made_at, newer[-1].no)


def _refuse_never_open(compiled: Compiled, at: datetime, is_meant: bool) -> None:
    if not is_meant and never_open(compiled, instant_of(at)):
        raise NeverOpen


def _changes(before: Publication, content: Content, begins: datetime, note: str) -> dict[str, list[Any]]:
    """What the audit log tells: the parts that become others."""
    after = content.tidy()
    changes: dict[str, list[Any]] = {"valid_from": [None, begins.isoformat()]}
    if before.tz != after.tz:
        changes["zone"] = [before.tz, after.tz]
    if before.weekly != after.weekly:
        changes["hours"] = [before.weekly, dict(after.weekly)]
    if set(before.calendar_ids) != set(after.calendar_ids):
        changes["calendars"] = [[str(one) for one in before.calendar_ids], [str(one) for one in after.calendar_ids]]
    if note.strip():
        changes["note"] = [None, note.strip()[:NOTE_LIMIT]]
    return changes


_WITHDRAW = """
UPDATE schedule_version SET superseded_by = $3
 WHERE tenant_id = app.tenant_id() AND schedule_id = $1 AND valid_from = $2 AND superseded_by IS NULL
"""
_CORRECT = """
UPDATE schedule_version SET superseded_by = $4
 WHERE tenant_id = app.tenant_id() AND schedule_id = $1 AND valid_from BETWEEN $2 AND $3 AND superseded_by IS NULL
"""
