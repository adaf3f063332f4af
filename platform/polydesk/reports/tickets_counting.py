"""Counting tickets: what came in, was solved, was opened again and is open, and how long people waited.

All figures of a report are read from the same moments, so that days, groups and the whole agree; what is open is
counted backwards from now, which needs no moment older than the period.
"""

from dataclasses import dataclass, field
from typing import Any

from polydesk.kernel import unit
from polydesk.kernel.ids import to_id
from polydesk.reports.period import Period
from polydesk.reports.tickets_wanted import NONE, Dimension, TicketsWanted

COLUMNS: dict[Dimension, str] = {
    "team": "m.team_id",
    "agent": "m.agent_id",
    "category": "m.category_id",
    "organisation": "m.organisation_id",
    "language": "m.message_language",
    "channel": "m.channel",
    "priority": "m.priority",
}
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
# Hundreds of thousands of lengths are put in order: in memory, or that alone takes most of the time.
ROOM = "SET LOCAL work_mem = '64MB'"


@dataclass(frozen=True)
class Length:
    """Of `count` tickets, in seconds; nothing where nothing was measured."""

    count: int = 0
    median: int | None = None
    p90: int | None = None
    mean: int | None = None


@dataclass(frozen=True)
class Lengths:
    """The same by the support hours and by every clock on the wall."""

    support: Length = Length()
    wall: Length = Length()


@dataclass(frozen=True)
class Flow:
    """What was open before, came in, was solved and was opened again."""

    before: int
    created: int = 0
    solved: int = 0
    reopened: int = 0

    @property
    def open(self) -> int:
        return self.before + self.created + self.reopened - self.solved

    @property
    def reopen_rate(self) -> float | None:
        return self.reopened / self.solved if self.solved else None


@dataclass(frozen=True)
class Group:
    """`key` narrows the report to this group."""

    key: str
    flow: Flow
    first_response: tuple[int | None, int | None] = (None, None)
    resolution: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True)
class Figures:
    """Lengths by what was waited for; `groups` the largest first; `slices` are days, or what stands for them."""

    flow: Flow
    lengths: dict[str, Lengths]
    replies: int
    at_first_contact: int
    unfinished: int
    complaints: int
    groups: list[Group] = field(default_factory=list)
    slices: list[tuple[Period, Flow]] = field(default_factory=list)

    @property
    def replies_each(self) -> float | None:
        return self.replies / self.flow.solved if self.flow.solved else None

    @property
    def first_contact_rate(self) -> float | None:
        return self.at_first_contact / self.flow.solved if self.flow.solved else None

    @property
    def unfinished_rate(self) -> float | None:
        return self.unfinished / self.flow.created if self.flow.created else None


async def ticket_figures(wanted: TicketsWanted) -> Figures:
    await unit.execute(ROOM)
    groups = await _groups(wanted)
    parts = ("before", "created", "solved", "reopened")
    whole = Flow(*(sum(getattr(group.flow, part) for group in groups) for part in parts))
    slices = wanted.period.slices()
    counted = {row[0]: row[1:] for row in await _fetch(BY_SLICE, wanted, [one.begins for one in slices])}
    replies, at_first_contact, unfinished, complaints = (
        sum(row[place] for row in counted.values()) for place in range(3, 7)
    )
    return Figures(
        flow=whole,
        lengths=await _all_lengths(wanted),
        replies=replies,
        at_first_contact=at_first_contact,
        unfinished=unfinished,
        complaints=complaints,
        groups=groups,
        slices=_told(slices, counted, whole.before),
    )


async def _groups(wanted: TicketsWanted) -> list[Group]:
    key = COLUMNS[wanted.by]
    still_open = {row[0]: row[1] for row in await _fetch(OPEN_BY_GROUP, wanted, key=key)}
    found = {row[0]: row[1:] for row in await _fetch(BY_GROUP, wanted, key=key)}
    groups = []
    for name in found.keys() | still_open.keys():
        created, solved, reopened, *medians = found.get(name, (0, 0, 0, None, None, None, None))
        flow = Flow(still_open.get(name, 0) - created - reopened + solved, created, solved, reopened)
        if flow != Flow(0):
            groups.append(Group(name, flow, (medians[1], medians[0]), (medians[3], medians[2])))
    return sorted(groups, key=lambda group: (-group.flow.created, -group.flow.open, group.key))


def _told(slices: list[Period], counted: dict[int, tuple[int, ...]], before: int) -> list[tuple[Period, Flow]]:
    """Each begins with what was open at the end of the one before."""
    told = []
    for place, one in enumerate(slices):
        flow = Flow(before, *counted.get(place, ())[:3])
        before = flow.open
        told.append((one, flow))
    return told


async def _all_lengths(wanted: TicketsWanted) -> dict[str, Lengths]:
    rows = {row[0]: row[1:] for row in await _fetch(LENGTHS, wanted)}
    found = {
        "first_response": rows.get("first_response"),
        "next_response": rows.get("next_response"),
        "resolution": rows.get("solved"),
    }
    handling = rows["solved"][6:] if "solved" in rows else None
    return {name: _lengths(row) for name, row in (found | {"handling": handling}).items()}


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
