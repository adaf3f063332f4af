"""The clock: sweeps due rows to the broker, recovers lapsed leases, enqueues what comes round, deletes what is old.

Any number of clocks may run; one leads at a time. `main()` is the process, `serve()` its life.
"""

import asyncio
import time
from datetime import UTC, datetime

from polydesk.kernel.logs import logger
from polydesk.kernel.outbox import housekeeping, schedule
from polydesk.kernel.outbox.broker import BrokerAway
from polydesk.kernel.outbox.leadership import Lead, lead
from polydesk.kernel.outbox.redaction import describe
from polydesk.kernel.outbox.relay import Relay
from polydesk.kernel.outbox.trouble import DATABASE_AWAY
from polydesk.kernel.serving import until_told

log = logger()

BUSY_S = 0.05
SWEEP_S = 2.0
TIDY_S = 60.0


def main() -> None:
    """Runs until SIGTERM or SIGINT."""
    asyncio.run(until_told(serve))


async def serve(stop: asyncio.Event) -> None:
    """Leads when it can, waits when another clock leads, and outlives the database's and the broker's absences."""
    while not stop.is_set():
        try:
            async with lead() as leader:
                if leader is not None:
                    log.info("this clock leads")
                    await _sweep(leader, stop)
        except DATABASE_AWAY as error:
            log.warning("the clock waits for the database", error=describe(error))
        except Exception:
            log.exception("a round of the clock failed")
        await _wait(stop, SWEEP_S)


async def _sweep(leader: Lead, stop: asyncio.Event) -> None:
    relay, tidied, pause = Relay(), 0.0, BUSY_S
    await schedule.learn(datetime.now(UTC))
    swept = 0.0
    while not stop.is_set():
        await leader.confirm()
        if time.monotonic() - swept >= SWEEP_S:
            swept = time.monotonic()
            await housekeeping.recover_lapsed()
            await schedule.enqueue_due()
        moved = await _relay(relay)
        pause = BUSY_S if moved else min(2 * pause, SWEEP_S)
        if time.monotonic() - tidied >= TIDY_S:
            tidied = time.monotonic() if await housekeeping.delete_old() < housekeeping.BATCH else 0.0
        await _wait(stop, pause)


async def _relay(relay: Relay) -> int:
    try:
        return await relay.round()
    except BrokerAway as error:
        # The workers know too, and claim due rows from the table themselves until it is back.
        log.warning("the broker is away", error=describe(error))
        return 0


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), timeout=seconds)
    except TimeoutError:
        return
