"""Saving hours: the one place where what an editor holds is published.

Consequences are shown before that: pages publish through `reviewing.carry_out`.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.schedules import editing, queries
from polydesk.schedules.compiling import Content


@dataclass(frozen=True)
class Draft:
    """Hours that are not published yet. `based_on` is the highest version number that the editor has seen."""

    name: str
    content: Content
    based_on: int = 0
    valid_from: datetime | None = None
    note: str = ""
    never_open_ok: bool = False


async def found(draft: Draft, *, by: Actor) -> UUID:
    """Raises NameTaken, BadHours, NeverOpen."""
    async with unit.savepoint():
        return await editing.found(draft.name, draft.content, by=by, never_open_ok=draft.never_open_ok)


async def publish(schedule_id: UUID, draft: Draft, *, by: Actor) -> int:
    """The name and the hours, or neither. Raises NotFound, NameTaken, BadHours, Stale, NeverOpen."""
    async with unit.savepoint():
        number = await editing.publish(
            schedule_id,
            draft.content,
            based_on=draft.based_on,
            by=by,
            valid_from=draft.valid_from,
            note=draft.note,
            never_open_ok=draft.never_open_ok,
        )
        if (await queries.schedule(schedule_id)).name != draft.name:
            await editing.rename(schedule_id, to=draft.name, by=by)
    return number


async def take_in(schedule_id: UUID, calendar_id: UUID, *, by: Actor) -> None:
    """The schedule as it is, with one more calendar of holidays."""
    held = await queries.schedule(schedule_id)
    if calendar_id in held.calendar_ids:
        return
    content = Content(held.tz, held.weekly, (*held.calendar_ids, calendar_id))
    await publish(schedule_id, Draft(held.name, content, based_on=held.no, never_open_ok=True), by=by)


async def correct(schedule_id: UUID, content: Content, *, since: datetime, note: str, by: Actor) -> int:
    """Other hours as of an earlier moment. Raises NotFound, BadHours."""
    async with unit.savepoint():
        return await editing.correct_the_past(schedule_id, content, since=since, by=by, note=note)
