"""The clocks by which timers run: the calendar, a schedule as it was when one of its versions was the latest, or none.

What a schedule said when version n was the latest never changes, so it is kept in the process under (schedule, n).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from polydesk.hours.history import CALENDAR, Clock, History
from polydesk.schedules.queries import history_of
from polydesk.sla.promise import Terms, Timer

MOST = 2_000

Hours = tuple[UUID, int]  # a schedule, and the highest of its versions that counts


class NeverOpen:
    """A company without any hours: nothing counts and nothing is ever due."""

    def is_open(self, instant: int) -> bool:
        return False

    def elapsed(self, start: int, end: int) -> int:
        return 0

    def deadline(self, start: int, budget: int) -> int | None:
        return start if budget == 0 else None


NEVER = NeverOpen()
_kept: dict[Hours, History] = {}
_store: ContextVar[dict[Hours, History] | None] = ContextVar("clocks_apart", default=None)


class Clocks:
    """The clocks that one piece of work needs, read before it begins."""

    def __init__(self) -> None:
        self._held: dict[Hours, History] = {}

    async def learn(self, hours: Iterable[Hours]) -> None:
        for key in set(hours) - self._held.keys():
            self._held[key] = await _history(key)

    async def learn_timers(self, timers: Iterable[Timer]) -> None:
        await self.learn(key for timer in timers if (key := hours_of(timer.terms, timer.hours_no)))

    def of(self, timer: Timer) -> Clock:
        return self.by(timer.terms, timer.hours_no)

    def by(self, terms: Terms, hours_no: int | None) -> Clock:
        if terms.clock == "calendar":
            return CALENDAR
        key = hours_of(terms, hours_no)
        return self.known(key) if key else NEVER

    def known(self, key: Hours) -> Clock:
        """One that was learned."""
        return self._held[key]


def hours_of(terms: Terms, hours_no: int | None) -> Hours | None:
    """None for the calendar, and for a company without hours."""
    if terms.clock == "calendar" or terms.schedule_id is None:
        return None
    return terms.schedule_id, hours_no or 0


@contextmanager
def apart() -> Iterator[None]:
    """For hours that are only tried out: nothing learned in here stays, nothing known before is used."""
    token = _store.set({})
    try:
        yield
    finally:
        _store.reset(token)


async def _history(key: Hours) -> History:
    apart_from_all = _store.get()
    store = _kept if apart_from_all is None else apart_from_all
    found = store.get(key)
    if found is None:
        found = store[key] = await history_of(*key)
        while len(store) > MOST:
            del store[next(iter(store))]
    return found
