"""Ports of this machine for programs that are told theirs before they listen.

A port that the system chooses is one that it gives to the next who calls anybody; meanwhile it may be taken. Ours lie
below all of those, and which process of the tests has which is kept in locks that end with it.
"""

import fcntl
import os
import socket
import tempfile
from pathlib import Path
from typing import TextIO

LOWEST, ABOVE_ALL = 10_240, 32_768
# A product that runs has some more above its own.
WIDTH = 32

_held: list[TextIO] = []


def free_port() -> int:
    """One that no other process of the tests gets as long as this one lives, nor those just above it."""
    locks = Path(tempfile.gettempdir()) / f"polydesk-ports-{os.getuid()}"
    locks.mkdir(exist_ok=True)
    for port in range(LOWEST, ABOVE_ALL, WIDTH):
        lock = (locks / str(port)).open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        _held.append(lock)
        if all(map(_is_free, range(port, port + WIDTH))):
            return port
    raise AssertionError("no port of this machine is free")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
