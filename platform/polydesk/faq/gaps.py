"""Gaps: what customers searched in vain, and what they found without opening any of it, until somebody has dealt with it.

A gap that is crossed off comes back by itself when it is searched once more. A search counts as one without a click
while fewer than one of four has opened a result: nobody is recognised, so one search is like another.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound

# The search answers while somebody types, so beginnings of longer ones that were asked as often are nobody's question.
Sort = Literal["vain", "unopened"]
# Searches that found something, after the last time: they are many, and what they say grows old.
REMEMBERED = timedelta(days=90)

_SHELVES: tuple[tuple[Sort, str, str], ...] = (
    ("vain", "search_gap", "0::bigint"),
    ("unopened", "search_shown", "opened"),
)
OPEN: dict[Sort, str] = {
    sort: f"""
WITH open AS (
  SELECT language, asked, times, {opened} AS opened, last_at, handled_at,
         lead(asked) OVER typed AS longer, lead(times) OVER typed AS longer_times
    FROM {table}
  WINDOW typed AS (PARTITION BY language ORDER BY asked COLLATE "C")
), gap AS (
  SELECT * FROM open
   WHERE (handled_at IS NULL OR last_at > handled_at) AND opened * 4 < times
     AND (longer IS NULL OR NOT starts_with(longer, asked) OR longer_times < times)
)
"""  # noqa: S608 - constants of this module
    for sort, table, opened in _SHELVES
}


@dataclass(frozen=True)
class Gap:
    asked: str
    times: int
    opened: int
    last_at: datetime


async def gaps(language: str, sort: Sort = "vain", *, most: int = 20) -> list[Gap]:
    """The most frequent first."""
    rows = await unit.fetch(f"{OPEN[sort]} {_WORST}", language, most)
    return [Gap(**row) for row in rows]


async def counts() -> dict[str, int]:
    """language → how many there are, of both sorts."""
    found: Counter[str] = Counter()
    for opened in OPEN.values():
        found.update({row["language"]: row["n"] for row in await unit.fetch(f"{opened} {_COUNT}")})
    return found


async def cross_off(asked: str, sort: Sort = "vain", *, language: str) -> None:
    """Somebody has written about it, or nobody will. Raises NotFound."""
    await _set(asked, sort, language, now(), "faq.gap_handled")


async def put_back(asked: str, sort: Sort = "vain", *, language: str) -> None:
    """Raises NotFound."""
    await _set(asked, sort, language, None, "faq.gap_reopened")


async def _set(asked: str, sort: Sort, language: str, at: datetime | None, what: str) -> None:
    done = await unit.fetchval(_HANDLE[sort], asked, language, at)
    if not done:
        raise NotFound
    # What somebody typed may be personal: it is not for a log that is kept.
    await record(what, changes={"language": ["", language]})


_WORST = """
SELECT asked, times, opened, last_at FROM gap WHERE language = $1 ORDER BY times - opened DESC, last_at DESC LIMIT $2
"""
_COUNT = "SELECT language, count(*)::int AS n FROM gap GROUP BY language"
_HANDLE: dict[Sort, str] = {
    sort: f"UPDATE {table} SET handled_at = $3 WHERE asked = $1 AND language = $2 RETURNING true"  # noqa: S608
    for sort, table, _opened in _SHELVES
}
