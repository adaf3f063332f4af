"""Trials: whether somebody has tried us as often as they may. Billing knows; sign-up and confirmation say it beforehand."""

from collections.abc import Awaitable, Callable

Knows = Callable[[str], Awaitable[bool]]

_knowing: list[Knows] = []


def knows(asked: Knows) -> Knows:
    """For billing: `await asked(email)` in a platform unit."""
    if asked not in _knowing:
        _knowing.append(asked)
    return asked


async def are_used_up(email: str) -> bool:
    """Of an address whose owner asks: nobody else must learn it."""
    for asked in _knowing:
        if await asked(email):
            return True
    return False
