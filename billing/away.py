"""Away: while Stripe does not answer, one job at a time asks whether it is back, and the others come again without asking.

A worker has few places. Those in which jobs wait for Stripe are missing to everybody else's mails. Known in each process
by itself; people who wait at a page always ask.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


class StillAway(Exception):
    """Somebody is finding out already."""


@dataclass
class Line:
    """What the last question came to, and whether a job is asking again."""

    is_away: bool = False
    is_tried: bool = False


line = Line()
_tries: ContextVar[bool] = ContextVar("tries", default=False)


@contextmanager
def trying() -> Iterator[None]:
    """Around what a job asks. Raises StillAway; whoever tries may ask more than one thing."""
    if not line.is_away or _tries.get():
        yield
        return
    if line.is_tried:
        raise StillAway()
    line.is_tried, token = True, _tries.set(True)
    try:
        yield
    finally:
        line.is_tried = False
        _tries.reset(token)
