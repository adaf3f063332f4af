"""Actors of the faults: real processes of the product that can be killed, frozen and started again.

They are forked from a process that has imported the product already, as production's web processes are: to import it
anew costs more than a second of a processor, and the plays start some sixty of them.
"""

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from polydesk.kernel.outbox import job

FORKS = multiprocessing.get_context("forkserver")
# While they are imported only a list of the settings' pages asks whether there is billing; an actor asks for itself.
FORKS.set_forkserver_preload(
    ["polydesk.routes", "polydesk.app", "polydesk.worker", "polydesk.intake.serving", "uvloop"]
)


@job("tests.work")
async def work(seconds: float = 0.0) -> None:
    await asyncio.sleep(seconds)


@dataclass
class Actor:
    """One process and how it is started again."""

    name: str
    role: str
    lease_s: float
    environment: Mapping[str, str]
    log: Path
    door: socket.socket | None = None
    process: BaseProcess | None = None
    frozen_until: float = 0.0

    def start(self) -> None:
        told = (self.role, self.lease_s, dict(self.environment), self.log, self.door)
        self.process = FORKS.Process(target=act, args=told, name=self.name)
        self.process.start()

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.pid is not None and self.process.is_alive():
            os.kill(self.process.pid, number)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()
        self.frozen_until = 0.0

    def ends_by_itself(self, *, within: float) -> bool:
        """Whether it has ended well."""
        assert self.process is not None
        self.process.join(within)
        return self.process.exitcode == 0

    def freeze(self, seconds: float) -> None:
        """Until then it neither works nor ends; the play goes on meanwhile."""
        self.signal(signal.SIGSTOP)
        self.frozen_until = time.monotonic() + seconds
        threading.Timer(seconds, self.signal, [signal.SIGCONT]).start()

    @property
    def is_frozen(self) -> bool:
        return time.monotonic() < self.frozen_until


def act(role: str, lease_s: float, environment: dict[str, str], log: Path, door: socket.socket | None) -> None:
    """What an actor does with its life."""
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab") as words:
        os.dup2(words.fileno(), 1)
        os.dup2(words.fileno(), 2)
    from billing import own_turn
    from polydesk import wiring, worker
    from polydesk.intake import serving
    from polydesk.kernel.outbox import keeper, lease, sweeper
    from polydesk.kernel.settings import settings
    from polydesk.runtime import web_server

    settings.cache_clear()
    lease.LENGTH = timedelta(seconds=lease_s)
    keeper.RENEW_EVERY_S = lease_s / 3
    worker.GRACE_S = 2.0
    own_turn.HELD_FOR = timedelta(seconds=min(lease_s, own_turn.HELD_FOR.total_seconds()))
    wiring.load()
    match role:
        case "worker":
            worker.main()
        case "clock":
            sweeper.main()
        case "intake":
            serving.main()
        case "web" if door is not None:
            sys.exit(web_server.serve([door.detach()], grace=4))
