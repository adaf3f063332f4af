"""Rolling up tickets: the days on which their moments changed are added up again, and the lengths of months that are over.

One at a time for each tenant; a day is always added up from its moments, so that nothing can drift. A month whose days
changed is stale, and is not read before its lengths were put together again. Another reporting zone counts all anew.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.reports.steps import STEP
from polydesk.reports.tickets_wanted import COLUMNS, NONE

BATCH = 20_000
DAYS_AT_ONCE = 31
# Fewer moments are counted one by one, exactly; lengths of months are kept for companies that have more.
EXACT_UP_TO = 100_000

LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('ticket days ' || app.tenant_id(), 0))"
DUE = "SELECT id, at FROM report_day_due WHERE tenant_id = app.tenant_id() ORDER BY id LIMIT $1"
TAKE = "DELETE FROM report_day_due WHERE tenant_id = app.tenant_id() AND id = ANY ($1::bigint[])"
FORGET = "DELETE FROM report_day WHERE tenant_id = app.tenant_id() AND day = ANY ($1::date[])"
KEYS = ", ".join(f"('{name}', {column}::text)" for name, column in COLUMNS.items())
# $1 is the day, $2 and $3 when it begins and ends.
ADD_UP = f"""
INSERT INTO report_day (dimension, day, key, moments, created, solved, reopened, replies, at_first_contact, unfinished,
                        complaints)
SELECT g.dimension, $1::date, COALESCE(g.key, '{NONE}'), count(*), count(*) FILTER (WHERE m.kind = 'created'),
       count(*) FILTER (WHERE m.kind = 'solved'), count(*) FILTER (WHERE m.kind = 'reopened'),
       COALESCE(sum(m.replies), 0), count(*) FILTER (WHERE m.at_first_contact), count(*) FILTER (WHERE m.is_unfinished),
       count(*) FILTER (WHERE m.kind = 'complaint')
  FROM report_moment m CROSS JOIN LATERAL (VALUES ('all', 'all'), {KEYS}) g (dimension, key)
 WHERE m.tenant_id = app.tenant_id() AND m.at >= $2 AND m.at < $3
 GROUP BY 1, 3
"""  # noqa: S608 - only constants of this package
STALE = """
INSERT INTO report_month (month, is_stale) SELECT DISTINCT date_trunc('month', day)::date, true FROM unnest($1::date[]) d (day)
ON CONFLICT (tenant_id, month) DO UPDATE SET is_stale = true WHERE NOT report_month.is_stale
"""

# Every measured length, and what of it groups show: they have no room for more.
MEASURES = """
(VALUES (m.kind || '.wall', m.wall_s, true), (m.kind || '.support', m.support_s, true),
        ('hands.wall', m.hands_wall_s, false), ('hands.support', m.hands_support_s, false)) l (measure, s, in_groups)
"""
MEASURED = "m.kind IN ('first_response', 'next_response', 'solved') AND l.s IS NOT NULL"
FORGET_MONTH = "DELETE FROM report_length WHERE tenant_id = app.tenant_id() AND month = $1"
MERGE = f"""
INSERT INTO report_length (dimension, month, key, measure, total, buckets, counts)
SELECT dimension, $1::date, key, measure, sum(total), array_agg(step ORDER BY step), array_agg(n ORDER BY step) FROM (
  SELECT g.dimension, COALESCE(g.key, '{NONE}') AS key, l.measure, ({STEP.format(s="l.s")})::smallint AS step,
         count(*)::int AS n, sum(l.s) AS total
    FROM report_moment m CROSS JOIN LATERAL {MEASURES}
   CROSS JOIN LATERAL (VALUES ('all', 'all'), {KEYS}) g (dimension, key)
   WHERE m.tenant_id = app.tenant_id() AND m.at >= $2 AND m.at < $3 AND {MEASURED}
     AND (g.dimension = 'all' OR l.in_groups AND m.kind <> 'next_response')
   GROUP BY 1, 2, 3, 4) c
 GROUP BY 1, 3, 4
"""  # noqa: S608 - only constants of this package
FRESH = "UPDATE report_month SET is_stale = false WHERE tenant_id = app.tenant_id() AND month = $1"
NEXT_STALE = """
SELECT month FROM report_month WHERE tenant_id = app.tenant_id() AND is_stale AND month < $1 ORDER BY month DESC LIMIT 1
"""
MANY = "SELECT sum(moments) FROM report_day WHERE tenant_id = app.tenant_id() AND dimension = 'all'"

ZONE = "SELECT zone FROM report_day_zone"
MOVE = "INSERT INTO report_day_zone (zone) VALUES ($1) ON CONFLICT (tenant_id) DO UPDATE SET zone = excluded.zone"
ALL_ANEW = """
INSERT INTO report_day_due (at)
SELECT unnest(ARRAY[day, day + interval '24 hours' - interval '1 microsecond']) FROM (
  SELECT DISTINCT date_trunc('day', at, 'UTC') AS day FROM report_moment WHERE tenant_id = app.tenant_id()) d
"""


async def roll_up(zone: ZoneInfo, most: int = BATCH) -> bool:
    """Adds up the next days that changed; whether there may be more. Nothing while somebody else is at it."""
    if not await unit.fetchval(LOCK):
        return False
    await _move_to(zone)
    due = [(row["id"], row["at"].astimezone(zone).date()) for row in await unit.fetch(DUE, most)]
    days = sorted({day for _id, day in due})[-DAYS_AT_ONCE:]
    if days:
        await unit.execute(TAKE, [row_id for row_id, day in due if day >= days[0]])
        await unit.execute(FORGET, days)
        for day in days:
            await unit.execute(ADD_UP, day, midnight(day, zone), midnight(day + timedelta(days=1), zone))
        await unit.execute(STALE, days)
    return len(days) == DAYS_AT_ONCE or len(due) == most


async def merge_month(zone: ZoneInfo) -> bool:
    """Puts the lengths of one stale month together that is over; whether there may be more."""
    if not await unit.fetchval(LOCK) or await unit.fetchval(ZONE) != zone.key:
        return False
    today = now().astimezone(zone).date()
    month = await unit.fetchval(NEXT_STALE, today.replace(day=1))
    if month is None or (await unit.fetchval(MANY) or 0) <= EXACT_UP_TO:
        return False
    await unit.execute(FORGET_MONTH, month)
    await unit.execute(MERGE, month, midnight(month, zone), midnight(next_month(month), zone))
    await unit.execute(FRESH, month)
    return True


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


async def _move_to(zone: ZoneInfo) -> None:
    known = await unit.fetchval(ZONE)
    if known == zone.key:
        return
    await unit.execute(MOVE, zone.key)
    if known is not None:
        await unit.execute("DELETE FROM report_day WHERE tenant_id = app.tenant_id()")
        await unit.execute("DELETE FROM report_length WHERE tenant_id = app.tenant_id()")
        await unit.execute("DELETE FROM report_month WHERE tenant_id = app.tenant_id()")
        await unit.execute(ALL_ANEW)
