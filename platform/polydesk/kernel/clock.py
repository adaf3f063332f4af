"""The clock: the only place that knows what time it is, so that tests can move it.

Leases and due times of the outbox go by the database's clock instead: machines disagree, the database does not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)


def now() -> datetime:
    """This instant in UTC, or the one that `travel` put in its place."""
    return _travelled.get() or datetime.now(UTC)


def zulu(at: datetime, timespec: str = "auto") -> str:
    """An instant as programs and spreadsheets are told it: `2026-11-23T09:00:00Z`."""
    return at.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")


def travelled() -> datetime | None:
    """Where `travel` has gone, for what else goes by the database's clock."""
    return _travelled.get()


@contextmanager
def travel(to: datetime) -> Iterator[None]:
    """For tests: inside the block it is `to`."""
    if to.tzinfo is None:
        raise ValueError("travel needs an aware datetime")
    token = _travelled.set(to.astimezone(UTC))
    try:
        yield
    finally:
        _travelled.reset(token)
