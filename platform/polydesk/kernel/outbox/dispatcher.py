"""From the commit to the broker, off the event loop: a thread that publishes ids and forgets those it cannot.

Nothing is lost by forgetting: the sweeper finds the row within seconds. So a request never waits here, an unreachable
broker costs nothing (the circuit is open), and one tenant's flood takes the fair way through the sweeper.
"""

import queue
import threading
import time
from uuid import UUID

from polydesk.kernel.outbox import metrics
from polydesk.kernel.outbox.broker import BrokerAway, is_configured, publish
from polydesk.kernel.outbox.entry import Entry

BACKLOG = 10_000
DIRECT_BURST = 20
DIRECT_PER_SECOND = 20
LONGEST_BREAK_S = 15.0


class Allowance:
    """A token bucket per tenant: how many ids may skip the sweeper's queue."""

    def __init__(self) -> None:
        self._left: dict[UUID, tuple[float, float]] = {}

    def takes(self, tenant_id: UUID) -> bool:
        now = time.monotonic()
        left, since = self._left.get(tenant_id, (float(DIRECT_BURST), now))
        left = min(DIRECT_BURST, left + (now - since) * DIRECT_PER_SECOND)
        if len(self._left) > BACKLOG:
            self._left.clear()
        self._left[tenant_id] = (max(left - 1, 0.0), now)
        return left >= 1


class Circuit:
    """Open after a failure: for a second, then two, four, up to fifteen, nobody tries."""

    def __init__(self) -> None:
        self._closed_again = 0.0
        self._pause = 1.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._closed_again

    def failed(self) -> None:
        self._closed_again = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, LONGEST_BREAK_S)

    def worked(self) -> None:
        self._pause = 1.0


class Dispatcher:
    """One daemon thread per process, started by the first id that is handed over."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Entry] = queue.Queue(BACKLOG)
        self._allowance = Allowance()
        self._circuit = Circuit()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def hand(self, row: Entry) -> None:
        """Never blocks, never raises."""
        if not is_configured() or self._circuit.is_open or not self._allowance.takes(row.tenant_id):
            metrics.LEFT_TO_SWEEPER.inc()
            return
        try:
            self._queue.put_nowait(row)
        except queue.Full:
            metrics.LEFT_TO_SWEEPER.inc()
            return
        if self._thread is None or not self._thread.is_alive():
            self._start()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="outbox dispatcher", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._publish(self._queue.get())

    def _publish(self, row: Entry) -> None:
        if self._circuit.is_open:
            metrics.LEFT_TO_SWEEPER.inc()
            return
        try:
            publish([row])
        except BrokerAway:
            self._circuit.failed()
            metrics.LEFT_TO_SWEEPER.inc()
        else:
            self._circuit.worked()
            metrics.PUBLISHED.inc()


_dispatcher = Dispatcher()


def hand(row: Entry) -> None:
    """The id of a committed row, for the broker."""
    _dispatcher.hand(row)
