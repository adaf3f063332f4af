"""An oracle that knows nothing of the engine: it asks the wall clock of `zoneinfo` at every second or minute, and reads
the JSON form word by word as b2 says it. Also what hypothesis draws schedules, zones and instants from.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from polydesk.hours import offsets, zone_file
from polydesk.hours.instants import instant_of, moment_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST = instant_of(datetime(1985, 1, 1, tzinfo=UTC))
LAST = instant_of(datetime(2038, 1, 1, tzinfo=UTC))
ZONES = sorted(zone_file.names())
CHANGES = {
    zone: found for zone in ZONES if (found := [at for at in offsets.of_zone(zone).changes if FIRST < at < LAST])
}
MOVING = list(CHANGES)


def shows_open(raw: dict[str, Any], wall: datetime) -> bool:
    """Whether this wall time is open: times are compared as the texts that they are."""
    day, time = f"{wall:%Y-%m-%d}", f"{wall:%H:%M}"
    for closure in raw.get("closures", []):
        if closure == day or (
            isinstance(closure, dict) and closure["date"] == day and closure["from"] <= time < closure["to"]
        ):
            return False
    if day in raw.get("special", {}):
        return any(a <= time < b for a, b in raw["special"][day])
    today = raw["weekly"].get(WEEKDAYS[wall.weekday()], [])
    yesterday = raw["weekly"].get(WEEKDAYS[wall.weekday() - 1], [])
    return any(a <= time and (time < b or b < a) for a, b in today) or any(b < a and time < b for a, b in yesterday)


def counted(raw: dict[str, Any], start: int, end: int, *, step: int) -> Iterator[tuple[int, bool]]:
    """Every `step` seconds of [start, end): (instant, open)."""
    zone = ZoneInfo(raw["tz"])
    for instant in range(start, end, step):
        yield instant, shows_open(raw, moment_of(instant).astimezone(zone))


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _pairs(grid: int) -> st.SearchStrategy[tuple[int, int]]:
    """Two different times of a day in minutes, either of which may be the earlier."""
    steps = st.integers(0, 1440 // grid)
    return (
        st.tuples(steps, steps)
        .filter(lambda pair: pair[0] != pair[1])
        .map(lambda pair: (pair[0] * grid, pair[1] * grid))
    )


def _in_order(pair: tuple[int, int]) -> list[str]:
    return [_time(min(pair)), _time(max(pair))]


def _over_midnight(pair: tuple[int, int]) -> list[str]:
    """As they come; only no interval begins at 24:00."""
    return _in_order(pair) if pair[0] == 1440 else [_time(pair[0]), _time(pair[1])]


# Drawn from by every example, so they are made once, and know nothing of the instant around which they will lie.
_PAIR = st.one_of([_pairs(grid) for grid in (1, 5, 15, 30, 60)])
_INTERVAL, _INTERVALS = _PAIR.map(_in_order), st.lists(_PAIR.map(_in_order), max_size=3)
_DAY = st.integers(-4, 4)
_ALWAYS = {day: [["00:00", "24:00"]] for day in WEEKDAYS}
_WEEKLY = st.dictionaries(st.sampled_from(WEEKDAYS), st.lists(_PAIR.map(_over_midnight), max_size=3), max_size=7)
_FORM = st.tuples(
    _WEEKLY | st.just(_ALWAYS),
    st.dictionaries(_DAY, _INTERVALS, max_size=3),
    st.lists(st.tuples(_DAY, st.none() | _INTERVAL), max_size=4),
)


@st.composite
def schedules(draw: st.DrawFn, *, near: int, zone: str) -> dict[str, Any]:
    """A schedule with exceptions in the weeks around an instant."""
    weekly, special, closures = draw(_FORM)

    def date(days: int) -> str:
        return f"{moment_of(near) + timedelta(days=days):%Y-%m-%d}"

    return {
        "tz": zone,
        "weekly": dict(weekly),
        "special": {date(days): hours for days, hours in special.items()},
        "closures": [
            date(days) if part is None else {"date": date(days), "from": part[0], "to": part[1]}
            for days, part in closures
        ],
    }


_ZONE, _MOVING = st.sampled_from(ZONES), st.sampled_from(MOVING)
_ANY_INSTANT, _NEARLY, _WHICH = st.integers(FIRST, LAST - 1), st.integers(-100_000, 100_000), st.integers(0, 1_000)


@st.composite
def places(draw: st.DrawFn) -> tuple[str, int]:
    """A zone and an instant: any, or just around a moment at which that zone moved its clocks."""
    if draw(st.booleans()):
        return draw(_ZONE), draw(_ANY_INSTANT)
    zone = draw(_MOVING)
    changes = CHANGES[zone]
    return zone, changes[draw(_WHICH) % len(changes)] + draw(_NEARLY)


@st.composite
def scenes(draw: st.DrawFn) -> tuple[dict[str, Any], int]:
    """A schedule and an instant at which something may happen to it."""
    zone, near = draw(places())
    return draw(schedules(near=near, zone=zone)), near
