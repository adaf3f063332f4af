"""Reviewing: floors above may look at a change of hours before it is applied, and ask people what they want.

`reviewing.reviews(look)` in a slice's reactions; `look(change, by=…, typed=…)` answers the address of a page that goes on
from there, or None when there is nothing to ask. Pages carry their changes out through here. `reviewing.waits(look)` tells
how many changes wait for a decision.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.schedules.change import Change

Typed = Mapping[str, Sequence[str]]


class Review(Protocol):
    async def __call__(self, change: Change, *, by: Actor, typed: Typed | None) -> str | None: ...


Waiting = Callable[[], Awaitable[int]]

_reviews: list[Review] = []
_waiting: list[Waiting] = []


def reviews(look: Review) -> Review:
    if look not in _reviews:
        _reviews.append(look)
    return look


def waits(look: Waiting) -> Waiting:
    if look not in _waiting:
        _waiting.append(look)
    return look


async def how_many_wait() -> int:
    """Changes of hours that somebody has still to decide."""
    return sum([await look() for look in _waiting])


async def carry_out(change: Change, *, by: Actor, typed: Typed | None = None) -> str | None:
    """Where somebody decides first; None when it is done. `typed` is what stood in the form, to go back to it.
    Raises what the change refuses."""
    for look in _reviews:
        if there := await look(change, by=by, typed=typed):
            return there
    async with unit.savepoint():
        await change.apply(by=by)
    return None
