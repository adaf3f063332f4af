"""Spans: a set of whole seconds kept as sorted, disjoint, half-open intervals, counted once and for all.

Overlapping and touching intervals become one, so order, overlap and cutting of what people enter do not matter (b3).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Self

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spans:
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    counted: tuple[int, ...]  # seconds in the spans before each
    total: int

    @classmethod
    def union(cls, pairs: Iterable[Pair]) -> Self:
        merged = list(_merged(pairs))
        counts = [0, *accumulate(end - start for start, end in merged)]
        return cls(tuple(start for start, _ in merged), tuple(end for _, end in merged), tuple(counts[:-1]), counts[-1])

    def __iter__(self) -> Iterator[Pair]:
        return zip(self.starts, self.ends, strict=True)

    def before(self, second: int) -> int:
        """How many seconds of the set lie before this one."""
        at = bisect_right(self.starts, second) - 1
        if at < 0:
            return 0
        return self.counted[at] + min(second, self.ends[at]) - self.starts[at]

    def reach(self, count: int) -> int:
        """The smallest second before which `count` of them lie; 1 ≤ count ≤ total."""
        at = bisect_left(self.counted, count) - 1
        return self.starts[at] + count - self.counted[at]

    def complement(self, *, within: int) -> Self:
        """What is missing in [0, within)."""
        edges = [0, *(edge for pair in self for edge in pair), within]
        return self.union(zip(edges[::2], edges[1::2], strict=True))

    def minus(self, other: Self, *, within: int) -> Self:
        """This set without the other, both in [0, within): the complement of complement and other together."""
        return self.union([*self.complement(within=within), *other]).complement(within=within)

    def cut(self, start: int, end: int) -> Self:
        """The part in [start, end), counted from `start`."""
        clipped = ((max(a, start) - start, min(b, end) - start) for a, b in self)
        return self.union((a, b) for a, b in clipped if a < b)


def _merged(pairs: Iterable[Pair]) -> Iterator[Pair]:
    start = end = None
    for a, b in sorted(pair for pair in pairs if pair[0] < pair[1]):
        if start is None or end is None:
            start, end = a, b
        elif a <= end:
            end = max(end, b)
        else:
            yield start, end
            start, end = a, b
    if start is not None and end is not None:
        yield start, end
