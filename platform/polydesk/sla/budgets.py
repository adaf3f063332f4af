"""Budgets as people write and read them: a number with a unit that says by which clock it counts.

Support time has no unit "day", since nobody agrees on what it is (b4); it is shown beside, as about so many working days.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from i18n import LazyText, _, lazy, lazy_in, ngettext
from i18n.formats import number
from polydesk.sla.policy import ClockName

MINUTE, HOUR, DAY = 60, 3600, 86_400
QUARTERS = ("", "¼", "½", "¾")

_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,4})?")


@dataclass(frozen=True)
class Unit:
    key: str
    name: LazyText
    seconds: int
    clock: ClockName


SUPPORT = (
    Unit("m", lazy_in("support time", "minutes"), MINUTE, "business"),
    Unit("h", lazy_in("support time", "hours"), HOUR, "business"),
)
ROUND_THE_CLOCK = (
    Unit("cm", lazy("minutes 24/7"), MINUTE, "calendar"),
    Unit("ch", lazy("hours 24/7"), HOUR, "calendar"),
    Unit("cd", lazy("days 24/7"), DAY, "calendar"),
)
UNITS = {unit.key: unit for unit in (*SUPPORT, *ROUND_THE_CLOCK)}


def read(typed: str, unit: Unit) -> int | None:
    """Seconds; None for what is no number."""
    text = typed.strip()
    return round(float(text.replace(",", ".")) * unit.seconds) if _NUMBER.fullmatch(text) else None


def written(seconds: int, clock: ClockName) -> tuple[str, Unit]:
    """With the largest unit that needs no fraction: what a form shows and reads back."""
    fitting = SUPPORT if clock == "business" else ROUND_THE_CLOCK
    unit = next((one for one in reversed(fitting) if seconds % one.seconds == 0 and seconds), fitting[0])
    return f"{round(seconds / unit.seconds, 4):g}" if seconds % unit.seconds else str(seconds // unit.seconds), unit


def said(seconds: int) -> str:
    """`4 h`, `1 h 30 min`, `15 min`; never days, which mean nothing in support time."""
    hours, rest = divmod(seconds, HOUR)
    minutes = rest // MINUTE
    if hours and minutes:
        return _("%(hours)s h %(minutes)s min") % {"hours": number(hours), "minutes": number(minutes)}
    if hours:
        return _("%(hours)s h") % {"hours": number(hours)}
    return _("%(minutes)s min") % {"minutes": number(minutes)}


def said_by(seconds: int, clock: ClockName) -> str:
    """With its clock: days are said where every second counts."""
    if clock == "business":
        return _("%(time)s of support time") % {"time": said(seconds)}
    if seconds >= 2 * DAY and seconds % DAY == 0:
        days = seconds // DAY
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": number(days)}
    return said(seconds)


def in_working_days(seconds: int, working_day_s: int) -> str:
    """`≈ 1 working day`, to the quarter below one and to the half above; nothing for what is next to nothing of a day,
    and where no day is known."""
    quarters = round(4 * seconds / working_day_s) if working_day_s else 0
    if quarters == 0:
        return ""
    if quarters < len(QUARTERS):
        return _("≈ %(share)s working day") % {"share": QUARTERS[quarters]}
    halves = round(2 * seconds / working_day_s)
    n = number(halves // 2 if halves % 2 == 0 else halves / 2)
    return ngettext("≈ %(n)s working day", "≈ %(n)s working days", 1 if halves == 2 else 2) % {"n": n}


def working_day_of(weekly: Mapping[str, Sequence[Sequence[str]]]) -> int:
    """How many seconds a usual day of these hours has: the median of the days that have any."""
    days = [sum(_length(*pair) for pair in pairs) for pairs in weekly.values()]
    return round(median(open_ones)) if (open_ones := [day for day in days if day]) else 0


def _length(begins: str, ends: str) -> int:
    start, end = _seconds(begins), _seconds(ends)
    return end - start if end > start else end - start + DAY


def _seconds(clock: Any) -> int:
    hours, _colon, minutes = str(clock).partition(":")
    return int(hours) * HOUR + int(minutes or 0) * MINUTE
