"""Identifiers: UUIDv7, so that new rows lie together in an index; made by the server, never taken from a client.

What one process makes is in order, also within a millisecond: rows of one instant are read in the order of their ids.
"""

import os
import threading
import time
from uuid import UUID

# As PostgreSQL's uuidv7() divides a millisecond.
STEPS_OF_A_MILLISECOND = 4096

_last = 0
_in_turn = threading.Lock()


def new_id() -> UUID:
    """48 bits of milliseconds, 12 bits of a part of one, then 62 random bits (RFC 9562, sections 5.7 and 6.2, method 3)."""
    milliseconds, part = divmod(_next_step(), STEPS_OF_A_MILLISECOND)
    chance = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=milliseconds << 80 | 0x7 << 76 | part << 64 | 0x2 << 62 | chance)


def _next_step() -> int:
    """Now, or just after the one before, which another thread or a clock that was set back may have put later."""
    global _last
    with _in_turn:
        _last = max(time.time_ns() * STEPS_OF_A_MILLISECOND // 1_000_000, _last + 1)
        return _last


def to_id(text: object) -> UUID | None:
    """The id that a client wrote, or None when it is not one."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
