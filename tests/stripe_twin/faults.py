"""What goes wrong when it is told to: the next calls that match get another answer than the right one.

`401` and `403` refuse the key, `429` and `500` answer before anything is done. `500-after` does it and loses the answer: a
repeat under the same key gets it. `500-kept` does it and answers 500 under that key for ever, as Stripe keeps the answers it
gave. `slow` waits first, `slow-after` when it is done. `drop` breaks the line before anything is done, `drop-after` then.
"""

import re
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from .refusals import Refused

KINDS = frozenset({"401", "403", "429", "500", "500-after", "500-kept", "slow", "slow-after", "drop", "drop-after"})
BEFORE = frozenset({"401", "403", "429", "500", "drop"})


@dataclass
class Fault:
    kind: str
    times: int = 1
    path: str = ""
    method: str = ""
    seconds: float = 0.0
    done: int = 0
    """How many have met it, and wait for their answer in vain or for a while."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"there is no fault {self.kind!r}; there are {', '.join(sorted(KINDS))}")

    def fits(self, method: str, path: str) -> bool:
        return self.times > 0 and self.method in ("", method) and re.search(self.path, path) is not None


@dataclass
class Faults:
    """`delay`: seconds that every answer takes; `per_second`: how many calls are answered, 0 for all; `second`: how long
    it lasts."""

    waiting: list[Fault] = field(default_factory=list)
    lost: dict[str, int] = field(default_factory=dict)
    delay: float = 0.0
    per_second: int = 0
    second: float = 1.0
    busiest: int = 0
    calls: int = 0
    _lately: deque[float] = field(default_factory=deque)

    def next(self, method: str, path: str) -> Fault | None:
        fault = next((one for one in self.waiting if one.fits(method, path)), None)
        if fault is not None:
            fault.times -= 1
        return fault

    def count(self) -> None:
        """Notes a call; raises when there were too many in the last second."""
        now = time.monotonic()
        while self._lately and self._lately[0] < now - self.second:
            self._lately.popleft()
        if self.per_second and len(self._lately) >= self.per_second:
            raise too_fast()
        self._lately.append(now)
        self.calls += 1
        self.busiest = max(self.busiest, len(self._lately))

    def go(self, *, delay: float = 0.0, per_second: int = 0, second: float = 1.0) -> None:
        """At another pace from now on; counting begins anew."""
        self.delay, self.per_second, self.second = delay, per_second, second
        self.busiest = self.calls = 0
        self._lately.clear()

    def forget(self) -> None:
        self.waiting.clear()
        self.go()


def too_fast() -> Refused:
    words = (
        "Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits."
    )
    return Refused(words, status=429, code="rate_limit")


def broken() -> dict[str, Any]:
    return {"error": {"message": "An unknown error occurred", "type": "api_error"}}


def unwelcome(status: int) -> Refused:
    """A key that was revoked, or a restricted one without the right for this call."""
    if status == 401:
        return Refused("Invalid API Key provided: sk_test_************ered", status=401)
    words = "The provided key 'rk_test_************ered' does not have the required permissions for this endpoint."
    return Refused(words, status=403)
