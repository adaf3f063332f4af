"""Tickets counted one by one: exactly, from their moments, however they are narrowed. As many as a page can wait for."""

from typing import Any

from polydesk.kernel import unit
from polydesk.kernel.ids import to_id
from polydesk.reports.period import Period
from polydesk.reports.tickets_figures import Group, Length, Lengths, group_of, in_order
from polydesk.reports.tickets_wanted import COLUMNS, NONE, TicketsWanted

IN_PERIOD = "m.tenant_id = app.tenant_id() AND m.at >= $1 AND m.at < $2"
FLOW = "m.kind IN ('created', 'solved', 'reopened')"

BY_SLICE = f"""
SELECT width_bucket(m.at, $3::timestamptz[]) - 1, count(*) FILTER (WHERE m.kind = 'created'),
       count(*) FILTER (WHERE m.kind = 'solved'), count(*) FILTER (WHERE m.kind = 'reopened'),
       COALESCE(sum(m.replies), 0)::int, count(*) FILTER (WHERE m.at_first_contact), count(*) FILTER (WHERE m.is_unfinished),
       count(*) FILTER (WHERE m.kind = 'complaint')
  FROM report_moment m WHERE {IN_PERIOD} {{narrowed}} GROUP BY 1
"""  # noqa: S608
BY_GROUP = f"""
SELECT COALESCE({{key}}::text, '{NONE}'), count(*) FILTER (WHERE m.kind = 'created'),
       count(*) FILTER (WHERE m.kind = 'solved'), count(*) FILTER (WHERE m.kind = 'reopened'),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY m.wall_s) FILTER (WHERE m.kind = 'first_response'),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY m.support_s) FILTER (WHERE m.kind = 'first_response'),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY m.wall_s) FILTER (WHERE m.kind = 'solved'),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY m.support_s) FILTER (WHERE m.kind = 'solved')
  FROM report_moment m WHERE {IN_PERIOD} AND m.kind <> 'next_response' {{narrowed}} GROUP BY 1
"""  # noqa: S608
# What is open now, without what happened since the end.
OPEN_BY_GROUP = f"""
SELECT key, sum(n)::int FROM (
  SELECT COALESCE({{key}}::text, '{NONE}') AS key, 1 AS n
    FROM report_moment m WHERE m.tenant_id = app.tenant_id() AND m.is_unfinished AND $1::timestamptz IS NOT NULL {{narrowed}}
  UNION ALL
  SELECT COALESCE({{key}}::text, '{NONE}'), CASE m.kind WHEN 'solved' THEN 1 ELSE -1 END
    FROM report_moment m WHERE m.tenant_id = app.tenant_id() AND m.at >= $2 AND {FLOW} {{narrowed}}
) c GROUP BY key
"""  # noqa: S608


def _measured(column: str) -> str:
    return (
        f"count(m.{column}), percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY m.{column}),"
        f" round(avg(m.{column}))::bigint"
    )


LENGTHS = f"""
SELECT m.kind, {", ".join(map(_measured, ("wall_s", "support_s", "hands_wall_s", "hands_support_s")))}
  FROM report_moment m WHERE {IN_PERIOD} AND m.kind IN ('first_response', 'next_response', 'solved') {{narrowed}} GROUP BY m.kind
"""  # noqa: S608
TODAY = f"""
SELECT count(*) FILTER (WHERE m.kind = 'created'), count(*) FILTER (WHERE m.kind = 'solved'),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY m.support_s) FILTER (WHERE m.kind = 'first_response'),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY m.wall_s) FILTER (WHERE m.kind = 'first_response')
  FROM report_moment m WHERE {IN_PERIOD} AND m.kind IN ('created', 'solved', 'first_response') {{narrowed}}
"""  # noqa: S608
# Hundreds of thousands of lengths are put in order: in memory, or that alone takes most of the time.
ROOM = "SET LOCAL work_mem = '64MB'"


async def by_slice(wanted: TicketsWanted, slices: list[Period]) -> dict[int, tuple[int, ...]]:
    """What came and went, replies, solved at first contact, unfinished and complaints, by the place of the slice."""
    return {row[0]: tuple(row)[1:] for row in await _fetch(BY_SLICE, wanted, [one.begins for one in slices])}


async def groups(wanted: TicketsWanted) -> list[Group]:
    key = COLUMNS[wanted.by]
    still_open = {row[0]: row[1] for row in await _fetch(OPEN_BY_GROUP, wanted, key=key)}
    found = {row[0]: tuple(row)[1:] for row in await _fetch(BY_GROUP, wanted, key=key)}
    nothing = (0, 0, 0, None, None, None, None)
    names = found.keys() | still_open.keys()
    return in_order(group_of(name, still_open.get(name, 0), *found.get(name, nothing)) for name in names)


async def lengths(wanted: TicketsWanted) -> dict[str, Lengths]:
    await unit.execute(ROOM)
    rows = {row[0]: row[1:] for row in await _fetch(LENGTHS, wanted)}
    found = {
        "first_response": rows.get("first_response"),
        "next_response": rows.get("next_response"),
        "resolution": rows.get("solved"),
    }
    handling = rows["solved"][6:] if "solved" in rows else None
    return {name: _lengths(row) for name, row in (found | {"handling": handling}).items()}


async def today(wanted: TicketsWanted) -> tuple[Any, ...]:
    """For a glance at a single day: created, solved, and the medians of first responses by support time and by the wall."""
    return tuple((await _fetch(TODAY, wanted))[0])


async def _fetch(sql: str, wanted: TicketsWanted, *more: Any, key: str = "") -> list[unit.Record]:
    args: list[Any] = [wanted.period.begins, wanted.period.ends, *more]
    return await unit.fetch(sql.format(narrowed=narrowing(wanted, args), key=key), *args)


def narrowing(wanted: TicketsWanted, args: list[Any]) -> str:
    """Conditions for what the reader chose; the values go to `args`."""
    told = ""
    for name, value in wanted.only.items():
        column = COLUMNS[name]
        if value == NONE:
            told += f" AND {column} IS NULL"
            continue
        is_id = column.endswith("_id")
        args.append(to_id(value) if is_id else value)
        told += f" AND {column} = ${len(args)}::{'uuid' if is_id else 'text'}"
    return told


def _lengths(row: tuple[Any, ...] | None) -> Lengths:
    """Three figures of the wall; those of support time follow."""
    return Lengths(_length(*row[3:6]), _length(*row[:3])) if row else Lengths()


def _length(count: int, percentiles: list[int] | None, mean: int | None) -> Length:
    median, p90 = percentiles or (None, None)
    return Length(count, median, p90, mean)
