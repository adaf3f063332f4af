"""Keeping: compiled versions stay in the process, since a version is never changed; a history is put together from them.

Which versions count is asked each time, so that a new one is seen by every process at once; only what the portal's
pages say of the hours is remembered, until somebody changes them. A schedule whose zone the time zone database has
dropped goes by the company's zone meanwhile: late answers are better than none, and the pages of support hours say what
to do.
"""

from uuid import UUID

from polydesk.hours import zone_file
from polydesk.hours.history import History
from polydesk.hours.history import history_of as history_through
from polydesk.hours.instants import instant_of
from polydesk.hours.schedule import Schedule, schedule_of
from polydesk.kernel import logs, unit
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.remembered import Remembered

MOST = 1_000

_Key = tuple[UUID, str]  # a version, and the zone it goes by
_kept: dict[_Key, Schedule] = {}
_missed: set[str] = set()  # zones that were said to be unknown


async def history_of(schedule_id: UUID, up_to: int | None) -> History:
    rows = await unit.fetch(_COUNTING, schedule_id, up_to)
    if not rows:
        raise NotFound
    return await _through(rows)


async def _public_history() -> History | None:
    rows = await unit.fetch(_PUBLIC)
    return await _through(rows) if rows else None


# The default schedule as one clock, for each page of the portal; None when it shows no hours. Whoever publishes hours,
# makes others the usual ones, or shows or hides them, says that it has changed.
public_history = Remembered("schedule", _public_history, most=2_000)


async def _through(rows: list[unit.Record]) -> History:
    keys = [(row["id"], await known_zone(row["tz"])) for row in rows]
    found = {key: _kept[key] for key in keys if key in _kept}
    found |= await _compile([key for key in keys if key not in found])
    return history_through([(instant_of(row["valid_from"]), found[key]) for row, key in zip(rows, keys, strict=True)])


async def known_zone(tz: str) -> str:
    """This zone, or what stands in for one that is no longer known."""
    if tz in zone_file.names():
        return tz
    stand_in: str = await unit.fetchval("SELECT zone FROM tenant WHERE id = app.tenant_id()")
    stand_in = stand_in if stand_in in zone_file.names() else "Etc/UTC"
    if tz not in _missed:
        _missed.add(tz)
        logs.logger().warning("a schedule's zone is unknown to the time zone database", zone=tz, instead=stand_in)
    return stand_in


async def _compile(keys: list[_Key]) -> dict[_Key, Schedule]:
    zones = dict(keys)
    rows = await unit.fetch(_COMPILED, list(zones)) if zones else []
    made = {(row["id"], zones[row["id"]]): schedule_of({**row["compiled"], "tz": zones[row["id"]]}) for row in rows}
    _kept.update(made)
    while len(_kept) > MOST:
        del _kept[next(iter(_kept))]
    return made


# Without any version that counts (a number below the first), the first one does.
_COUNTING = """
SELECT id, valid_from, tz FROM schedule_version v
 WHERE tenant_id = app.tenant_id() AND schedule_id = $1
   AND (no = 1 OR $2::int IS NULL OR no <= $2) AND (superseded_by IS NULL OR superseded_by > $2)
 ORDER BY no
"""
_PUBLIC = """
SELECT v.id, v.valid_from, v.tz
  FROM schedule_setting g
  JOIN schedule_version v ON v.tenant_id = g.tenant_id AND v.schedule_id = g.default_schedule_id
 WHERE g.tenant_id = app.tenant_id() AND g.hours_are_public AND v.superseded_by IS NULL ORDER BY v.no
"""
_COMPILED = "SELECT id, compiled FROM schedule_version WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[])"
