"""The tally: how often articles are read and what is searched in vain, counted in memory and written now and then.

A page view writes nothing. Half a minute after the first count, and when the program ends, the sums go to the database;
a program that is killed loses half a minute of counts and nothing else.
"""

import asyncio
import logging
from collections import Counter
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now

log = logging.getLogger(__name__)

EVERY_S = 30.0
MOST = 20_000

_views: Counter[tuple[UUID, UUID, str]] = Counter()
_gaps: Counter[tuple[UUID, str, str]] = Counter()
_waiting: asyncio.TimerHandle | None = None
_writing: set[asyncio.Task[None]] = set()


def count_view(tenant: UUID, article: UUID, language: str) -> None:
    if len(_views) < MOST:
        _views[tenant, article, language] += 1
        _write_later()


def count_gap(tenant: UUID, language: str, asked: str) -> None:
    """Somebody searched and found nothing."""
    if len(_gaps) < MOST and (words := " ".join(asked.lower().split())[:200]):
        _gaps[tenant, language, words] += 1
        _write_later()


async def flush() -> None:
    """Writes what has been counted, a unit for each tenant."""
    views, gaps = dict(_views), dict(_gaps)
    _views.clear()
    _gaps.clear()
    for tenant in {key[0] for key in (*views, *gaps)}:
        async with unit.tenant(tenant):
            await unit.executemany(_VIEWS, [(*key[1:], n) for key, n in sorted(views.items()) if key[0] == tenant])
            await unit.executemany(_GAPS, [(*key[1:], n, now()) for key, n in sorted(gaps.items()) if key[0] == tenant])


def _write_later() -> None:
    global _waiting
    if _waiting is None or _waiting.cancelled() or _waiting.when() < asyncio.get_running_loop().time():
        _waiting = asyncio.get_running_loop().call_later(EVERY_S, _write)


def _write() -> None:
    task = asyncio.get_running_loop().create_task(write_all())
    _writing.add(task)
    task.add_done_callback(_writing.discard)


async def write_all() -> None:
    """The same, for the end of the program and the timer: a database that is away must not disturb them."""
    try:
        await flush()
    except Exception:
        log.warning("counts of the FAQ could not be written", exc_info=True)


_VIEWS = "UPDATE article_text SET views = views + $3 WHERE article_id = $1 AND language = $2"
_GAPS = """
INSERT INTO search_gap (language, asked, times, last_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, language, asked) DO UPDATE SET times = search_gap.times + excluded.times, last_at = excluded.last_at
"""
