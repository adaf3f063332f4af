"""A child never outlives its parent, even when the parent is killed with SIGKILL.

Two ways to hold the leash. Python children call `stay_with(parent)` first thing. Foreign programs (PostgreSQL, Valkey)
are started through `command(...)`: this file is then run as a script, ties itself to the parent, becomes another user
if it must, and turns into the program. Linux does the tying in the kernel; elsewhere a thread watches, and foreign
programs are tidied up by the next start. For Linux the parent is the *thread* that started the child, so start servers
from a thread that lives as long as they should.
"""

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator

_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_PDEATHSIG, _PR_SET_KEEPCAPS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
_CAP_DAC_OVERRIDE = 1

VARIABLE = "SUPERVISED_BY"
"""The environment variable that tells a Python child which process it stays with."""


def stay_with(parent: int, *, last_signal: int = signal.SIGKILL) -> None:
    """Ends this process, by `last_signal`, as soon as `parent` is gone."""
    if sys.platform == "linux":
        _ask_kernel(last_signal)
    else:
        threading.Thread(target=_watch, args=(parent, last_signal), name="leash", daemon=True).start()
    if os.getppid() != parent:
        os._exit(1)


@contextlib.contextmanager
def adopting() -> Iterator[None]:
    """Meanwhile, on Linux, whoever loses its parent below this process becomes a child of this process."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1, 0)
    try:
        yield
    finally:
        _prctl(_PR_SET_CHILD_SUBREAPER, 0, 0)


def command(
    program: list[str], *, last_signal: int, user: tuple[int, int] | None = None, reach_all: bool = False
) -> list[str]:
    """The command line that runs `program` leashed to this process, as `user` (uid, gid) if given.

    `reach_all` lets the program pass folders that only root may enter, so that we need not open them to everybody.
    """
    uid, gid = user or (-1, -1)
    leash = [str(number) for number in (os.getpid(), int(last_signal), uid, gid, int(reach_all))]
    return [sys.executable, "-I", "-S", __file__, *leash, *program]


def _become(parent: int, last_signal: int, uid: int, gid: int, reach_all: bool, program: list[str]) -> None:
    if uid >= 0:
        _change_user(uid, gid, reach_all)
    # Only after the change of user: the kernel forgets the signal whenever credentials change.
    if sys.platform == "linux":
        _ask_kernel(last_signal)
    if os.getppid() != parent:
        os._exit(1)
    os.execv(program[0], program)


def _change_user(uid: int, gid: int, reach_all: bool) -> None:
    os.setgroups([])
    os.setgid(gid)
    if reach_all and sys.platform == "linux":
        _prctl(_PR_SET_KEEPCAPS, 1, 0)
        os.setuid(uid)
        _keep_only(_CAP_DAC_OVERRIDE)
        _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE)
    else:
        os.setuid(uid)


def _keep_only(capability: int) -> None:
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    bits = 1 << capability
    sets = (ctypes.c_uint32 * 6)(bits, bits, bits, 0, 0, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def _ask_kernel(last_signal: int) -> None:
    _prctl(_PR_SET_PDEATHSIG, last_signal, 0)


def _prctl(option: int, first: int, second: int) -> None:
    words = [ctypes.c_ulong(word) for word in (first, second, 0, 0)]
    if ctypes.CDLL(None, use_errno=True).prctl(option, *words) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _watch(parent: int, last_signal: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), last_signal)


if __name__ == "__main__":
    _parent, _signal, _uid, _gid, _reach_all = (int(word) for word in sys.argv[1:6])
    _become(_parent, _signal, _uid, _gid, bool(_reach_all), sys.argv[6:])
