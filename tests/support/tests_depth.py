"""How much of what could be tried is tried: a part each time, all of it with EXAMPLES=all.

Laws draw other examples in each run, and each day other parts of a long list have their turn, so that what one run leaves
out another tries; an example of a law that failed once is tried first from then on.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

Thing = TypeVar("Thing")

EVERYTHING = os.environ.get("EXAMPLES") == "all"
TODAY = datetime.now(UTC).toordinal()


def examples(most: int) -> int:
    return most if EVERYTHING else max(20, most // 4)


def in_turn(things: Sequence[Thing], turn: int, *, parts: int = 3) -> Sequence[Thing]:
    """Those whose turn it is today; as many turns that follow one another make all of them as there are parts."""
    return things if EVERYTHING else things[(turn + TODAY) % parts :: parts]
