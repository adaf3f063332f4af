"""Versions: how they are read and put in order. Of those that were not superseded the one with the latest `valid_from`
up to an instant is in force, of several the highest number; before the first one, the first one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.kernel.live import tell
from polydesk.kernel.refusals import NotFound
from polydesk.schedules import zone_rules
from polydesk.schedules.compiling import Compiled, Content, hash_of
from polydesk.schedules.events import ScheduleChanged
from polydesk.schedules.keeping import public_history


@dataclass(frozen=True)
class VersionRow:
    """A version as it was published. `hash` names the hours in reports."""

    id: UUID
    schedule_id: UUID
    no: int
    valid_from: datetime
    tz: str
    weekly: dict[str, Any]
    calendar_ids: tuple[UUID, ...]
    hash: str
    compiled: Compiled

    @property
    def content(self) -> Content:
        return Content(self.tz, self.weekly, self.calendar_ids)


@dataclass(frozen=True)
class Publication(VersionRow):
    """A version with how it came about. `superseded_by` is the number of the version that took it out of force."""

    reason: str
    note: str
    made_at: datetime
    made_by_name: str
    superseded_by: int | None


async def all_of(schedule_id: UUID) -> list[Publication]:
    """Every version by its number. Raises NotFound."""
    found = [publication(row) for row in await unit.fetch(_ALL, schedule_id)]
    if not found:
        raise NotFound
    return found


def counting(versions: Sequence[Publication], up_to: int | None = None) -> list[Publication]:
    """Those that were not superseded; with `up_to` as it was when that number was the highest."""
    last = up_to if up_to is not None else versions[-1].no
    kept = [one for one in versions if one.no <= last and (one.superseded_by is None or one.superseded_by > last)]
    return kept or list(versions[:1])


def eras(versions: Sequence[Publication], since: datetime) -> list[Publication]:
    """The version in force at this moment and those that begin later, in the order of their beginning."""
    latest = {one.valid_from: one for one in sorted(versions, key=lambda one: (one.valid_from, one.no))}
    in_order = list(latest.values())
    begun = [one for one in in_order if one.valid_from <= since]
    return [
        begun[-1] if begun else in_order[0],
        *(one for one in in_order[0 if begun else 1 :] if one.valid_from > since),
    ]


def in_force(versions: Sequence[Publication], at: datetime) -> Publication:
    return eras(versions, at)[0]


async def lock(schedule_id: UUID) -> list[Publication]:
    """Nobody else changes the schedule until this unit ends; its versions. Raises NotFound.

    Its key may be shared meanwhile: two who have each written a row that refers to it would wait for each other.
    """
    await unit.execute(_LOCK, schedule_id)
    return await all_of(schedule_id)


async def add(
    schedule_id: UUID,
    content: Content,
    compiled: Compiled,
    *,
    no: int,
    valid_from: datetime,
    reason: str,
    by: Actor,
    note: str = "",
) -> int:
    """One more version of a schedule that this unit holds; told to the floors above and to open pages."""
    tidy = content.tidy()
    await unit.execute(
        _INSERT,
        *(new_id(), schedule_id, no, valid_from, tidy.tz, tidy.weekly, list(tidy.calendar_ids), compiled),
        *(hash_of(compiled), reason, note, now(), by.id, by.name),
    )
    await zone_rules.remember(tidy.tz)
    if no > 1:
        await announce(ScheduleChanged(schedule_id, no, valid_from))
    await tell("schedule", str(schedule_id))
    await public_history.changed()
    return no


def publication(row: unit.Record) -> Publication:
    found = {name: row[name] for name in _COLUMNS}
    return Publication(**{**found, "calendar_ids": tuple(row["calendar_ids"])})


_COLUMNS = tuple(field.name for field in fields(Publication))
_ALL = f"""
SELECT {", ".join(_COLUMNS)} FROM schedule_version WHERE tenant_id = app.tenant_id() AND schedule_id = $1 ORDER BY no
"""  # noqa: S608
_LOCK = "SELECT FROM schedule WHERE tenant_id = app.tenant_id() AND id = $1 FOR NO KEY UPDATE"
_INSERT = """
INSERT INTO schedule_version (id, schedule_id, no, valid_from, tz, weekly, calendar_ids, compiled, hash, reason, note,
                              made_at, made_by, made_by_name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""
