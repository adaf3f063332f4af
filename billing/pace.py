"""Pace: as many calls a second as Stripe grants, spread evenly, so that a long job leaves room for people who pay."""

import asyncio
import time

# Stripe allows 100 reads a second in live mode and 25 in test mode, all of our processes together.
CALLS_PER_SECOND = 20.0


class Pace:
    def __init__(self, per_second: float = CALLS_PER_SECOND) -> None:
        self._gap = 1.0 / per_second
        self._next = 0.0

    async def turn(self, calls: int = 1) -> None:
        """Waits until so many more may be made."""
        now = time.monotonic()
        begins = max(now, self._next)
        self._next = begins + calls * self._gap
        if begins > now:
            await asyncio.sleep(begins - now)
