"""Keeps a lease while its job runs: renews it every ten seconds, stops the job when it is lost or takes too long."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from polydesk.kernel.logs import logger
from polydesk.kernel.outbox.lease import LENGTH, Lease, LeaseLost

log = logger()

RENEW_EVERY_S = LENGTH.total_seconds() / 3


@asynccontextmanager
async def keeping(lease: Lease, *, no_longer_than: timedelta) -> AsyncIterator[None]:
    """Raises TimeoutError after the limit, LeaseLost as soon as somebody else is known to hold the row."""
    lost = asyncio.Event()
    try:
        async with asyncio.timeout(no_longer_than.total_seconds()) as limit:
            renewing = asyncio.create_task(_renew(lease, limit, lost))
            try:
                yield
            finally:
                renewing.cancel()
    except TimeoutError:
        if lost.is_set():
            raise LeaseLost(f"{lease.job} {lease.id}") from None
        raise


async def _renew(lease: Lease, limit: asyncio.Timeout, lost: asyncio.Event) -> None:
    while True:
        await asyncio.sleep(RENEW_EVERY_S)
        try:
            await lease.renew()
        except LeaseLost:
            if lease.finished:
                return
            lost.set()
            limit.reschedule(asyncio.get_running_loop().time())
            return
        except Exception:
            log.warning("a lease could not be renewed", job=lease.job, row=str(lease.id), exc_info=True)
