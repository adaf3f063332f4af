"""Tallies: what pages count without writing, added up in memory and written now and then.

Half a minute after the first count, and when the program ends, the sums go to the database, a unit for each tenant; a
program that is killed loses half a minute of counts and nothing else.
"""

import asyncio
import logging
from collections import Counter
from typing import Any
from uuid import UUID

from asyncpg import BitString

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.web.reader import SEATS, seat

log = logging.getLogger(__name__)

EVERY_S = 30.0
MOST = 20_000

_tallies: list["Tally"] = []
_waiting: asyncio.TimerHandle | None = None
_writing: set[asyncio.Task[None]] = set()


class Tally:
    """Counts by tenant and key. `statement` adds one sum to the row: the parts of the key, the number and, where it is
    `stamped`, the moment of writing."""

    def __init__(self, statement: str, *, stamped: bool = False) -> None:
        self.statement = statement
        self._stamped = stamped
        self._counts: Counter[tuple[UUID, tuple[Any, ...]]] = Counter()
        _tallies.append(self)

    def count(self, tenant: UUID, *key: Any) -> None:
        """What would make more than `MOST` rows is not counted."""
        if len(self._counts) < MOST or (tenant, key) in self._counts:
            self._counts[tenant, key] += 1
            _write_later()

    def take(self) -> dict[UUID, list[tuple[Any, ...]]]:
        """The rows by tenant, always in the same order, so that two programs never wait for each other."""
        counts, self._counts = self._counts, Counter()
        stamp = (now(),) if self._stamped else ()
        rows: dict[UUID, list[tuple[Any, ...]]] = {}
        for (tenant, key), times in sorted(counts.items(), key=lambda item: repr(item[0])):
            rows.setdefault(tenant, []).append((*key, times, *stamp))
        return rows


class Sketch(Tally):
    """Counts readers instead of times: each key keeps which seats were taken (`web/reader.py`), as bits of a row.
    `statement` takes them together: `seen = table.seen | excluded.seen`."""

    def count(self, tenant: UUID, *key: Any) -> None:
        if len(self._counts) < MOST or (tenant, key) in self._counts:
            self._counts[tenant, key] |= 1 << seat(tenant)
            _write_later()

    def take(self) -> dict[UUID, list[tuple[Any, ...]]]:
        return {
            tenant: [(*key, BitString.from_int(seats, length=SEATS)) for *key, seats in rows]
            for tenant, rows in super().take().items()
        }


async def flush() -> None:
    """Writes what has been counted."""
    taken = [(tally.statement, tally.take()) for tally in _tallies]
    for tenant in sorted({tenant for _statement, rows in taken for tenant in rows}):
        async with unit.tenant(tenant):
            for statement, rows in taken:
                if tenant in rows:
                    await unit.executemany(statement, rows[tenant])


async def write_all() -> None:
    """The same, for the end of the program and the timer: a database that is away must not disturb them."""
    try:
        await flush()
    except Exception:
        log.warning("what pages have counted could not be written", exc_info=True)


def _write_later() -> None:
    global _waiting
    if _waiting is None or _waiting.cancelled() or _waiting.when() < asyncio.get_running_loop().time():
        _waiting = asyncio.get_running_loop().call_later(EVERY_S, _write)


def _write() -> None:
    task = asyncio.get_running_loop().create_task(write_all())
    _writing.add(task)
    task.add_done_callback(_writing.discard)
