"""What comes round by itself: `@every(timedelta(hours=1))` or `@daily(at=time(3))` above `@job` (UTC).

When a period is due the clock writes an outbox row of the platform and moves the period on, in one transaction with the
schedule's row locked: exactly one row a period. The run itself is a job like any other, with lease, attempts and dead
letter. A job for each tenant is a platform job that enqueues one row a tenant. Periods missed while nothing ran are
made up for once, not once each.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from polydesk.kernel import unit
from polydesk.kernel.outbox.enqueueing import enqueue
from polydesk.kernel.outbox.registry import Verb, name_of

DAY = timedelta(days=1)
MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)

LEARN = "INSERT INTO periodic (name, due) SELECT * FROM unnest($1::text[], $2::timestamptz[]) ON CONFLICT DO NOTHING"
DUE = """
SELECT name, clock_timestamp() AS now FROM periodic
WHERE due <= clock_timestamp() AND name = ANY($1) FOR UPDATE SKIP LOCKED
"""
MOVE_ON = "UPDATE periodic SET due = $2, last_enqueued = $3 WHERE name = $1"


@dataclass(frozen=True)
class Period:
    """Every `length`, counted from `offset` after midnight: the same instants on every machine."""

    length: timedelta
    offset: timedelta = timedelta()

    def next_after(self, instant: datetime) -> datetime:
        start = MIDNIGHT + self.offset
        return start + ((instant - start) // self.length + 1) * self.length


_periods: dict[str, Period] = {}


def every(length: timedelta) -> Callable[[Verb], Verb]:
    """Above `@job(…, platform=True)`: a row each `length`."""
    return _registers(Period(length))


def daily(*, at: time = time(0)) -> Callable[[Verb], Verb]:
    """Above `@job(…, platform=True)`: a row each day at that time, UTC."""
    return _registers(Period(DAY, timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)))


def _registers(period: Period) -> Callable[[Verb], Verb]:
    def register(verb: Verb) -> Verb:
        _periods[name_of(verb)] = period
        return verb

    return register


async def learn(now: datetime) -> None:
    """Rows for periods that are new in this release."""
    async with unit.platform() as platform:
        await platform.execute(LEARN, list(_periods), [period.next_after(now) for period in _periods.values()])


async def enqueue_due() -> int:
    """Writes an outbox row for each period that has come round; answers how many."""
    if not _periods:
        return 0
    async with unit.platform() as platform:
        rows = await platform.fetch(DUE, list(_periods))
        for name, now in rows:
            await enqueue(name)
            await platform.execute(MOVE_ON, name, _periods[name].next_after(now), now)
    return len(rows)
