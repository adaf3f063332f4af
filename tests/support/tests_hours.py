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
MOVING = [zone for zone in ZONES if any(FIRST < at < LAST for at in offsets.of_zone(zone).changes)]


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


@st.composite
def _interval(draw: st.DrawFn, *, over_midnight: bool) -> list[str]:
    grid = draw(st.sampled_from((1, 5, 15, 30, 60)))
    begins = draw(st.integers(0, 1439 // grid)) * grid
    lowest = 0 if over_midnight else begins // grid + 1
    ends = draw(st.integers(lowest, 1440 // grid).filter(lambda n: n * grid != begins)) * grid
    return [_time(begins), _time(ends)]


@st.composite
def schedules(draw: st.DrawFn, *, near: int, zone: str) -> dict[str, Any]:
    """A schedule with exceptions in the weeks around an instant."""
    weekly = draw(
        st.dictionaries(st.sampled_from(WEEKDAYS), st.lists(_interval(over_midnight=True), max_size=3), max_size=7)
        | st.just({day: [["00:00", "24:00"]] for day in WEEKDAYS})
    )
    dates = st.integers(-4, 4).map(lambda days: f"{moment_of(near) + timedelta(days=days):%Y-%m-%d}")
    partial = st.tuples(dates, _interval(over_midnight=False)).map(
        lambda drawn: {"date": drawn[0], "from": drawn[1][0], "to": drawn[1][1]}
    )
    return {
        "tz": zone,
        "weekly": weekly,
        "special": draw(st.dictionaries(dates, st.lists(_interval(over_midnight=False), max_size=3), max_size=3)),
        "closures": draw(st.lists(dates | partial, max_size=4)),
    }


@st.composite
def places(draw: st.DrawFn) -> tuple[str, int]:
    """A zone and an instant: any, or just around a moment at which that zone moved its clocks."""
    if draw(st.booleans()):
        return draw(st.sampled_from(ZONES)), draw(st.integers(FIRST, LAST - 1))
    zone = draw(st.sampled_from(MOVING))
    changes = [at for at in offsets.of_zone(zone).changes if FIRST < at < LAST]
    return zone, draw(st.sampled_from(changes)) + draw(st.integers(-100_000, 100_000))


@st.composite
def scenes(draw: st.DrawFn) -> tuple[dict[str, Any], int]:
    """A schedule and an instant at which something may happen to it."""
    zone, near = draw(places())
    return draw(schedules(near=near, zone=zone)), near
