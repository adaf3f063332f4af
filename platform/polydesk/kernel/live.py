"""Live: what changed, told to open pages and caches of every web process, right after the commit.

`await tell("ticket", ticket_id)` in a unit reaches `hub().listen(tenant, {"ticket"})` and `hub().on("ticket", …)` of
every process, by PostgreSQL's NOTIFY. A listener may miss words (a lost connection, a slow reader): the topic
RESYNC then tells it to look afresh, so nobody shows old things for ever.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import msgspec

from polydesk.kernel import database, unit
from polydesk.kernel.logs import logger
from polydesk.kernel.tenancy import tenant_or_none

log = logger()

CHANNEL = "polydesk_live"
RESYNC = "resync"
LARGEST = 7_000
BACKLOG = 100
CHECK_S = 15.0


class Event(NamedTuple):
    """What changed; `tenant_id` is None for the platform's own and for RESYNC."""

    topic: str
    payload: Any
    tenant_id: UUID | None


Callback = Callable[[Event], None]


async def tell(topic: str, payload: Any = None) -> None:
    """Tells every process after this unit has committed. The payload is small: an id, a few words."""
    here = unit.current()
    tenant = here.tenant or tenant_or_none()
    text = msgspec.json.encode([topic, payload, tenant]).decode()
    if len(text.encode()) > LARGEST:
        raise ValueError(f"too much to tell about {topic!r}; tell an id and let the reader look")
    here.notify(CHANNEL, text)


class Hub:
    """One LISTEN connection per process, fanned out to pages and caches."""

    def __init__(self) -> None:
        self._readers: set[_Reader] = set()
        self._callbacks: dict[str, list[Callback]] = {}
        self._task: asyncio.Task[None] | None = None
        self.dropped = 0

    def on(self, topic: str, callback: Callback) -> None:
        """Calls back for that topic of any tenant, and for RESYNC: then everything may have changed."""
        self._callbacks.setdefault(topic, []).append(callback)

    async def listen(self, tenant_id: UUID, topics: set[str]) -> AsyncIterator[Event]:
        """What happens in one tenant from now on; ends when the reader is too slow, so that it comes again afresh."""
        reader = _Reader(tenant_id, topics)
        self._readers.add(reader)
        try:
            while (event := await reader.queue.get()) is not None:
                yield event
        finally:
            self._readers.discard(reader)

    def start(self) -> None:
        """Begins to listen, in the running loop; calling it again does nothing."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="live hub")

    async def stop(self) -> None:
        """Ends the connection and every open `listen`."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self.end_readers()

    def end_readers(self) -> None:
        """Ends every open `listen`: the process is leaving, and readers come again to another one."""
        for reader in list(self._readers):
            reader.end()

    def deliver(self, event: Event) -> None:
        """Hands one event to callbacks and readers; RESYNC goes to all of them."""
        topics = list(self._callbacks) if event.topic == RESYNC else [event.topic]
        for callback in [found for topic in topics for found in self._callbacks.get(topic, ())]:
            try:
                callback(event)
            except Exception:
                log.exception("a live callback failed", topic=event.topic)
        for reader in [reader for reader in self._readers if reader.wants(event)]:
            if not reader.take(event):
                self.dropped += 1
                self._readers.discard(reader)

    async def _run(self) -> None:
        pause = 0.2
        while True:
            try:
                await self._follow()
                pause = 0.2
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                log.warning("the live connection is gone", error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(2 * pause, 5.0)

    async def _follow(self) -> None:
        """Listens until the connection ends. What was missed meanwhile is not known, hence RESYNC."""
        settings = {"application_name": "polydesk live"}
        connection = await asyncpg.connect(database.role_url("app"), timeout=5, server_settings=settings)
        try:
            gone = asyncio.Event()
            connection.add_termination_listener(lambda _: gone.set())
            await connection.add_listener(CHANNEL, self._hear)
            self.deliver(Event(RESYNC, None, None))
            while not gone.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(gone.wait(), timeout=CHECK_S)
                await connection.execute("SELECT 1", timeout=5)
        finally:
            connection.terminate()

    def _hear(self, _connection: object, _pid: int, _channel: str, text: object) -> None:
        try:
            topic, payload, tenant = msgspec.json.decode(str(text), type=tuple[str, Any, UUID | None])
        except msgspec.MsgspecError:
            log.warning("a word on the live channel could not be read")
            return
        self.deliver(Event(topic, payload, tenant))


class _Reader:
    def __init__(self, tenant_id: UUID, topics: set[str]) -> None:
        self.queue: asyncio.Queue[Event | None] = asyncio.Queue(BACKLOG)
        self._tenant_id = tenant_id
        self._topics = topics

    def wants(self, event: Event) -> bool:
        return event.topic == RESYNC or (event.tenant_id == self._tenant_id and event.topic in self._topics)

    def take(self, event: Event) -> bool:
        if not self.queue.full():
            self.queue.put_nowait(event)
            return True
        self.end()
        return False

    def end(self) -> None:
        while self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


_hub = Hub()


def hub() -> Hub:
    """The hub of this process; the web starts and stops it with itself."""
    return _hub
