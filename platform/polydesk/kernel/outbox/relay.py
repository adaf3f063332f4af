"""Hands due rows to the broker, in turn by tenant, and never more than the workers will take within half a second.

The broker's queue is first in, first out, so fairness must happen before it: a round takes a few rows of every tenant
that has due rows, and keeps the number of ids that wait unclaimed (the window) near what is claimed in half a second.
A flood of one tenant therefore waits in PostgreSQL, and another's first row is at most a window away from a worker.
"""

import time
from collections.abc import Iterable
from itertools import chain, count, zip_longest
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.outbox import metrics
from polydesk.kernel.outbox.broker import in_thread, publish
from polydesk.kernel.outbox.entry import Entry
from polydesk.kernel.outbox.metrics import WAITING_TENANTS

SMALLEST_WINDOW = 16
LARGEST_WINDOW = 2048
LEAST_SHARE = 5
WINDOW_S = 0.5
FORGOTTEN_AFTER_S = 15.0

DUE = f"""
{WAITING_TENANTS}
SELECT found.tenant_id, found.id, found.queue FROM tenants t CROSS JOIN LATERAL (
  SELECT o.tenant_id, o.id, o.queue FROM outbox o
  WHERE o.state = 'pending' AND o.tenant_id = t.tenant_id AND o.due <= clock_timestamp() AND o.id <> ALL ($1::uuid[])
  ORDER BY o.due LIMIT greatest($3, $2 / (SELECT count(*) FROM tenants WHERE due <= clock_timestamp()))) found
WHERE t.due <= clock_timestamp()
"""  # noqa: S608
UNCLAIMED = """
SELECT o.id FROM outbox o JOIN unnest($1::uuid[], $2::uuid[]) AS waiting (tenant_id, id)
  ON o.tenant_id = waiting.tenant_id AND o.id = waiting.id
WHERE o.state = 'pending'
"""


class Window:
    """How many ids may wait unclaimed: twice as many when all were taken, else what half a second takes."""

    def __init__(self) -> None:
        self.size = SMALLEST_WINDOW

    def adapt(self, *, waited: int, taken: int, seconds: float) -> None:
        if waited and taken == waited and 2 * waited >= self.size:
            self.size = min(2 * self.size, LARGEST_WINDOW)
        elif waited:
            # It closes by half at most: one slow look is no reason to stop.
            enough = int(taken / max(seconds, 0.001) * WINDOW_S)
            self.size = min(self.size, max(SMALLEST_WINDOW, enough, self.size // 2))


class Relay:
    """One clock's memory of what it has published and nobody has claimed yet."""

    def __init__(self) -> None:
        self.window = Window()
        self._turns = Turns()
        self._waiting: dict[UUID, tuple[Entry, float]] = {}
        self._looked = time.monotonic()

    async def round(self) -> int:
        """Publishes what fits into the window; answers how many rows moved (claimed meanwhile or published now)."""
        taken = await self._forget_claimed()
        free = self.window.size - len(self._waiting)
        rows = await due_rows(free, turns=self._turns, without=self._waiting) if free > 0 else []
        if rows:
            await self._publish(rows)
        return taken + len(rows)

    async def _publish(self, rows: list[Entry]) -> None:
        await in_thread(publish, rows)
        now = time.monotonic()
        self._waiting.update({row.id: (row, now) for row in rows})
        metrics.SWEPT.inc(len(rows))

    async def _forget_claimed(self) -> int:
        """Rows that were claimed leave the window; those that nobody claims in time count as lost by the broker."""
        waited, now = len(self._waiting), time.monotonic()
        if waited:
            unclaimed = await _unclaimed([row for row, _ in self._waiting.values()])
            claimed = self._waiting.keys() - unclaimed
            lost = {key for key, (_, since) in self._waiting.items() if now - since > FORGOTTEN_AFTER_S}
            for key in claimed | lost:
                del self._waiting[key]
            self.window.adapt(waited=waited, taken=len(claimed), seconds=now - self._looked)
        self._looked = now
        return len(claimed) if waited else 0


class Turns:
    """Whose turn it is: who has waited longest since the last turn, newcomers first."""

    def __init__(self) -> None:
        self._served: dict[UUID, int] = {}
        self._turn = count(1)

    def take(self, rows: Iterable[Entry], limit: int) -> list[Entry]:
        """One row of each tenant, then the second of each, and so on, up to the limit."""
        by_tenant: dict[UUID, list[Entry]] = {}
        for row in rows:
            by_tenant.setdefault(row.tenant_id, []).append(row)
        queues = [by_tenant[tenant] for tenant in sorted(by_tenant, key=lambda tenant: self._served.get(tenant, 0))]
        taken = [row for row in chain.from_iterable(zip_longest(*queues)) if row is not None][:limit]
        self._remember(taken, by_tenant.keys())
        return taken

    def _remember(self, taken: list[Entry], tenants: Iterable[UUID]) -> None:
        """A tenant without due rows is forgotten, and a newcomer when it comes back."""
        served = {tenant: next(self._turn) for tenant in dict.fromkeys(row.tenant_id for row in taken)}
        self._served = {tenant: served.get(tenant, self._served.get(tenant, 0)) for tenant in tenants}


async def due_rows(limit: int, *, turns: Turns, without: Iterable[UUID] = ()) -> list[Entry]:
    """At most `limit` due rows, in turn by tenant, the oldest of each first."""
    async with unit.platform() as platform:
        # The list of ids must be known to the planner, which then looks them up in a hash table.
        await platform.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        found = await platform.fetch(DUE, list(without), limit, LEAST_SHARE)
    return turns.take((Entry(*row) for row in found), limit)


async def _unclaimed(rows: list[Entry]) -> set[UUID]:
    async with unit.platform() as platform:
        found = await platform.fetch(UNCLAIMED, [row.tenant_id for row in rows], [row.id for row in rows])
    return {row["id"] for row in found}
