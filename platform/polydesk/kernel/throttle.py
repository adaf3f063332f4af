"""Rate limits: how often something may happen, counted in Valkey where there is one and in this process otherwise.

Two fixed windows are weighed together (a sliding window), so that nobody doubles the limit at a window's edge. When
Valkey is away, each process counts for itself: the limit is then softer by the number of processes, never off.
"""

import hashlib
from collections import OrderedDict
from datetime import timedelta
from typing import NamedTuple

from polydesk.kernel import clock, valkey
from polydesk.kernel.tenancy import tenant_or_none

REMEMBERED = 50_000

_counts: OrderedDict[str, int] = OrderedDict()


class Limit(NamedTuple):
    """How often `what` by `key` (an address, an account) may happen: in each tenant, or `everywhere` taken together."""

    what: str
    key: str
    limit: int
    per: timedelta
    everywhere: bool = False


async def allow(what: str, key: str, *, limit: int, per: timedelta, cost: int = 1) -> bool:
    """Counts one more `what` by `key` within the tenant and says whether it is within `limit`."""
    return await allow_all(Limit(what, key, limit, per), cost=cost)


async def allow_all(*limits: Limit, cost: int = 1) -> bool:
    """Counts one more under each of them, at once, and says whether it is within all."""
    instant = clock.now().timestamp()
    counters = [_counter(limit, instant, cost) for limit in limits]
    counts = await valkey.count(counters) or [_count_here(*counter[:3]) for counter in counters]
    return all(_within(limit, instant, *found) for limit, found in zip(limits, counts, strict=True))


def allow_here(what: str, key: str, *, limit: int, per: timedelta) -> bool:
    """The same counted by this process alone, without a round trip: for what need only be kept within bounds."""
    asked, instant = Limit(what, key, limit, per), clock.now().timestamp()
    return _within(asked, instant, *_count_here(*_counter(asked, instant, 1)[:3]))


def _counter(limit: Limit, instant: float, cost: int) -> valkey.Counter:
    seconds = int(limit.per.total_seconds())
    window, name = int(instant // seconds), _name(limit)
    return valkey.Counter(f"{name}:{window}", f"{name}:{window - 1}", cost, 2 * seconds)


def _within(limit: Limit, instant: float, now_count: int, past_count: int) -> bool:
    seconds = int(limit.per.total_seconds())
    return now_count + past_count * (1 - instant % seconds / seconds) <= limit.limit


def forget_all() -> None:
    """For tests: nobody has tried anything yet in this process."""
    _counts.clear()


def _name(limit: Limit) -> str:
    hidden = hashlib.sha256(limit.key.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    where = "everywhere" if limit.everywhere else tenant_or_none() or "platform"
    return f"throttle:{where}:{limit.what}:{hidden}"


def _count_here(present: str, past: str, cost: int) -> tuple[int, int]:
    _counts[present] = _counts.pop(present, 0) + cost
    while len(_counts) > REMEMBERED:
        _counts.popitem(last=False)
    return _counts[present], _counts.get(past, 0)
