"""Rolling up: the days on which somebody was asked or answered are added up again, soon after each change.

A page of a million answers reads these sums alone. One at a time for each tenant; a day is always added up from its
rows, so that nothing can drift. When the company's reporting zone is another one, its days are too: all are counted anew.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from polydesk.kernel import unit
from polydesk.reports.survey_wanted import ANONYMOUS, NONE
from surveys.scale_rows import OF_VERSION, SCALES

BATCH = 20_000
# A month of a large company is seconds; more goes on in another transaction.
DAYS_AT_ONCE = 31
LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('scores ' || app.tenant_id(), 0))"
DUE = "SELECT id, at FROM report_score_due WHERE tenant_id = app.tenant_id() ORDER BY id LIMIT $1"
TAKE = "DELETE FROM report_score_due WHERE tenant_id = app.tenant_id() AND id = ANY ($1::bigint[])"
WAITING = "SELECT count(*) FROM (SELECT FROM report_score_due WHERE tenant_id = app.tenant_id() LIMIT 10001) d"
FORGET = "DELETE FROM report_score WHERE tenant_id = app.tenant_id() AND day = ANY ($1::date[])"

# $1 is the day, $2 and $3 when it begins and ends: said for each by itself, so that the planner knows how little it is.
ADD_UP = f"""
INSERT INTO report_score (dimension, day, key, measure, form_id, asked, responded, answered, good, low, total)
WITH scales AS MATERIALIZED (
  SELECT v.id, v.form_id, c.* FROM survey_form_version v JOIN {SCALES} ON {OF_VERSION} WHERE v.tenant_id = app.tenant_id()
),
seen AS MATERIALIZED (
  SELECT i.form_version_id, i.agent_id, i.team_id, i.category_id, i.organisation_id, i.language, i.channel,
         true AS is_asked, r.has_responded IS NOT NULL OR i.answered AS has_responded, NULL::smallint AS score
    FROM survey_invitation i LEFT JOIN LATERAL (
         SELECT true AS has_responded FROM rating r
          WHERE r.tenant_id = i.tenant_id AND r.ticket_id = i.ticket_id AND r.cycle = i.cycle LIMIT 1) r ON true
   WHERE i.tenant_id = app.tenant_id() AND i.created_at >= $2 AND i.created_at < $3 AND i.mailed
  UNION ALL
  SELECT COALESCE(r.form_version_id, i.form_version_id), i.agent_id, i.team_id, i.category_id, i.organisation_id,
         i.language, i.channel, false, false, r.score
    FROM rating r CROSS JOIN LATERAL (
         SELECT * FROM survey_invitation i WHERE i.tenant_id = r.tenant_id AND i.id = r.invitation_id LIMIT 1) i
   WHERE r.tenant_id = app.tenant_id() AND r.given_at >= $2 AND r.given_at < $3
),
said AS (
  SELECT s.*, s.agent_id::text AS agent, s.team_id::text AS team, s.category_id::text AS category,
         s.organisation_id::text AS organisation FROM seen s
  UNION ALL
  SELECT a.form_version_id, NULL, NULL, NULL, NULL, COALESCE(a.language, '{ANONYMOUS}'), '{ANONYMOUS}', false, false, a.score,
         '{ANONYMOUS}', '{ANONYMOUS}', COALESCE(a.category_id::text, '{ANONYMOUS}'), '{ANONYMOUS}'
    FROM survey_anonymous a WHERE a.tenant_id = app.tenant_id() AND a.day = $1
)
SELECT g.dimension, $1::date, COALESCE(NULLIF(g.key, ''), '{NONE}'), c.measure, c.form_id,
       count(*) FILTER (WHERE s.is_asked), count(*) FILTER (WHERE s.has_responded), count(s.score),
       count(*) FILTER (WHERE s.score IS NOT NULL AND c.is_good), count(*) FILTER (WHERE s.score IS NOT NULL AND c.is_low),
       COALESCE(sum(c.place) FILTER (WHERE s.score IS NOT NULL), 0)
  FROM said s
  JOIN scales c ON c.id = s.form_version_id AND c.score = COALESCE(s.score, c.first)
  CROSS JOIN LATERAL (VALUES
       ('all', 'all'), ('agent', s.agent), ('team', s.team), ('category', s.category),
       ('organisation', s.organisation), ('language', s.language), ('channel', s.channel)) g (dimension, key)
 GROUP BY 1, 3, 4, 5
"""  # noqa: S608 - only constants of this package

ZONE = "SELECT zone FROM report_score_zone"
MOVE = """
INSERT INTO report_score_zone (zone) VALUES ($1) ON CONFLICT (tenant_id) DO UPDATE SET zone = excluded.zone
"""
ALL_ANEW = """
INSERT INTO report_score_due (at)
SELECT unnest(ARRAY[day, day + interval '24 hours' - interval '1 microsecond']) FROM (
  SELECT date_trunc('day', created_at, 'UTC') AS day FROM survey_invitation WHERE tenant_id = app.tenant_id()
  UNION SELECT date_trunc('day', given_at, 'UTC') FROM rating WHERE tenant_id = app.tenant_id()
  UNION SELECT (day + time '12:00') AT TIME ZONE 'UTC' FROM survey_anonymous WHERE tenant_id = app.tenant_id()
  UNION SELECT day::timestamp AT TIME ZONE 'UTC' FROM survey_anonymous WHERE tenant_id = app.tenant_id()) d
"""


async def roll_up(zone: ZoneInfo, most: int = BATCH) -> bool:
    """Adds up the next days that changed; whether there may be more. Nothing while somebody else is at it."""
    if not await unit.fetchval(LOCK):
        return False
    await _move_to(zone)
    due = [(row["id"], row["at"].astimezone(zone).date()) for row in await unit.fetch(DUE, most)]
    days = sorted({day for _id, day in due})[:DAYS_AT_ONCE]
    if days:
        await unit.execute(TAKE, [row_id for row_id, day in due if day <= days[-1]])
        await _add_up(days, zone)
    return len(days) == DAYS_AT_ONCE or len(due) == most


async def still_waiting() -> int:
    """How many changes the sums do not know yet; 10,001 stands for more."""
    return int(await unit.fetchval(WAITING))


async def _move_to(zone: ZoneInfo) -> None:
    known = await unit.fetchval(ZONE)
    if known == zone.key:
        return
    await unit.execute(MOVE, zone.key)
    if known is not None:
        await unit.execute("DELETE FROM report_score WHERE tenant_id = app.tenant_id()")
        await unit.execute(ALL_ANEW)


async def _add_up(days: list[date], zone: ZoneInfo) -> None:
    await unit.execute(FORGET, days)
    for day in days:
        await unit.execute(ADD_UP, day, _midnight(day, zone), _midnight(day + timedelta(days=1), zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
