"""Attainment: how many promises were met, missed or excused, by whatever a reader groups them by."""

from dataclasses import dataclass
from typing import Any

from polydesk.kernel import unit
from polydesk.reports.counted import COUNTED, EXCUSED, FIGURES, KEYS, MET, MISSED, NAMES, arguments
from polydesk.reports.wanted import Grouping, Wanted

ATTAINMENT = """
SELECT {key} AS key, (array_agg({name} ORDER BY c.counted_at DESC))[1] AS name,
       count(*) FILTER (WHERE {met}), count(*) FILTER (WHERE {missed}),
       count(*) FILTER (WHERE {excused}), count(*) FILTER (WHERE {open})
  FROM ({counted}) c
 WHERE $6::timestamptz[] IS NOT NULL
 GROUP BY 1
"""
BY_METRIC = """
SELECT c.metric, '""'::jsonb, count(*) FILTER (WHERE {met}), count(*) FILTER (WHERE {missed}),
       count(*) FILTER (WHERE {excused}), count(*) FILTER (WHERE {open})
  FROM ({counted}) c
 WHERE $6::timestamptz[] IS NOT NULL
 GROUP BY 1
"""
PRIORITIES = ("urgent", "high", "normal", "low")


@dataclass(frozen=True)
class Attainment:
    """One line. `name` is what the tenant calls it (texts by language for a policy), or a month's number from 1."""

    key: str
    name: Any
    met: int
    missed: int
    excused: int
    open: int

    @property
    def counted(self) -> int:
        return self.met + self.missed

    @property
    def share(self) -> float | None:
        """The share that was met, of one; nothing when nothing counts."""
        return self.met / self.counted if self.counted else None


async def attainment(wanted: Wanted) -> list[Attainment]:
    sql = ATTAINMENT.format(
        key=KEYS[wanted.by],
        name=NAMES[wanted.by],
        counted=COUNTED,
        met=MET,
        missed=MISSED,
        excused=EXCUSED,
        open=FIGURES["open"],
    )
    rows = [Attainment(*row) for row in await unit.fetch(sql, *arguments(wanted))]
    return sorted(rows, key=lambda row: _order(wanted.by, row))


async def by_metric(wanted: Wanted) -> dict[str, Attainment]:
    """The same for each kind of promise, whatever the grouping."""
    sql = BY_METRIC.format(counted=COUNTED, met=MET, missed=MISSED, excused=EXCUSED, open=FIGURES["open"])
    return {row[0]: Attainment(*row) for row in await unit.fetch(sql, *arguments(wanted))}


def whole(rows: list[Attainment]) -> Attainment:
    return Attainment(
        "",
        "",
        *(sum(getattr(row, figure) for row in rows) for figure in ("met", "missed", "excused", "open")),
    )


def _order(by: Grouping, row: Attainment) -> tuple[Any, ...]:
    """Months and priorities as they are, everything else from the worst: that is what the reader came for."""
    if by == "month":
        return (int(row.key),)
    if by == "priority":
        return (PRIORITIES.index(row.key) if row.key in PRIORITIES else len(PRIORITIES),)
    return (-row.missed, -row.counted, str(row.name).casefold(), row.key)
