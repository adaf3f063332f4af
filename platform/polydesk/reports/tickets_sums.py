"""Tickets read from their sums: days add up to any period, and months hold how long things took, in steps of 1.5 %.

Of a month that is not over, begun in the middle, or changed since, the lengths are put into the same steps one by one.
Read where there are too many moments to be read, nothing is narrowed, and every change has been added up.
"""

from datetime import date, datetime, timedelta
from typing import Any

from polydesk.kernel import unit
from polydesk.reports.period import Period
from polydesk.reports.steps import STEP, seconds_of
from polydesk.reports.tickets_figures import Group, Length, Lengths, group_of, in_order
from polydesk.reports.tickets_one_by_one import ROOM
from polydesk.reports.tickets_rolling import EXACT_UP_TO, MEASURED, MEASURES, midnight, next_month
from polydesk.reports.tickets_wanted import COLUMNS, NONE, TicketsWanted

BETTER = """
SELECT (SELECT sum(moments) FROM report_day
         WHERE tenant_id = app.tenant_id() AND dimension = 'all' AND day BETWEEN $1 AND $2) > $3
   AND (SELECT zone FROM report_day_zone) = $4
   AND NOT EXISTS (SELECT FROM report_day_due WHERE tenant_id = app.tenant_id())
"""
BY_DAY = """
SELECT day, created, solved, reopened, replies, at_first_contact, unfinished, complaints FROM report_day
 WHERE tenant_id = app.tenant_id() AND dimension = 'all' AND day BETWEEN $1 AND $2
"""
# What is open at the end is what is open now, without what happened since.
BY_KEY = """
SELECT key, sum(unfinished - (CASE WHEN day > $3 THEN created + reopened - solved ELSE 0 END))::int,
       COALESCE(sum(created) FILTER (WHERE day BETWEEN $2 AND $3), 0)::int,
       COALESCE(sum(solved) FILTER (WHERE day BETWEEN $2 AND $3), 0)::int,
       COALESCE(sum(reopened) FILTER (WHERE day BETWEEN $2 AND $3), 0)::int
  FROM report_day WHERE tenant_id = app.tenant_id() AND dimension = $1 GROUP BY key
"""
MONTHS = """
SELECT month FROM report_month WHERE tenant_id = app.tenant_id() AND NOT is_stale AND month BETWEEN $1 AND $2
"""
# $1 the dimension, $2 the months, $3 and $4 when what is put into steps now begins and ends. Each key and measure has a
# number with room for its steps: a million numbers are put together in half the time that as many texts take.
LENGTHS = f"""
WITH raw AS MATERIALIZED (
  SELECT {{key}} AS key, l.measure, {STEP.format(s="l.s")} AS step, count(*) AS n, sum(l.s) AS total
    FROM unnest($3::timestamptz[], $4::timestamptz[]) d (begins, ends)
    JOIN report_moment m ON m.tenant_id = app.tenant_id() AND m.at >= d.begins AND m.at < d.ends
   CROSS JOIN LATERAL {MEASURES}
   WHERE {MEASURED} AND ($1 = 'all' OR l.in_groups AND m.kind <> 'next_response') GROUP BY 1, 2, 3
),
months AS MATERIALIZED (
  SELECT key, measure, total, buckets, counts FROM report_length
   WHERE tenant_id = app.tenant_id() AND dimension = $1 AND month = ANY ($2::date[])
),
names AS MATERIALIZED (
  SELECT key, measure, (row_number() OVER ())::bigint << 12 AS code, sum(total) AS total
    FROM (SELECT key, measure, total FROM months UNION ALL SELECT key, measure, total FROM raw) k GROUP BY 1, 2
),
parts AS (
  SELECT k.code + s.step AS code, s.n FROM months l JOIN names k USING (key, measure)
   CROSS JOIN LATERAL unnest(l.buckets, l.counts) s (step, n)
  UNION ALL
  SELECT k.code + r.step, r.n::int FROM raw r JOIN names k USING (key, measure)
),
summed AS (SELECT code, sum(n) AS n FROM parts GROUP BY 1),
ranked AS (
  SELECT code >> 12 << 12 AS code, (code & 4095)::int AS step,
         sum(n) OVER (PARTITION BY code >> 12 ORDER BY code) AS up_to, sum(n) OVER (PARTITION BY code >> 12) AS many
    FROM summed
),
found AS (
  SELECT code, max(many) AS many, min(step) FILTER (WHERE up_to >= 0.5 * many) AS median,
         min(step) FILTER (WHERE up_to >= 0.9 * many) AS p90
    FROM ranked GROUP BY 1
)
SELECT k.key, k.measure, f.many::bigint, f.median, f.p90, round(k.total / f.many)::bigint
  FROM found f JOIN names k ON k.code = f.code
"""  # noqa: S608 - only constants of this package


async def are_better(wanted: TicketsWanted) -> bool:
    """Whether the sums say all that is asked, and know everything, and the moments are too many."""
    period = wanted.period
    if wanted.only:
        return False
    return bool(await unit.fetchval(BETTER, period.since, period.until, EXACT_UP_TO, period.zone.key))


async def by_slice(wanted: TicketsWanted, slices: list[Period]) -> dict[int, tuple[int, ...]]:
    rows = await unit.fetch(BY_DAY, wanted.period.since, wanted.period.until)
    days = {row[0]: tuple(row)[1:] for row in rows}
    found: dict[int, tuple[int, ...]] = {}
    for place, one in enumerate(slices):
        inside = [days[day] for day in _days(one) if day in days]
        if inside:
            found[place] = tuple(map(sum, zip(*inside, strict=True)))
    return found


async def groups(wanted: TicketsWanted) -> list[Group]:
    period = wanted.period
    medians = await _lengths(wanted, wanted.by)
    nothing = Length()
    return in_order(
        group_of(
            *(key, *counts),
            *(
                medians.get(key, {}).get(measure, nothing).median
                for measure in ("first_response.wall", "first_response.support", "solved.wall", "solved.support")
            ),
        )
        for key, *counts in await unit.fetch(BY_KEY, wanted.by, period.since, period.until)
    )


async def lengths(wanted: TicketsWanted) -> dict[str, Lengths]:
    found = (await _lengths(wanted, "all")).get("all", {})
    names = {
        "first_response": "first_response",
        "next_response": "next_response",
        "resolution": "solved",
        "handling": "hands",
    }
    return {
        name: Lengths(found.get(f"{measure}.support", Length()), found.get(f"{measure}.wall", Length()))
        for name, measure in names.items()
    }


async def _lengths(wanted: TicketsWanted, dimension: str) -> dict[str, dict[str, Length]]:
    """By key and measure."""
    months = await _months(wanted.period)
    rest = _rest(wanted.period, months)
    key = "'all'" if dimension == "all" else f"COALESCE({COLUMNS[wanted.by]}::text, '{NONE}')"
    await unit.execute(ROOM)
    rows = await unit.fetch(
        LENGTHS.format(key=key), dimension, months, [one[0] for one in rest], [one[1] for one in rest]
    )
    found: dict[str, dict[str, Length]] = {}
    for name, measure, many, median, p90, mean in rows:
        found.setdefault(name, {})[measure] = Length(many, seconds_of(median), seconds_of(p90), mean)
    return found


async def _months(period: Period) -> list[date]:
    """Those that lie in the period as a whole, are over, and are not stale."""
    first = period.since if period.since.day == 1 else next_month(period.since.replace(day=1))
    rows = await unit.fetch(MONTHS, first, period.until)
    return sorted(row["month"] for row in rows if next_month(row["month"]) - timedelta(days=1) <= period.until)


def _rest(period: Period, months: list[date]) -> list[tuple[datetime, datetime]]:
    """What lies between the months, from when until when."""
    found, day = [], period.since
    for month in [*months, period.until + timedelta(days=1)]:
        if day < month:
            found.append((midnight(day, period.zone), midnight(month, period.zone)))
        day = next_month(month)
    return found


def _days(period: Period) -> Any:
    return (period.since + timedelta(days=n) for n in range((period.until - period.since).days + 1))
