"""Rate limits: how often something may happen, counted in Valkey where there is one and in this process otherwise.

Two fixed windows are weighed together (a sliding window), so that nobody doubles the limit at a window's edge. When
Valkey is away, each process counts for itself: the limit is then softer by the number of processes, never off.
"""

import hashlib
from collections import OrderedDict
from datetime import timedelta

from polydesk.kernel import clock, valkey
from polydesk.kernel.tenancy import tenant_or_none

REMEMBERED = 50_000

_counts: OrderedDict[str, int] = OrderedDict()


async def allow(what: str, key: str, *, limit: int, per: timedelta, cost: int = 1) -> bool:
    """Counts one more `what` by `key` (an address, an account) within the tenant and says whether it is within `limit`."""
    seconds = int(per.total_seconds())
    window, elapsed = divmod(clock.now().timestamp(), seconds)
    name = _name(what, key)
    present, past = f"{name}:{int(window)}", f"{name}:{int(window) - 1}"
    counts = await valkey.count(present, past, cost=cost, ttl=2 * seconds)
    now_count, past_count = counts if counts is not None else _count_here(present, past, cost)
    return now_count + past_count * (1 - elapsed / seconds) <= limit


def forget_all() -> None:
    """For tests: nobody has tried anything yet in this process."""
    _counts.clear()


def _name(what: str, key: str) -> str:
    hidden = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return f"throttle:{tenant_or_none() or 'platform'}:{what}:{hidden}"


def _count_here(present: str, past: str, cost: int) -> tuple[int, int]:
    _counts[present] = _counts.pop(present, 0) + cost
    while len(_counts) > REMEMBERED:
        _counts.popitem(last=False)
    return _counts[present], _counts.get(past, 0)
