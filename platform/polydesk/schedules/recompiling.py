"""Recompiling: after a change of holidays or exceptions the schedules concerned get a version where hours become others.

A version in force now gets a successor that begins now; one that begins later gets one with the same beginning. Dates
that have passed take no part, so nothing that lies behind can move.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from polydesk.hours import zone_file
from polydesk.hours.form import BadHours
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.schedules import versions
from polydesk.schedules.compiling import Compiled, Content, form_of, hash_of, without_past
from polydesk.schedules.parts import parts_of


async def recompile_all(*, reason: str, by: Actor, note: str = "") -> None:
    """After a change that concerns the whole company. Raises BadHours."""
    await recompile(await _ids(_EVERY), reason=reason, by=by, note=note)


async def recompile_users(calendar_id: UUID, *, by: Actor, note: str = "", is_patient: bool = False) -> None:
    """After a change of this calendar. Raises BadHours."""
    ids = await _ids(_USERS, calendar_id)
    await recompile(ids, reason="holidays", by=by, note=note, is_patient=is_patient)


async def recompile(ids: Sequence[UUID], *, reason: str, by: Actor, note: str = "", is_patient: bool = False) -> None:
    """Raises BadHours; a patient one (a job) leaves such a schedule as it is and says so in the audit log."""
    for schedule_id in sorted(ids):
        try:
            async with unit.savepoint():
                await _recompile(schedule_id, reason, by, note)
        except BadHours as refused:
            if not is_patient:
                raise
            await record(
                "schedule.left_as_it_is", subject=("schedule", schedule_id), changes={reason: [None, str(refused)]}
            )


async def compiled_for(content: Content, schedule_id: UUID | None, valid_from: datetime) -> Compiled:
    """What a version of this content holds that begins at this moment. Raises BadHours."""
    compiled = form_of(content, *await parts_of(content.calendar_ids, schedule_id))
    return without_past(compiled, day_before(valid_from, content.tz))


def is_same(held: versions.VersionRow, compiled: Compiled, valid_from: datetime) -> bool:
    """Whether hours would stay what they are from this moment on."""
    return hash_of(without_past(held.compiled, day_before(valid_from, compiled["tz"]))) == hash_of(compiled)


def day_before(moment: datetime, tz: str) -> date:
    """The date before the one that the zone's wall shows: hours of an earlier one cannot matter any more."""
    return moment.astimezone(ZoneInfo(tz)).date() - timedelta(days=1)


async def _recompile(schedule_id: UUID, reason: str, by: Actor, note: str) -> None:
    moment = now().replace(microsecond=0)
    held = await versions.lock(schedule_id)
    no = held[-1].no
    for era in versions.eras(versions.counting(held), moment):
        if era.tz not in zone_file.names():
            continue
        valid_from = max(moment, era.valid_from)
        compiled = await compiled_for(era.content, schedule_id, valid_from)
        if not is_same(era, compiled, valid_from):
            no = await versions.add(
                schedule_id, era.content, compiled, no=no + 1, valid_from=valid_from, reason=reason, by=by, note=note
            )


async def _ids(sql: str, *args: object) -> list[UUID]:
    return [row["id"] for row in await unit.fetch(sql, *args)]


_EVERY = "SELECT id FROM schedule WHERE tenant_id = app.tenant_id() AND archived_at IS NULL"
_USERS = """
SELECT id FROM schedule s WHERE tenant_id = app.tenant_id() AND archived_at IS NULL AND EXISTS (
  SELECT FROM schedule_version v WHERE v.tenant_id = s.tenant_id AND v.schedule_id = s.id
     AND v.superseded_by IS NULL AND $1 = ANY (v.calendar_ids))
"""
