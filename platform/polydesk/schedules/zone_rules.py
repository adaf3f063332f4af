"""Zone rules: which release of the time zone database a company's due times were computed by, and what it said.

A fingerprint is kept for each zone in use. When a program starts that brings a later release, the fingerprints tell
which zones have got other rules; only schedules there need new due times (b9).
"""

import hashlib
from functools import cache
from uuid import UUID

from polydesk.hours import offsets, zone_file
from polydesk.kernel import unit, zones
from polydesk.kernel.audit import record
from polydesk.kernel.events import announce
from polydesk.schedules.events import ZonesChanged


async def remember(tz: str) -> None:
    """The rules of a zone that a version uses, unless they are known."""
    await unit.execute(_REMEMBER, zones.release(), tz, _fingerprint(tz))


async def follow() -> list[UUID]:
    """Brings the fingerprints up to this program's release; the schedules whose zone has got other rules, each told
    to the floors above. An earlier release than the one remembered changes nothing: the later one has been at work."""
    held = await unit.fetchrow(_HELD)
    after = zones.release()
    if held is None or held["tzdata"] >= after:
        return []
    rows = await unit.fetch(_ZONES_IN_USE)
    known: dict[str, str] = held["zones"]
    fresh = {row["tz"]: _fingerprint(row["tz"]) for row in rows}
    changed = {tz for tz, now in fresh.items() if known.get(tz) != now}
    moved = sorted({row["schedule_id"] for row in rows if row["tz"] in changed})
    await unit.execute(_FOLLOWED, after, fresh)
    await record(
        "schedule.zones_followed", changes={"release": [held["tzdata"], after], "zones": [None, sorted(changed)]}
    )
    for schedule_id in moved:
        await announce(ZonesChanged(schedule_id, held["tzdata"], after))
    return moved


async def behind() -> list[UUID]:
    """In a platform unit: the companies that remember an earlier release than this program's."""
    rows = await unit.fetch(
        "SELECT tenant_id FROM schedule_setting WHERE tzdata < $1 AND tzdata <> ''", zones.release()
    )
    return [row["tenant_id"] for row in rows]


@cache
def _fingerprint(tz: str) -> str:
    """Empty for a zone that the database does not know."""
    if tz not in zone_file.names():
        return ""
    table = offsets.of_zone(tz)
    return hashlib.sha256(repr((table.changes, table.offsets)).encode()).hexdigest()[:16]


_REMEMBER = """
INSERT INTO schedule_setting (tzdata, zones) VALUES ($1, jsonb_build_object($2::text, $3::text))
ON CONFLICT (tenant_id) DO UPDATE SET
  tzdata = CASE WHEN schedule_setting.tzdata = '' THEN excluded.tzdata ELSE schedule_setting.tzdata END,
  zones = excluded.zones || schedule_setting.zones
"""
_HELD = "SELECT tzdata, zones FROM schedule_setting WHERE tenant_id = app.tenant_id() FOR UPDATE"
_ZONES_IN_USE = """
SELECT DISTINCT schedule_id, tz FROM schedule_version WHERE tenant_id = app.tenant_id() AND superseded_by IS NULL
"""
_FOLLOWED = "UPDATE schedule_setting SET tzdata = $1, zones = $2 WHERE tenant_id = app.tenant_id()"
