"""Attainment: how many promises were met, missed or excused, by whatever a reader groups them by."""

from dataclasses import dataclass
from typing import Any

from polydesk.kernel import unit
from polydesk.reports.counted import COUNTED, EXCUSED, FIGURES, KEYS, MET, MISSED, NAMES, arguments
from polydesk.reports.wanted import Grouping, Wanted
from polydesk.tickets.ticket import PRIORITIES

ATTAINMENT = f"""
SELECT {{key}} AS key, (array_agg({{name}} ORDER BY c.counted_at DESC))[1] AS name,
       count(*) FILTER (WHERE {MET}), count(*) FILTER (WHERE {MISSED}),
       count(*) FILTER (WHERE {EXCUSED}), count(*) FILTER (WHERE {FIGURES["open"]})
  FROM ({COUNTED}) c
 WHERE $6::timestamptz[] IS NOT NULL
 GROUP BY 1
"""  # noqa: S608


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
    rows = await _counted(wanted, KEYS[wanted.by], NAMES[wanted.by])
    return sorted(rows, key=lambda row: _order(wanted.by, row))


async def by_metric(wanted: Wanted) -> dict[str, Attainment]:
    """The same for each kind of promise, whatever the grouping."""
    return {row.key: row for row in await _counted(wanted, "c.metric", "to_jsonb(c.metric)")}


def whole(rows: list[Attainment]) -> Attainment:
    return Attainment(
        "",
        "",
        *(sum(getattr(row, figure) for row in rows) for figure in ("met", "missed", "excused", "open")),
    )


async def _counted(wanted: Wanted, key: str, name: str) -> list[Attainment]:
    rows = await unit.fetch(ATTAINMENT.format(key=key, name=name), *arguments(wanted))
    return [Attainment(*row) for row in rows]


def _order(by: Grouping, row: Attainment) -> tuple[Any, ...]:
    """Months and priorities as they are, everything else from the worst: that is what the reader came for."""
    if by == "month":
        return (int(row.key),)
    if by == "priority":
        return (-PRIORITIES.index(row.key) if row.key in PRIORITIES else 1,)
    return (-row.missed, -row.counted, str(row.name).casefold(), row.key)
