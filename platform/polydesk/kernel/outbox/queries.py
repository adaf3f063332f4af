"""What the operator's page shows of the outbox: how late it is, what is late, what comes round, what died."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from polydesk.kernel import clock, unit
from polydesk.kernel.outbox.metrics import figures
from polydesk.kernel.unit import Record

LATE_AFTER = timedelta(seconds=30)
STUCK_AFTER = timedelta(minutes=5)

LATE = """
SELECT job, count(*) AS rows, min(due) AS since FROM outbox
WHERE state = 'pending' AND due < clock_timestamp() - $1::interval GROUP BY job ORDER BY since LIMIT 20
"""
PERIODIC = "SELECT name, due, last_enqueued FROM periodic ORDER BY due, name"


@dataclass(frozen=True)
class Standing:
    """How the outbox stands at this moment."""

    pending: int
    running: int
    dead: int
    lag: timedelta
    oldest: timedelta

    @property
    def is_late(self) -> bool:
        return self.lag >= LATE_AFTER

    @property
    def is_stuck(self) -> bool:
        return self.lag >= STUCK_AFTER

    @property
    def oldest_since(self) -> datetime | None:
        return clock.now() - self.oldest if self.oldest else None

    @property
    def late_since(self) -> datetime:
        return clock.now() - self.lag


async def standing() -> Standing:
    found = await figures()
    counts = {state: int(found[state]) for state in ("pending", "running", "dead")}
    return Standing(
        **counts,
        lag=timedelta(seconds=max(found["lag"], 0.0)),
        oldest=timedelta(seconds=max(found["oldest"], 0.0)),
    )


async def late_jobs() -> Sequence[Record]:
    """Jobs that should have run by now, the latest first, with the number of their rows."""
    async with unit.platform() as platform:
        return await platform.fetch(LATE, LATE_AFTER)


async def periodic_jobs() -> Sequence[Record]:
    async with unit.platform() as platform:
        return await platform.fetch(PERIODIC)
