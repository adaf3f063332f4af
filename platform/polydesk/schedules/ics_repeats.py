"""Repeats of an event, followed within a window and no further.

Rules are worked out on the event's own wall, without offsets, so that nine o'clock stays nine o'clock. What repeats
within a day is refused: it closes nothing that a day would not, and a rule by the second never ends.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from polydesk.schedules.ics_rule import FREQUENCIES, WEEKDAYS, Rule

EARLIEST_YEAR = 1900
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


def _by_rule(found: Any, start: datetime, window: Window, zone: tzinfo | None) -> Iterator[datetime]:
    rule = _read_rule(found)
    if start.year < EARLIEST_YEAR:
        raise ValueError("the first of the repeats lies too far back")
    until = _one(found, "UNTIL")
    last = window[1] if until is None else min(window[1], _until(until, zone))
    for day in rule.dates(start.date(), window[0].date(), last.date()):
        begins = datetime.combine(day, start.time())
        if begins <= last:
            yield begins


def _read_rule(found: Any) -> Rule:
    """Raises TooOften, ValueError."""
    frequency = str(_one(found, "FREQ") or "").upper()
    if frequency not in FREQUENCIES or any(len(_as_list(found.get(part))) > 1 for part in _WITHIN_A_DAY):
        raise TooOften
    interval, count = _one(found, "INTERVAL"), _one(found, "COUNT")
    rule = Rule(
        frequency=frequency,
        interval=1 if interval is None else int(interval),
        count=None if count is None else int(count),
        months=_numbers(found, "BYMONTH"),
        weeks=_numbers(found, "BYWEEKNO"),
        year_days=_numbers(found, "BYYEARDAY"),
        month_days=_numbers(found, "BYMONTHDAY"),
        weekdays=tuple(dict.fromkeys(_weekday(str(day)) for day in _as_list(found.get("BYDAY")))),
        positions=_numbers(found, "BYSETPOS"),
        week_begins=WEEKDAYS.index(str(_one(found, "WKST") or "MO").upper()),
    )
    if rule.interval < 1 or (rule.count is not None and rule.count < 1):
        raise ValueError("a rule that stands still")
    return rule


def _numbers(found: Any, name: str) -> tuple[int, ...]:
    """Each once, however often a rule says it."""
    return tuple(dict.fromkeys(int(number) for number in _as_list(found.get(name))))


def _weekday(text: str) -> tuple[int, int]:
    """`MO`, `2MO` or `-1FR`."""
    return WEEKDAYS.index(text[-2:].upper()), int(text[:-2] or 0)


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
