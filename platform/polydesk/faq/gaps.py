"""Gaps: what customers searched in vain, for each language, until somebody has dealt with it.

A gap that is crossed off comes back by itself when it is searched in vain once more.
"""

from dataclasses import dataclass
from datetime import datetime

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound

# The search answers while somebody types, so beginnings of longer ones that were asked as often are nobody's question.
OPEN = """
WITH open AS (
  SELECT language, asked, times, last_at, lead(asked) OVER typed AS longer, lead(times) OVER typed AS longer_times
    FROM search_gap WHERE handled_at IS NULL OR last_at > handled_at
  WINDOW typed AS (PARTITION BY language ORDER BY asked COLLATE "C")
), gap AS (
  SELECT * FROM open WHERE longer IS NULL OR NOT starts_with(longer, asked) OR longer_times < times
)
"""


@dataclass(frozen=True)
class Gap:
    asked: str
    times: int
    last_at: datetime


async def gaps(language: str, *, most: int = 20) -> list[Gap]:
    """The most frequent first."""
    rows = await unit.fetch(
        OPEN + "SELECT asked, times, last_at FROM gap WHERE language = $1 ORDER BY times DESC, last_at DESC LIMIT $2",  # noqa: S608 - a constant of this module
        *(language, most),
    )
    return [Gap(**row) for row in rows]


async def counts() -> dict[str, int]:
    """language → how many there are."""
    rows = await unit.fetch(OPEN + "SELECT language, count(*)::int AS n FROM gap GROUP BY language")  # noqa: S608
    return {row["language"]: row["n"] for row in rows}


async def cross_off(asked: str, *, language: str) -> None:
    """Somebody has written about it, or nobody will. Raises NotFound."""
    await _set(asked, language, now(), "faq.gap_handled")


async def put_back(asked: str, *, language: str) -> None:
    """Raises NotFound."""
    await _set(asked, language, None, "faq.gap_reopened")


async def _set(asked: str, language: str, at: datetime | None, what: str) -> None:
    done = await unit.fetchval(
        "UPDATE search_gap SET handled_at = $3 WHERE asked = $1 AND language = $2 RETURNING true", asked, language, at
    )
    if not done:
        raise NotFound
    # What somebody typed may be personal: it is not for a log that is kept.
    await record(what, changes={"language": ["", language]})
