"""Gaps: what customers searched in vain, for each language, until somebody has dealt with it.

A gap that is crossed off comes back by itself when it is searched in vain once more.
"""

from dataclasses import dataclass
from datetime import datetime

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound

OPEN = "(handled_at IS NULL OR last_at > handled_at)"


@dataclass(frozen=True)
class Gap:
    asked: str
    times: int
    last_at: datetime


async def gaps(language: str, *, most: int = 20) -> list[Gap]:
    """The most frequent first."""
    rows = await unit.fetch(
        f"""SELECT asked, times, last_at FROM search_gap WHERE language = $1 AND {OPEN}
             ORDER BY times DESC, last_at DESC LIMIT $2""",  # noqa: S608 - a constant of this module
        *(language, most),
    )
    return [Gap(**row) for row in rows]


async def counts() -> dict[str, int]:
    """language → how many there are."""
    rows = await unit.fetch(f"SELECT language, count(*)::int AS n FROM search_gap WHERE {OPEN} GROUP BY language")  # noqa: S608
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
