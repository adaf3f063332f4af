"""Identifiers: UUIDv7, so that new rows lie together in an index; made by the server, never taken from a client."""

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """48 bits of milliseconds, then 74 random bits (RFC 9562, section 5.7)."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def to_id(text: object) -> UUID | None:
    """The id that a client wrote, or None when it is not one."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
