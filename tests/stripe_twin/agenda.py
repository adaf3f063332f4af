"""What is due, and when: one heap per clock. An entry is only a reminder; `timetable` says what is really due."""

import heapq
from typing import TYPE_CHECKING, Any

from . import timetable

if TYPE_CHECKING:
    from .world import World

REAL = ""


class Agenda:
    def __init__(self) -> None:
        self.heaps: dict[str, list[tuple[int, str]]] = {}

    def note(self, world: "World", thing: dict[str, Any]) -> None:
        due = timetable.due(world, thing)
        if due is not None:
            heapq.heappush(self.heaps.setdefault(_clock_of(world, thing), []), (due, thing["id"]))

    def next(self, world: "World", clock: str, *, until: int) -> tuple[int, dict[str, Any]] | None:
        """The next thing that is due under that clock; entries that are no longer true fall out here."""
        heap = self.heaps.get(clock, [])
        while heap and heap[0][0] <= until:
            at, name = heapq.heappop(heap)
            thing = world.objects.get(name)
            if thing is not None and timetable.due(world, thing) == at and _clock_of(world, thing) == clock:
                return at, thing
        return None

    def read_again(self, world: "World") -> None:
        self.heaps = {}
        for thing in list(world.objects.values()):
            self.note(world, thing)


def _clock_of(world: "World", thing: dict[str, Any]) -> str:
    if thing["object"] == "tax_id":
        return REAL  # an authority answers in its own time
    customer = world.objects.get(str(thing.get("customer")))
    return (customer or {}).get("test_clock") or REAL
