"""Web processes that share their memory: one loads the product, forks all of them and leaves.

Nobody stays behind with a copy of its own: the forked ones become children of the supervisor, who adopts orphans of its
house for that moment (decision 0012). One that dies later is started afresh like any other part.
"""

import contextlib
import gc
import os
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable

from polydesk.runtime import leash
from polydesk.runtime.adopted import Adopted

Loader = Callable[[int], "subprocess.Popen[bytes]"]
"""Starts the process that loads and forks; it writes the numbers of its children to this descriptor."""

# Elsewhere a process that has loaded its libraries cannot be forked safely, or orphans cannot be adopted.
IS_POSSIBLE = sys.platform == "linux"


class Family:
    """The supervisor's side: the first to be started brings all of them."""

    def __init__(self, loader: Loader) -> None:
        self._loader: Loader | None = loader
        self._waiting: list[int] = []

    def take(self) -> Adopted | None:
        """One that was forked and that nobody has taken yet; None when all are, or when loading failed."""
        if self._loader is not None:
            loader, self._loader = self._loader, None
            self._waiting = _born(loader)
        return Adopted(self._waiting.pop(0)) if self._waiting else None


def _born(loader: Loader) -> list[int]:
    outlet, inlet = os.pipe()
    with leash.adopting(), os.fdopen(outlet) as told:
        process = loader(inlet)
        os.close(inlet)
        numbers = told.read().split()  # until the loader has left
        process.wait()
    return [int(number) for number in numbers]


def bear(sockets: list[socket.socket], workers: int, *, grace: int, tell: int) -> int:
    """The loader's side: loads, forks, tells who was born, leaves; in a child it serves until SIGTERM."""
    import redis.asyncio  # noqa: F401 - the first requests of each would load it

    from polydesk.runtime.web_server import Server, config

    loaded = config(grace)
    loaded.load()
    return leave_behind(lambda: Server(loaded).serve_until_signal(sockets), workers, tell=tell)


def leave_behind(run: Callable[[], int], copies: int, *, tell: int) -> int:
    """Forks so many copies, each of which becomes a child of our parent and runs `run`."""
    _settle()
    supervisor = os.getppid()
    for _ in range(copies):
        if pid := os.fork():
            os.write(tell, b"%d " % pid)
        else:
            os.close(tell)
            _live(supervisor, run)
    return 0


def _settle() -> None:
    """Nothing may run beside a fork; what there is leaves the garbage collector, whose marks would undo the sharing."""
    if threading.active_count() != 1:
        raise RuntimeError(f"no fork beside threads: {[thread.name for thread in threading.enumerate()]}")
    gc.collect()
    gc.freeze()


def _live(supervisor: int, run: Callable[[], int]) -> None:
    """A child's whole life; it never returns into what the loader was doing."""
    status = 1
    try:
        _wait_for_adoption(supervisor)
        leash.stay_with(supervisor)
        status = run()
    except BaseException:  # noqa: BLE001 - nothing may climb into what the loader was doing
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(status)


def _wait_for_adoption(supervisor: int) -> None:
    loader = os.getppid()
    while loader != supervisor and os.getppid() == loader:
        time.sleep(0.002)
