"""The worker: takes ids from the broker and runs their rows; takes rows from the table itself while the broker is away.

Dramatiq's eight threads fetch and acknowledge; the jobs run on the one event loop of this process, which owns the
database's pools. On SIGTERM it takes nothing new, lets jobs end for up to 25 seconds and gives back what is left.
"""

import asyncio
import os
import sys
import threading

import dramatiq
from dramatiq.worker import Worker

from polydesk import wiring
from polydesk.kernel import logs
from polydesk.kernel.outbox import broker, registry
from polydesk.kernel.outbox.entry import Entry
from polydesk.kernel.outbox.relay import Turns, due_rows
from polydesk.kernel.outbox.running import run
from polydesk.kernel.outbox.trouble import DATABASE_AWAY
from polydesk.kernel.serving import until_told
from polydesk.kernel.settings import settings

THREADS = 8
POLL_MS = 200
PROBE_S = 1.0
GRACE_S = 25.0


def main() -> None:
    """Runs until SIGTERM or SIGINT."""
    if "DATABASE_POOL" not in os.environ:
        # A connection for each thread, so that a job never waits for another job's unit.
        os.environ["DATABASE_POOL"] = str(THREADS + 1)
        settings.cache_clear()
    logs.configure()
    wiring.load()
    with asyncio.Runner(loop_factory=_loop) as runner:
        runner.run(until_told(serve))


async def serve(stop: asyncio.Event) -> None:
    """Works until `stop`, then ends within the grace."""
    jobs = Jobs(asyncio.get_running_loop())
    threads = await asyncio.to_thread(_start_threads, jobs) if broker.is_configured() else None
    fallback = asyncio.create_task(_work_without_broker(jobs))
    await stop.wait()
    fallback.cancel()
    ending = threading.Thread(target=threads.stop, args=(int(GRACE_S * 1000),), daemon=True) if threads else None
    if ending is not None:
        ending.start()
    await jobs.end(GRACE_S)
    if ending is not None:
        # A thread that cannot acknowledge, because the broker is away, must not hold up the end.
        await asyncio.to_thread(ending.join, 2.0)


class Jobs:
    """The jobs that run now, on the loop, whoever brought them."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.free = asyncio.Semaphore(THREADS)
        self._running: set[asyncio.Task[bool]] = set()
        self._ended = False

    async def run(self, row: Entry) -> None:
        """Runs a row unless it is somebody else's; trouble with the database leaves it to the sweeper."""
        if self._ended:
            return
        task = asyncio.create_task(run(row))
        self._running.add(task)
        try:
            await task
        except DATABASE_AWAY as error:
            logs.logger().warning("a row could not be claimed", row=str(row.id), error=str(error))
        finally:
            self._running.discard(task)

    async def end(self, grace: float) -> None:
        """Lets jobs end; those that do not in time are stopped and their rows given back."""
        self._ended = True
        if self._running:
            await asyncio.wait(self._running, timeout=grace)
        for task in list(self._running):
            task.cancel()
        if self._running:
            await asyncio.wait(self._running, timeout=3.0)


def _start_threads(jobs: Jobs) -> Worker:
    found = broker.broker()
    for queue in registry.queues():
        _declare(found, queue, jobs)
    worker = Worker(found, worker_threads=THREADS, worker_timeout=POLL_MS)
    worker.start()
    return worker


def _declare(found: dramatiq.Broker, queue: str, jobs: Jobs) -> None:
    """The one actor of a queue: it waits in its thread while the loop runs the row."""

    def perform(tenant_id: str, row_id: str) -> None:
        row = broker.parse(tenant_id, row_id, queue)
        asyncio.run_coroutine_threadsafe(jobs.run(row), jobs.loop).result()

    dramatiq.actor(broker=found, actor_name=broker.actor_name(queue), queue_name=queue)(perform)


async def _work_without_broker(jobs: Jobs) -> None:
    """While the broker does not answer: due rows straight from the table, in turn by tenant."""
    turns = Turns()
    while True:
        if broker.is_configured() and await broker.in_thread(broker.ping):
            await asyncio.sleep(PROBE_S)
            continue
        try:
            rows = await due_rows(THREADS * 4, turns=turns)
        except DATABASE_AWAY as error:
            logs.logger().warning("the worker waits for the database", error=str(error))
            rows = []
        if rows:
            await asyncio.gather(*(_when_free(jobs, row) for row in rows))
        else:
            await asyncio.sleep(PROBE_S / 2)


async def _when_free(jobs: Jobs, row: Entry) -> None:
    async with jobs.free:
        await jobs.run(row)


def _loop() -> asyncio.AbstractEventLoop:
    """As web processes have it: a job is mostly short talks with the database and the mail server."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop

    return uvloop.new_event_loop()
