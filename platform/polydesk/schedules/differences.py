"""Differences: what the library says now against the rows there are. Pure.

Up to the date that rows reach to, somebody may have planned by them: a new day is proposed, one that the library has
dropped stays in force and is marked. Beyond that date rows are simply written on, each as its like of the years before
was set: switched off, or half a day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from polydesk.kernel.ids import new_id
from polydesk.schedules.compiling import Intervals
from polydesk.schedules.holiday_rows import HolidayRow
from polydesk.schedules.library import LibraryDay

HALF_DAY_HOURS = (("00:00", "12:00"),)


@dataclass(frozen=True)
class Differences:
    new: tuple[HolidayRow, ...]
    changed: tuple[HolidayRow, ...]
    gone: tuple[UUID, ...]

    @property
    def proposals(self) -> int:
        """How many rows begin to wait for a yes."""
        return sum(row.state != "applied" for row in (*self.new, *self.changed))


def differences(
    calendar_id: UUID, held: Sequence[HolidayRow], fresh: Iterable[LibraryDay], *, today: date, reached: date
) -> Differences:
    """`held` are all rows of the calendar, `fresh` the library's days of its years; earlier dates than today rest."""
    said = {_key(day): day for day in fresh if day.date >= today}
    rows = {_key(row): row for row in held if row.origin == "library" and row.date >= today}
    before = {row.name: row for row in held if row.origin == "library" and row.state == "applied"}
    taken = {(row.date, row.name) for row in held}
    new = tuple(
        _row(calendar_id, day, before.get(day.name), is_proposed=day.date <= reached)
        for key, day in said.items()
        if key not in rows and (day.date, day.name) not in taken
    )
    changed = (_followed(row, said.get(key)) for key, row in rows.items())
    return Differences(
        new,
        tuple(row for row in changed if row is not None and row != rows[_key(row)]),
        tuple(row.id for key, row in rows.items() if key not in said and (not row.active or row.state == "proposed")),
    )


def _key(day: HolidayRow | LibraryDay) -> tuple[date, bool]:
    return day.date, day.kind == "workday"


def _row(calendar_id: UUID, day: LibraryDay, before: HolidayRow | None, *, is_proposed: bool) -> HolidayRow:
    kind, active = day.kind, True
    hours: Intervals | None = HALF_DAY_HOURS if day.kind == "half" else None
    if before is not None and day.kind != "workday":
        kind, hours, active = ("half" if before.kind == "half" else "closed"), before.hours, before.active
    return HolidayRow(
        id=new_id(),
        calendar_id=calendar_id,
        date=day.date,
        name=day.name,
        names=day.names,
        kind=kind,
        active=active,
        hours=hours,
        every_year=False,
        origin="library",
        state="proposed" if is_proposed or day.kind == "workday" else "applied",
    )


def _followed(row: HolidayRow, said: LibraryDay | None) -> HolidayRow | None:
    """The row as it becomes; None where it goes. A day that came back is no longer marked; names follow."""
    if said is not None:
        state = "applied" if row.state == "vanished" else row.state
        return replace(row, state=state, names=said.names)
    if row.active and row.state != "proposed":
        return replace(row, state="vanished")
    return None
