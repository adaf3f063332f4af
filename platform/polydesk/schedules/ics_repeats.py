"""Repeats of an event, followed within a window and no further.

Rules are worked out on the event's own wall, without offsets, so that nine o'clock stays nine o'clock. What repeats
within a day is refused: it closes nothing that a day would not, and a rule by the second never ends.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice
from typing import Any

EARLIEST_YEAR = 1900
_STEPS = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1), "MONTHLY": None, "YEARLY": None}
_WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")

Window = tuple[datetime, datetime]


class TooOften(Exception):
    """A rule that repeats within a day."""


def wall_of(moment: date, zone: tzinfo | None) -> datetime:
    """What the event's own wall shows; a date is its midnight, a floating time is what it says."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, datetime.min.time())
    return (moment.astimezone(zone) if moment.tzinfo and zone else moment).replace(tzinfo=None)


def starts_of(event: Any, window: Window) -> Iterator[datetime]:
    """When it begins within the window, on its own wall. Raises ValueError for a rule that cannot be, TooOften."""
    first = event["DTSTART"].dt
    zone = getattr(first, "tzinfo", None)
    start = wall_of(first, zone)
    left_out = {wall_of(one.dt, zone) for one in _listed(event, "EXDATE")}
    found = {start, *(wall_of(_begins(one.dt), zone) for one in _listed(event, "RDATE"))}
    for rule in _as_list(event.get("RRULE")):
        found |= set(_by_rule(rule, start, window, zone))
    for begins in sorted(found):
        if window[0] <= begins <= window[1] and begins not in left_out:
            yield begins


def _by_rule(rule: Any, start: datetime, window: Window, zone: tzinfo | None) -> Iterator[datetime]:
    from dateutil.rrule import rrulestr

    frequency = str(_one(rule, "FREQ") or "").upper()
    if frequency not in _STEPS or any(len(_as_list(rule.get(part))) > 1 for part in _WITHIN_A_DAY):
        raise TooOften
    if start.year < EARLIEST_YEAR:
        raise ValueError("the first of the repeats lies too far back")
    interval = int(_one(rule, "INTERVAL") or 1)
    if interval < 1:
        raise ValueError("a rule that stands still")
    count, until = _one(rule, "COUNT"), _one(rule, "UNTIL")
    last = window[1] if until is None else min(window[1], _until(until, zone))
    begins = start if count is not None else _near(start, window[0], _STEPS[frequency], interval)
    # COUNT and UNTIL are kept here: whatever the rule says, nobody follows it beyond the window.
    parts = rule.to_ical().decode().split(";")
    text = ";".join(part for part in parts if part.partition("=")[0].upper() not in ("COUNT", "UNTIL"))
    followed = iter(rrulestr(text, dtstart=begins).replace(until=last))
    yield from islice(followed, int(count)) if count is not None else followed


def _near(start: datetime, first: datetime, step: timedelta | None, interval: int) -> datetime:
    """A later beginning of the same rule, just before the window: nobody walks there day by day."""
    if step is None or start >= first:
        return start
    return start + (first - start) // (step * interval) * (step * interval)


def _until(until: date, zone: tzinfo | None) -> datetime:
    """A date includes its day."""
    wall = wall_of(until, zone)
    return wall if isinstance(until, datetime) else wall + timedelta(days=1) - timedelta(seconds=1)


def _begins(listed: Any) -> date:
    """An RDATE may be a period: its beginning."""
    found: date = listed[0] if isinstance(listed, tuple) else listed
    return found


def _listed(event: Any, name: str) -> Iterator[Any]:
    for several in _as_list(event.get(name)):
        yield from several.dts


def _one(rule: Any, name: str) -> Any:
    found = _as_list(rule.get(name))
    return found[0] if found else None


def _as_list(found: Any) -> list[Any]:
    if found is None:
        return []
    return found if isinstance(found, list) else [found]
