"""The offsets of a zone: a table of the instants at which its wall clock is moved, and of what it shows between them.

Between two changes the wall shows UTC plus a constant; such a piece of time is called a stretch. Clocks moved forward
leave a gap on the wall, clocks moved back a fold, in which the same wall times are shown again.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from polydesk.hours import recurring, zone_file

# The rules for ever are written out to the end of this year; nothing that anybody promises lies beyond.
LAST_YEAR = 2200
LAST_INSTANT = 7_289_654_400  # 2201-01-01T00:00:00Z


class BeyondTable(ValueError):
    """An instant after the last year for which offsets are written out."""


@dataclass(frozen=True, slots=True)
class Offsets:
    changes: tuple[int, ...]
    offsets: tuple[int, ...]  # offsets[i] holds before changes[i], the last one after all of them

    def at(self, instant: int) -> int:
        if instant >= LAST_INSTANT:
            raise BeyondTable(_too_late())
        return self.offsets[bisect_right(self.changes, instant)]

    def stretches(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """[start, end) in pieces of one offset each: (start, end, offset)."""
        if end > LAST_INSTANT:
            raise BeyondTable(_too_late())
        at = bisect_right(self.changes, start)
        for change in self.changes[at : bisect_right(self.changes, end)]:
            if change >= end:
                break
            yield start, change, self.offsets[at]
            start = change
            at += 1
        if start < end:
            yield start, end, self.offsets[at]


@cache
def of_zone(name: str) -> Offsets:
    """The table of a zone, from the pinned `tzdata`; raises `zone_file.UnknownZone`."""
    file = zone_file.read(name)
    listed = list(file.changes)
    last = listed[-1][0] if listed else -(2**62)
    listed += [(c.at, c.offset) for c in recurring.changes(file.rule, 1970, LAST_YEAR) if c.at > last]
    before = [file.first, *(offset for _, offset in listed)]
    # A change of name or of "summer" alone moves no clock.
    moved = [(at, new) for (at, new), (old, _) in zip(listed, pairwise(before), strict=True) if new != old]
    return Offsets(tuple(at for at, _ in moved), (file.first, *(offset for _, offset in moved)))


def _too_late() -> str:
    return f"Offsets are known to the end of the year {LAST_YEAR}."
