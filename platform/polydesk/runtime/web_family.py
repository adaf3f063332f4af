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
from importlib import import_module

from polydesk.runtime import leash
from polydesk.runtime.adopted import Adopted

Loader = Callable[[int], "subprocess.Popen[bytes]"]
"""Starts the process that loads and forks: on this line it hears when, and writes the numbers of its children."""

FORK = b"!"

# Elsewhere a process that has loaded its libraries cannot be forked safely, or orphans cannot be adopted.
IS_POSSIBLE = sys.platform == "linux"

# What serving needs besides the product, and around which pages are drawn.
LIBRARIES = ("anyio._backends._asyncio", "redis.asyncio", "uvloop")
FRAMES = ("web/desk.html", "web/platform.html", "web/portal.html")


class Family:
    """The supervisor's side: loading begins at once, beside whatever has to be there before; the first that is taken
    brings all of them."""

    def __init__(self, loader: Loader) -> None:
        self._line, theirs = socket.socketpair()
        with theirs:
            self._process = loader(theirs.fileno())
        self._waiting: list[int] | None = None

    def take(self) -> Adopted | None:
        """One that was forked and that nobody has taken yet; None when all are, or when loading failed."""
        if self._waiting is None:
            self._waiting = self._born()
        return Adopted(self._waiting.pop(0)) if self._waiting else None

    def dismiss(self) -> None:
        """Nobody will take one any more: the loader, if it still loads, ends, and nothing of it is left."""
        if self._waiting is None:
            self._waiting = []
            self._line.close()
            self._process.kill()
            self._process.wait()

    def _born(self) -> list[int]:
        told = b""
        with leash.adopting():
            # A loader that failed has hung up.
            with self._line, contextlib.suppress(ConnectionError):
                self._line.sendall(FORK)
                while numbers := self._line.recv(1024):
                    told += numbers
            self._process.wait()  # only now its children are orphans
        return [int(number) for number in told.split()]


def bear(sockets: list[socket.socket], workers: int, *, grace: int, tell: int) -> int:
    """The loader's side: loads, forks, tells who was born, leaves; in a child it serves until SIGTERM."""
    gc.disable()  # nothing that is loaded is garbage, and looking for some took a fifth of the time
    from polydesk.runtime.web_server import Server, config

    loaded = config(grace)
    loaded.load()
    _load_what_each_would()
    return leave_behind(lambda: Server(loaded).serve_until_signal(sockets), workers, tell=tell)


def _load_what_each_would() -> None:
    """With its first requests, into memory that it shares with the others until then."""
    from i18n import locales
    from polydesk.kernel.outbox import broker
    from polydesk.kernel.web import rendering

    for library in LIBRARIES:
        import_module(library)
    broker.load()
    locales.direction(locales.SOURCE)  # what CLDR knows of English and of all languages
    for frame in FRAMES:
        rendering.environment().get_template(frame)


def leave_behind(run: Callable[[], int], copies: int, *, tell: int) -> int:
    """Waits for the word; forks so many copies, each of which becomes a child of our parent and runs `run`."""
    _settle()
    supervisor = os.getppid()
    if os.read(tell, len(FORK)) != FORK:
        return 1  # the supervisor is gone
    for _ in range(copies):
        if pid := os.fork():
            os.write(tell, b"%d " % pid)
        else:
            os.close(tell)
            _live(supervisor, run)
    return 0


def _settle() -> None:
    """Nothing may run beside a fork; what there is leaves the garbage collector, whose marks would undo the sharing.

    Not even garbage is looked for: there is hardly any, and finding that out takes as long as importing Litestar.
    """
    if threading.active_count() != 1:
        raise RuntimeError(f"no fork beside threads: {[thread.name for thread in threading.enumerate()]}")
    gc.freeze()
    gc.enable()


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
