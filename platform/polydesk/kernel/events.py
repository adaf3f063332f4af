"""Events: how a floor tells the floors above what happened, inside the same transaction.

`await announce(TicketClosed(...))` runs every reaction in the order of registration; an error in one of them fails
the whole unit, so that nothing is half-done. What may be late belongs into a job that the reaction enqueues.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

E = TypeVar("E")
Reaction = Callable[[Any], Awaitable[None]]

_reactions: dict[type, list[Reaction]] = defaultdict(list)


def reacts_to(kind: type[E]) -> Callable[[Callable[[E], Awaitable[None]]], Callable[[E], Awaitable[None]]]:
    def register(reaction: Callable[[E], Awaitable[None]]) -> Callable[[E], Awaitable[None]]:
        if reaction not in _reactions[kind]:
            _reactions[kind].append(reaction)
        return reaction

    return register


async def announce(event: object) -> None:
    for reaction in _reactions[type(event)]:
        await reaction(event)
