"""Exceptions: single dates on which other hours hold, for one schedule or (without one) for the whole company.

Each change recompiles the schedules concerned and publishes a version where the hours become others. An exception of a
date that has passed changes nothing by itself: it needs `past_ok` and takes part when the past is corrected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from i18n import _
from i18n.formats import day as shown_day
from polydesk.hours.form import BadHours
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import NotFound
from polydesk.schedules import keeping
from polydesk.schedules.checking import fault
from polydesk.schedules.compiling import Intervals, read_hours
from polydesk.schedules.parts import intervals
from polydesk.schedules.recompiling import day_before, recompile, recompile_all

Kind = Literal["closed", "hours", "partial"]

LONGEST = 366
NOTE_LIMIT = 200


@dataclass(frozen=True)
class ExceptionRow:
    """`hours` are open (kind hours) or closed (partial). Without a schedule it is the whole company's."""

    id: UUID
    schedule_id: UUID | None
    date: date
    kind: Kind
    hours: Intervals
    note: str


async def exceptions_of(schedule_id: UUID | None, *, since: date | None = None) -> list[ExceptionRow]:
    """Those of this schedule alone, or the company's, by date; `since` leaves out earlier ones."""
    rows = await unit.fetch(_SELECT + _LISTED, schedule_id, since or date.min)
    return [_exception(row) for row in rows]


async def exception(exception_id: UUID) -> ExceptionRow:
    """Raises NotFound."""
    row = await unit.fetchrow(_SELECT + " AND id = $1", exception_id)
    if row is None:
        raise NotFound
    return _exception(row)


async def these(exception_ids: Sequence[UUID]) -> list[ExceptionRow]:
    """Those of them that are there, by date."""
    return [_exception(row) for row in await unit.fetch(_SELECT + _THESE, list(exception_ids))]


async def add(
    schedule_id: UUID | None,
    first: date,
    last: date | None = None,
    *,
    kind: Kind,
    hours: Sequence[Sequence[str]] = (),
    note: str = "",
    by: Actor,
    past_ok: bool = False,
) -> list[UUID]:
    """One for each date from `first` to `last`. Raises NotFound, BadHours (places `first`, `last`, `hours[0]`, `note`)."""
    last = last or first
    today = await _today_of(schedule_id)
    if first < today and not past_ok:
        raise _passed()
    _check_span(first, last)
    read = _read_hours(kind, hours)
    note = _tidy_note(note)
    dates = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    await _refuse_second(schedule_id, dates, kind, "first")
    rows = [ExceptionRow(new_id(), schedule_id, day, kind, read, note) for day in dates]
    await _insert(rows)
    await _changed([schedule_id], by)
    said = {name: [None, value] for name, value in _plain(rows[0]).items() if value and name != "date"}
    await _audit("added", rows[0], {"dates": [None, sorted({str(first), str(last)})], **said})
    return [row.id for row in rows]


async def change(
    exception_id: UUID,
    *,
    on: date,
    kind: Kind,
    hours: Sequence[Sequence[str]] = (),
    note: str = "",
    by: Actor,
    past_ok: bool = False,
) -> None:
    """Raises NotFound, BadHours (places as for `add`)."""
    held = await exception(exception_id)
    wanted = ExceptionRow(held.id, held.schedule_id, on, kind, _read_hours(kind, hours), _tidy_note(note))
    if wanted == held:
        return
    if not past_ok and on != held.date and on < await _today_of(held.schedule_id):
        raise _passed()
    _check_far(on, "first")
    await _refuse_second(held.schedule_id, [on], kind, "first", but=held.id)
    await unit.execute(_CHANGE, held.id, on, kind, wanted.hours, wanted.note)
    await _changed([held.schedule_id], by)
    before, after = _plain(held), _plain(wanted)
    await _audit("changed", held, {key: [before[key], after[key]] for key in before if before[key] != after[key]})


async def remove(exception_ids: Sequence[UUID], *, by: Actor) -> list[ExceptionRow]:
    """Takes them away and answers what they were. Those not there are left out."""
    gone = [_exception(row) for row in await unit.fetch(_REMOVE, list(exception_ids))]
    if gone:
        await _changed([row.schedule_id for row in gone], by)
        await _audit("removed", gone[0], {"dates": [sorted(str(row.date) for row in gone), None]})
    return gone


async def _today_of(schedule_id: UUID | None) -> date:
    """Today on the schedule's wall; for the whole company on its own. Raises NotFound."""
    if schedule_id is None:
        zone = await unit.fetchval("SELECT zone FROM tenant WHERE id = app.tenant_id()")
    else:
        zone = await unit.fetchval(_ZONE, schedule_id)
        if zone is None:
            raise NotFound
    return day_before(now(), await keeping.known_zone(zone)) + timedelta(days=1)


def _passed() -> BadHours:
    return fault("first", _("This day has passed, and what has passed stays as it was."))


def _check_span(first: date, last: date) -> None:
    if last < first:
        raise fault("last", _("The last day lies before the first."))
    if (last - first).days >= LONGEST:
        raise fault("last", _("Choose at most %(most)d days at once.") % {"most": LONGEST})
    _check_far(last, "last")


def _check_far(on: date, place: str) -> None:
    if on.year > now().year + 10:
        raise fault(place, _("Choose a date within the next ten years."))


def _read_hours(kind: Kind, hours: Sequence[Sequence[str]]) -> Intervals:
    """Raises BadHours."""
    if kind == "closed":
        return ()
    if not hours:
        raise fault("hours", _("Enter at least one interval, from and to."))
    return read_hours(hours)


def _tidy_note(note: str) -> str:
    tidy = one_line(note)
    if len(tidy) > NOTE_LIMIT:
        raise fault("note", _("A note has at most %(most)d characters.") % {"most": NOTE_LIMIT})
    return tidy


async def _refuse_second(
    schedule_id: UUID | None, dates: Sequence[date], kind: Kind, place: str, but: UUID | None = None
) -> None:
    """Of "closed" and "these hours" a date has one; parts of it may be closed several times."""
    others = await _others(schedule_id, dates, kind, but)
    if others:
        raise fault(
            place, _("There is an exception for %(date)s already; change that one.") % {"date": shown_day(others[0])}
        )


async def _others(schedule_id: UUID | None, dates: Sequence[date], kind: Kind, but: UUID | None = None) -> list[date]:
    if kind == "partial":
        return []
    return [row["date"] for row in await unit.fetch(_OTHERS, schedule_id, list(dates), but)]


async def _insert(rows: Sequence[ExceptionRow]) -> None:
    at = now()
    await unit.executemany(
        _INSERT, [(row.id, row.schedule_id, row.date, row.kind, row.hours, row.note, at) for row in rows]
    )


async def _changed(schedule_ids: Sequence[UUID | None], by: Actor) -> None:
    if None in schedule_ids:
        await recompile_all(reason="exceptions", by=by)
    else:
        await recompile(list({one for one in schedule_ids if one}), reason="exceptions", by=by)


def _plain(row: ExceptionRow) -> dict[str, object]:
    """As the audit log keeps it."""
    return {"date": str(row.date), "kind": row.kind, "hours": [list(pair) for pair in row.hours], "note": row.note}


async def _audit(what: str, row: ExceptionRow, changes: dict[str, list[object]]) -> None:
    subject = ("schedule", row.schedule_id) if row.schedule_id else None
    await record(f"schedule.exception_{what}", subject=subject, changes=changes)


def _exception(row: unit.Record) -> ExceptionRow:
    return ExceptionRow(**{**dict(row), "hours": intervals(row["hours"]) or ()})


_SELECT = """
SELECT id, schedule_id, date, kind, hours, note FROM date_exception WHERE tenant_id = app.tenant_id()
"""
_LISTED = " AND schedule_id IS NOT DISTINCT FROM $1 AND date >= $2 ORDER BY date, created_at, id"
_THESE = " AND id = ANY($1::uuid[]) ORDER BY date, created_at, id"
_ZONE = """
SELECT tz FROM schedule_version WHERE tenant_id = app.tenant_id() AND schedule_id = $1 ORDER BY no DESC LIMIT 1
"""
_OTHERS = """
SELECT date FROM date_exception
 WHERE tenant_id = app.tenant_id() AND schedule_id IS NOT DISTINCT FROM $1 AND date = ANY($2::date[])
   AND kind <> 'partial' AND id IS DISTINCT FROM $3 ORDER BY date
"""
_INSERT = """
INSERT INTO date_exception (id, schedule_id, date, kind, hours, note, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_CHANGE = """
UPDATE date_exception SET date = $2, kind = $3, hours = $4, note = $5 WHERE tenant_id = app.tenant_id() AND id = $1
"""
_REMOVE = """
DELETE FROM date_exception WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[])
RETURNING id, schedule_id, date, kind, hours, note
"""
