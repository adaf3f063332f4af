"""Orders that people choose: one place up or down, the same way for request types, their fields and options."""

from collections.abc import Sequence
from uuid import UUID


def moved(order: Sequence[UUID], one: UUID, *, up: bool) -> list[UUID] | None:
    """None where nothing changes: at the end, or for what has no place."""
    if one not in order:
        return None
    place = order.index(one)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(order):
        return None
    found = list(order)
    found[place], found[other] = found[other], found[place]
    return found
