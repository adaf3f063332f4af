"""A lease: the right of one worker to run one row for half a minute at a time.

The claim writes it, the keeper renews it while the job runs, and whatever ends the job demands it: `WHERE lease = …`.
A worker that froze meanwhile finds its lease gone, and everything its unit did is rolled back. Only the database's
clock counts.
"""

import time
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from polydesk.kernel import database, unit
from polydesk.kernel.outbox.entry import PLATFORM, Entry

LENGTH = timedelta(seconds=30)

CLAIM = """
UPDATE outbox SET state = 'running', attempt = attempt + 1, lease = $3, lease_until = clock_timestamp() + $4
WHERE tenant_id = $1 AND id = $2 AND state = 'pending' AND due <= greatest($5, clock_timestamp())
RETURNING job, payload, attempt
"""
MINE = "WHERE tenant_id = $1 AND id = $2 AND lease = $3 AND state = 'running'"
# Constants only: nothing that anybody typed is in these texts.
FREE = "lease = NULL, lease_until = NULL"
RENEW = f"UPDATE outbox SET lease_until = clock_timestamp() + $4 {MINE} RETURNING id"  # noqa: S608
FINISH = f"UPDATE outbox SET state = 'done', done_at = now(), {FREE} {MINE} RETURNING id"  # noqa: S608
HOLD = f"SELECT id FROM outbox {MINE} FOR UPDATE"  # noqa: S608
BACK = f"UPDATE outbox SET state = 'pending', due = now() + $4, last_error = $5, {FREE} {MINE}"  # noqa: S608
RELEASE = f"UPDATE outbox SET state = 'pending', due = now(), attempt = attempt - 1, {FREE} {MINE}"  # noqa: S608
BURY = f"UPDATE outbox SET state = 'dead', done_at = now(), last_error = $4, {FREE} {MINE}"  # noqa: S608


class LeaseLost(RuntimeError):
    """Somebody else has this row now; nothing that this worker still does may be kept."""


@dataclass(eq=False)
class Lease:
    """What a job with `opens_unit=False` gets first: it opens units, renews before the effect, and finishes."""

    tenant_id: UUID
    id: UUID
    key: UUID
    job: str
    payload: dict[str, Any]
    attempt: int
    platform: bool = False
    finished: bool = False
    sure_since: float = field(default_factory=time.monotonic)

    def unit(self) -> AbstractAsyncContextManager[unit.Unit]:
        """A unit of the row's tenant; a platform unit for the platform's own rows."""
        return unit.platform() if self.platform or self.tenant_id == PLATFORM else unit.tenant(self.tenant_id)

    async def confirm(self) -> None:
        """Still ours, with time enough for an effect: whoever was sure of it a moment ago need not ask again."""
        if time.monotonic() - self.sure_since > LENGTH.total_seconds() / 3:
            await self.renew()

    async def renew(self) -> None:
        """Another half minute from now on, in a transaction of its own: the last step before an effect outside."""
        async with unit.platform() as own:
            asked = time.monotonic()
            self._demand(await own.fetchval(RENEW, *self._mine, LENGTH))
        self.sure_since = asked

    async def hold(self) -> None:
        """Fences the current unit: it can only commit while the lease is ours."""
        self._demand(await unit.fetchval(HOLD, *self._mine))

    async def finish(self) -> None:
        """The row is done, together with everything else in the current unit."""
        self._demand(await unit.fetchval(FINISH, *self._mine))
        self.finished = True

    async def give_back(self, *, after: timedelta, error: str) -> None:
        """Pending again, due after a while; a lease that is gone already needs no giving back."""
        await self._end(BACK, after, error)

    async def release(self) -> None:
        """Pending again at once, as if this worker had never taken it."""
        await self._end(RELEASE)

    async def bury(self, error: str) -> None:
        """A dead letter, for a person to look at."""
        await self._end(BURY, error)

    async def _end(self, sql: str, *args: Any) -> None:
        async with unit.platform() as own:
            await own.execute(sql, *self._mine, *args)

    @property
    def _mine(self) -> tuple[UUID, UUID, UUID]:
        return self.tenant_id, self.id, self.key

    def _demand(self, found: object) -> None:
        if found is None:
            raise LeaseLost(f"{self.job} {self.id}")


async def claim(row: Entry, *, by: datetime | None = None) -> Lease | None:
    """Takes a due row, or answers None: it is done, not due, or somebody else's. `by` is for tests that moved time."""
    key, asked = uuid4(), time.monotonic()
    async with database.connection("platform") as line:
        found = await line.fetchrow(CLAIM, row.tenant_id, row.id, key, LENGTH, by)
    if found is None:
        return None
    facts = (found["job"], found["payload"], found["attempt"])
    return Lease(row.tenant_id, row.id, key, *facts, sure_since=asked)
