"""Days as pictures: which minutes of a day are open, as bars that a template draws to scale.

A bar knows its place in minutes from midnight by the wall; what ran over from the evening before is a `tail`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from polydesk.hours.form import WEEKDAYS

DAY = 1440

_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    width: int
    is_tail: bool = False


def minutes_of(text: str) -> int | None:
    """`09:30` is 570; None for what is no time yet."""
    found = _TIME.fullmatch(text)
    minute = int(found[1]) * 60 + int(found[2]) if found else DAY + 1
    return minute if minute <= DAY else None


def week_bars(weekly: Mapping[str, Iterable[Sequence[str]]]) -> dict[str, list[Bar]]:
    """By weekday; intervals that are not (yet) sound are left out."""
    drawn: dict[str, list[Bar]] = {day: [] for day in WEEKDAYS}
    for number, day in enumerate(WEEKDAYS):
        for begins, ends in map(_minutes, weekly.get(day, ())):
            if begins is None or ends is None or begins == ends:
                continue
            if begins < ends:
                drawn[day].append(Bar(begins, ends - begins))
            else:
                drawn[day].append(Bar(begins, DAY - begins))
                if ends:
                    drawn[WEEKDAYS[(number + 1) % 7]].append(Bar(0, ends, is_tail=True))
    return drawn


def _minutes(pair: Sequence[str]) -> tuple[int | None, int | None]:
    return minutes_of(pair[0]), minutes_of(pair[1])
