"""Passwords: argon2id with OWASP's 19 MiB and two passes, in a bounded pool so that the event loop never waits.

A look-up without a hash costs the same time as one with it, so that answers do not tell who exists.
"""

import asyncio
import contextlib
import ctypes
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH = 10
MAXIMUM_LENGTH = 1024

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_LARGE = 4 << 20

OWASP = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

_hasher = OWASP
_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


def _return_memory_at_once() -> None:
    """The C library would keep the 19 MiB of each thread's last password for ever: it learns from sizes that come again."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        allocator = ctypes.CDLL(None)
        allocator.mallopt(_M_MMAP_THRESHOLD, _LARGE)
        allocator.mallopt(_M_TRIM_THRESHOLD, 2 * _LARGE)


_return_memory_at_once()


async def hash_password(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_pool, _hash, password)


async def verify_password(password: str, hashed: str | None) -> bool:
    """Whether `password` belongs to `hashed`; None verifies against a dummy and is never right."""
    right = await asyncio.get_running_loop().run_in_executor(_pool, _verify, password, hashed or _dummy())
    return right and hashed is not None


def _hash(password: str) -> str:
    return _hasher.hash(_bytes(password))


def _verify(password: str, hashed: str) -> bool:
    try:
        return _hasher.verify(hashed, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    return password[:MAXIMUM_LENGTH].encode("utf-8", "surrogatepass")


@cache
def _dummy() -> str:
    return _hasher.hash(b"nobody has this password")
