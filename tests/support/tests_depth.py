"""How much of what could be tried is tried: a part each time, all of it with EXAMPLES=all.

Laws are tried with the same examples each time, so that a checkout keeps or breaks them whoever plays it, whenever, and
in whatever order. With EXAMPLES=all they draw four times as many, which are others in each run, and an example that broke
one is tried first from then on. Each day other parts of a long list have their turn, so that what one day leaves out
another tries.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

Thing = TypeVar("Thing")

EVERYTHING = os.environ.get("EXAMPLES") == "all"
# The same for all processes of a run, which have to find the same scenes, also while it turns midnight.
TODAY = int(os.environ.setdefault("TESTS_TODAY", str(datetime.now(UTC).toordinal())))


def examples(most: int) -> int:
    return most if EVERYTHING else max(20, most // 4)


def in_turn(things: Sequence[Thing], turn: int, *, parts: int = 3) -> Sequence[Thing]:
    """Those whose turn it is today; as many turns that follow one another make all of them as there are parts."""
    return things if EVERYTHING else things[(turn + TODAY) % parts :: parts]
