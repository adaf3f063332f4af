"""The rule for ever: the last line of a zone's file says how its clocks change in all years to come.

The line is a POSIX TZ string with the extension of RFC 9636, 3.3.1 (hours from -167 to 167), such as
`EST5EDT,M3.2.0,M11.1.0`. Its offsets count westward, the wrong way round for everybody else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from polydesk.hours.spans import DAY, HOUR, MINUTE

_NAME = r"(?:[A-Za-z]+|<[A-Za-z0-9+-]+>)"
_TIME = r"[+-]?\d{1,3}(?::\d\d){0,2}"
_DATE = r"M\d+\.\d\.\d|J\d+|\d+"
_RULE = re.compile(
    rf"{_NAME}(?P<standard>{_TIME})"
    rf"(?:{_NAME}(?P<summer>{_TIME})?,(?P<begins>{_DATE})(?:/(?P<begins_at>{_TIME}))?"
    rf",(?P<ends>{_DATE})(?:/(?P<ends_at>{_TIME}))?)?"
)
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Change:
    """From `at` on, the wall shows UTC + `offset`."""

    at: int
    offset: int


@lru_cache(maxsize=128)
def changes(rule: str, first_year: int, last_year: int) -> tuple[Change, ...]:
    """Every change that the rule makes in these years, in order; few rules serve all zones."""
    found = _RULE.fullmatch(rule)
    if found is None:
        raise ValueError(f"{rule!r} is not a rule for the clocks of a zone")
    if found["begins"] is None:
        return ()
    standard = -_seconds(found["standard"])
    summer = -_seconds(found["summer"]) if found["summer"] else standard + HOUR
    begins = (found["begins"], _seconds(found["begins_at"] or "2"))
    ends = (found["ends"], _seconds(found["ends_at"] or "2"))

    def made() -> Iterator[Change]:
        for year in range(first_year, last_year + 1):
            yield Change(_midnight(year, begins[0]) + begins[1] - standard, summer)
            yield Change(_midnight(year, ends[0]) + ends[1] - summer, standard)

    return tuple(sorted(made(), key=lambda change: change.at))


def _midnight(year: int, day: str) -> int:
    """The wall second at which this day of the rule begins."""
    return (_ordinal(year, day) - _EPOCH) * DAY


def _ordinal(year: int, day: str) -> int:
    january = date(year, 1, 1).toordinal()
    if day[0] == "J":  # 1 to 365: 29 February is never counted
        number = int(day[1:])
        return january + number - 1 + (number >= 60 and date(year, 3, 1).toordinal() - january == 60)
    if day[0] != "M":  # 0 to 365: it is
        return january + int(day)
    month, week, weekday = (int(part) for part in day[1:].split("."))  # Sunday is 0, week 5 the last of the month
    first = date(year, month, 1).toordinal()
    days = (date(year + month // 12, month % 12 + 1, 1).toordinal()) - first
    found = (weekday - first) % 7 + 7 * (week - 1)
    return first + (found if found < days else found - 7)


def _seconds(time: str) -> int:
    hours, minutes, seconds = (int(part) for part in (time.lstrip("+-") + ":0:0").split(":")[:3])
    return (-1 if time[0] == "-" else 1) * (hours * HOUR + minutes * MINUTE + seconds)
