"""Who uses a schedule: floors above register a question, so that the list of schedules can say it and archiving can refuse.

`usage.tells(look)` in a slice's `reactions.py`; `look(schedule_id)` answers what of that slice refers to the schedule.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Use:
    """`name` is what people call it ("Gold", "Contract 2026"), `url` where they change it."""

    name: str
    url: str = ""


Look = Callable[[UUID], Awaitable[list[Use]]]

_looks: list[Look] = []


def tells(look: Look) -> Look:
    if look not in _looks:
        _looks.append(look)
    return look


async def uses_of(schedule_id: UUID) -> list[Use]:
    return [use for look in _looks for use in await look(schedule_id)]
