"""Runs one row: claim, open its tenant's unit, do the verb, mark it done in the same transaction; or note why not.

A job may raise `Retry` to be called later without this being a failure, `GiveUp` when no attempt can help. Any other
error is a failure: the row waits longer each time and is a dead letter after the job's last attempt.
"""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta

from polydesk.kernel.actor import SYSTEM, acting_as
from polydesk.kernel.database import Unavailable
from polydesk.kernel.logs import logger
from polydesk.kernel.outbox import metrics
from polydesk.kernel.outbox.backoff import pause
from polydesk.kernel.outbox.entry import Entry
from polydesk.kernel.outbox.keeper import keeping
from polydesk.kernel.outbox.lease import Lease, LeaseLost, claim
from polydesk.kernel.outbox.redaction import describe
from polydesk.kernel.outbox.registry import DEFAULT_ATTEMPTS, Job, UnknownJob, find

log = logger()


class Retry(Exception):
    """Call me again after a while; this was no failure."""

    def __init__(self, reason: str = "postponed", *, after: timedelta) -> None:
        super().__init__(reason)
        self.after = after


class GiveUp(Exception):
    """No further attempt can help."""


async def run(row: Entry, *, by: datetime | None = None) -> bool:
    """Claims and runs a row; False when there was nothing to claim."""
    lease = await claim(row, by=by)
    if lease is not None:
        await run_claimed(lease)
    return lease is not None


async def run_claimed(lease: Lease) -> Exception | None:
    """Runs a claimed row to its end; answers the error that it wrote down, if there was one."""
    try:
        await _call(find(lease.job), lease)
    except asyncio.CancelledError:
        await asyncio.shield(_write_down(lease, "released", lease.release()))
        raise
    except Exception as error:  # noqa: BLE001 (whatever a job raises is written into its row)
        await _end(lease, error)
        return error
    metrics.RUN.labels(lease.job, "done").inc()
    return None


async def _call(job: Job, lease: Lease) -> None:
    lease.platform = job.platform
    with acting_as(SYSTEM):
        async with keeping(lease, no_longer_than=job.time_limit):
            if job.opens_unit:
                async with lease.unit():
                    await job.verb(**lease.payload)
                    await lease.finish()
            else:
                await job.verb(lease, **lease.payload)
                if not lease.finished:
                    async with lease.unit():
                        await lease.finish()


async def _end(lease: Lease, error: Exception) -> None:
    if isinstance(error, LeaseLost):
        metrics.RUN.labels(lease.job, "lost").inc()
        log.warning("a job lost its lease; its unit was rolled back", **_about(lease))
    elif isinstance(error, Retry):
        await _write_down(lease, "postponed", lease.give_back(after=error.after, error=describe(error)))
    elif isinstance(error, Unavailable):
        await _write_down(lease, "released", lease.release())
    elif isinstance(error, GiveUp) or lease.attempt >= _attempts(lease):
        log.error("a job is a dead letter", **_about(lease), error=describe(error), exc_info=error)
        await _write_down(lease, "dead", lease.bury(describe(error)))
    else:
        log.warning("a job failed", **_about(lease), error=describe(error))
        await _write_down(lease, "failed", lease.give_back(after=pause(lease.attempt), error=describe(error)))


def _about(lease: Lease) -> dict[str, object]:
    return {"job": lease.job, "row": str(lease.id), "tenant": str(lease.tenant_id), "attempt": lease.attempt}


def _attempts(lease: Lease) -> int:
    try:
        return find(lease.job).attempts
    except UnknownJob:
        return DEFAULT_ATTEMPTS


async def _write_down(lease: Lease, end: str, writing: Awaitable[None]) -> None:
    metrics.RUN.labels(lease.job, end).inc()
    try:
        await writing
    except Exception:
        log.warning("a row could not be written back; its lease will lapse", **_about(lease), exc_info=True)
