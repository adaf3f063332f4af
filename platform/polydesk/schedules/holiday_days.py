"""Days of a calendar: switched on and off, made half, added, taken away; proposals accepted or declined."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from i18n import _, lazy
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import Conflict
from polydesk.schedules import growing
from polydesk.schedules.checking import fault, tidy_name
from polydesk.schedules.compiling import Intervals, read_hours
from polydesk.schedules.holiday_rows import HolidayRow, calendar_row, days_of, holiday
from polydesk.schedules.recompiling import recompile_users

NAME_LIMIT = 200


class OfTheLibrary(Conflict):
    message = lazy("This day comes with the calendar. Switch it off instead of removing it.")


async def switch(holiday_id: UUID, active: bool, *, by: Actor) -> HolidayRow:
    """On or off; for a proposal this is yes or no. Raises NotFound."""
    held = await holiday(holiday_id)
    if held.state == "proposed":
        await (accept(held.id, by=by) if active else decline(held.id, by=by))
        return await holiday(held.id)
    return await _become(held, replace(held, active=active), "switched", by)


async def set_half_day(holiday_id: UUID, hours: Sequence[Sequence[str]] | None, *, by: Actor) -> HolidayRow:
    """Open at these hours only; None closes the whole day (a working day without hours is like a weekday).
    Raises NotFound, BadHours (places `hours[0]`)."""
    held = await holiday(holiday_id)
    kind = held.kind if held.kind == "workday" else "half" if hours else "closed"
    return await _become(held, replace(held, kind=kind, hours=_read(hours)), "day_set", by)


async def add_own(
    calendar_id: UUID,
    on: date,
    name: str,
    *,
    hours: Sequence[Sequence[str]] | None = None,
    every_year: bool = False,
    by: Actor,
) -> list[UUID]:
    """A day of one's own, each year as far as the calendar reaches when `every_year`; 29 February in leap years only.
    Raises NotFound, BadHours (places `on`, `name`, `hours[0]`)."""
    held = await calendar_row(calendar_id)
    row = HolidayRow(
        id=new_id(),
        calendar_id=calendar_id,
        date=on,
        name=tidy_name(name, most=NAME_LIMIT),
        names={},
        kind="half" if hours else "closed",
        active=True,
        hours=_read(hours),
        every_year=every_year,
        origin="manual",
        state="applied",
    )
    if on.year > now().year + 10:
        raise fault("on", _("Choose a date within the next ten years."))
    made = await growing.insert([row])
    if not made:
        raise fault("name", _("This calendar has a day of this name on that date already."))
    if every_year:
        since = max(on.year + 1, now().year)
        made += await growing.repeat(row, since=since, through=held.through or growing.horizon(now().date()))
    await recompile_users(calendar_id, by=by)
    await _note("day_added", row, {"date": [None, str(on)], "name": [None, row.name], "days": [0, len(made)]})
    return made


async def remove_own(holiday_id: UUID, *, by: Actor, every_year: bool = False) -> int:
    """Takes an own (or imported) day away, with `every_year` its later years too; how many. Those of the library are
    switched off instead. Raises NotFound, OfTheLibrary."""
    held = await holiday(holiday_id)
    if held.origin == "library":
        raise OfTheLibrary
    rows = [held]
    if every_year and held.every_year:
        rows = [row for row in await days_of([held.calendar_id], since=held.date) if _repeats(row, held)]
    await _delete(rows)
    await recompile_users(held.calendar_id, by=by)
    await _note("day_removed", held, {"dates": [[str(row.date) for row in rows], None], "name": [held.name, None]})
    return len(rows)


async def accept(holiday_id: UUID, hours: Sequence[Sequence[str]] | None = None, *, by: Actor) -> None:
    """A proposal applies (a working day at `hours`, or like a weekday); a vanished day goes. Raises NotFound, BadHours."""
    held = await holiday(holiday_id)
    if held.state == "vanished":
        await _delete([held])
        await recompile_users(held.calendar_id, by=by)
        await _note("proposal_accepted", held, {"date": [str(held.date), None]})
    elif held.state == "proposed":
        await _become(
            held, replace(held, state="applied", active=True, hours=_read(hours) or held.hours), "accepted", by
        )


async def decline(holiday_id: UUID, *, by: Actor) -> None:
    """A proposal stays as a row that is switched off; a vanished day stays as one's own. Raises NotFound."""
    held = await holiday(holiday_id)
    if held.state == "vanished":
        await _become(held, replace(held, state="applied", origin="manual"), "declined", by)
    elif held.state == "proposed":
        await _become(held, replace(held, state="applied", active=False), "declined", by)


async def _become(held: HolidayRow, wanted: HolidayRow, what: str, by: Actor) -> HolidayRow:
    if wanted != held:
        await unit.execute(_BECOME, held.id, wanted.kind, wanted.hours, wanted.active, wanted.state, wanted.origin)
        await recompile_users(held.calendar_id, by=by)
        await _note(what, held, _changes(held, wanted))
    return wanted


def _changes(held: HolidayRow, wanted: HolidayRow) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {"day": [f"{held.date} {held.name}", f"{wanted.date} {wanted.name}"]}
    for name in ("active", "kind", "hours", "state", "origin"):
        before, after = getattr(held, name), getattr(wanted, name)
        if before != after:
            changes[name] = [before, after]
    return changes


def _repeats(row: HolidayRow, held: HolidayRow) -> bool:
    return row.every_year and (row.name, row.date.month, row.date.day) == (held.name, held.date.month, held.date.day)


def _read(hours: Sequence[Sequence[str]] | None) -> Intervals | None:
    return read_hours(hours) if hours else None


async def _delete(rows: Sequence[HolidayRow]) -> None:
    await unit.execute(
        "DELETE FROM holiday WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[])", [row.id for row in rows]
    )


async def _note(what: str, row: HolidayRow, changes: dict[str, list[Any]]) -> None:
    await record(f"holidays.{what}", subject=("holiday_calendar", row.calendar_id), changes=changes)


_BECOME = """
UPDATE holiday SET kind = $2, hours = $3, active = $4, state = $5, origin = $6
 WHERE tenant_id = app.tenant_id() AND id = $1
"""
