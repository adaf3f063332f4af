"""The week as an editor's fields: what was typed, kept as it was typed, and the buttons that rearrange it.

A day's intervals come as pairs of fields, `mon_from` and `mon_to`, each as often as there are intervals. A button says
what it does in `do`: `add:mon`, `drop:mon:1`, `closed:mon`, `whole:mon`, `copy:mon` (to the days in `copy_mon`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from i18n import _
from i18n.formats import week, weekday_names
from polydesk.hours.form import MOST_INTERVALS, WEEKDAYS, BadHours
from polydesk.kernel.web import Form

# Seven days of the most intervals and one more, a from and a to each; besides them names, calendars, the days to copy to.
MOST_FIELDS = 7 * 2 * (MOST_INTERVALS + 1) + 7 * 7 + 60

Weekly = dict[str, list[list[str]]]

_PLACE = re.compile(r"weekly\.(\w{3})\[(\d+)\]")
_LOOSE = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.ASCII | re.IGNORECASE)
_DIGITS = re.compile(r"(\d{1,2})(\d{2})", re.ASCII)


@dataclass
class Interval:
    begins: str = ""
    ends: str = ""
    error: str = ""
    is_new: bool = False  # takes the focus

    @property
    def is_blank(self) -> bool:
        return not (self.begins or self.ends)


@dataclass
class Day:
    key: str
    name: str
    intervals: list[Interval] = field(default_factory=list)
    error: str = ""
    has_focus: bool = False

    @property
    def is_whole(self) -> bool:
        return [(each.begins, each.ends) for each in self.intervals] == [("00:00", "24:00")]


class WeekForm:
    """Seven days in the order in which the week is read here."""

    def __init__(self, weekly: Weekly) -> None:
        names = weekday_names()
        order = week()
        self.days = [_day(WEEKDAYS[number], names[number], weekly.get(WEEKDAYS[number], ())) for number in order]

    @classmethod
    def read(cls, form: Form[Any]) -> "WeekForm":
        return cls({day: _pairs(form, day) for day in WEEKDAYS})

    def day(self, key: str) -> Day | None:
        return next((day for day in self.days if day.key == key), None)

    def weekly(self) -> Weekly:
        """What a schedule is made of: blank lines left out, half filled ones kept for whoever refuses them."""
        ordered = sorted(self.days, key=lambda day: WEEKDAYS.index(day.key))
        return {day.key: [[each.begins, each.ends] for each in _filled(day)] for day in ordered if _filled(day)}

    def rearrange(self, wish: str, form: Form[Any]) -> None:
        """Does what the button says; one that nobody drew does nothing."""
        verb, _colon, rest = wish.partition(":")
        key, _colon, number = rest.partition(":")
        day = self.day(key)
        if day is None:
            return
        if verb == "add":
            _add(day)
        elif verb == "drop" and number.isdecimal():
            _drop(day, int(number))
        elif verb == "closed":
            day.intervals, day.has_focus = [], True
        elif verb == "whole":
            day.intervals = [Interval("00:00", "24:00", is_new=True)]
        elif verb == "copy":
            self._copy(day, form.all_values(f"copy_{key}"))

    def blame(self, refusal: BadHours) -> dict[str, str]:
        """Notes each fault beside its interval; answers all of them by the field they belong to."""
        told: dict[str, str] = {}
        for fault in refusal.faults:
            found = _PLACE.fullmatch(fault.place)
            day = self.day(found[1]) if found else self.day(fault.place.removeprefix("weekly."))
            if found and day and int(found[2]) < len(_filled(day)):
                interval = _filled(day)[int(found[2])]
                interval.error = interval.error or _reason(interval, fault.reason)
                told.setdefault(f"{day.key}-{day.intervals.index(interval)}", _beside(day, interval.error))
            elif day:
                day.error = fault.reason
                told.setdefault(day.key, _beside(day, fault.reason))
            else:
                told.setdefault("zone" if fault.place == "tz" else "", fault.reason)
        return told

    def _copy(self, day: Day, others: Sequence[str]) -> None:
        day.has_focus = True
        for other in self.days:
            if other.key in others and other is not day:
                other.intervals = [Interval(each.begins, each.ends) for each in day.intervals]


def tidy_time(text: str) -> str:
    """`9`, `9.30`, `930`, `5pm` as `09:00`, `09:30`, `09:30`, `17:00`; what is no time stays as it was typed."""
    typed = text.strip()
    found = _DIGITS.fullmatch(typed) or _LOOSE.fullmatch(typed)
    if found is None:
        return typed[:40]
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "" if found.re is _LOOSE else "").lower()
    if half and not 1 <= hour <= 12:
        return typed[:40]
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour:02}:{minute:02}"  # notext


def _day(key: str, name: str, pairs: Sequence[Sequence[str]]) -> Day:
    return Day(key, name, [Interval(begins, ends) for begins, ends in pairs])


def _pairs(form: Form[Any], day: str) -> list[list[str]]:
    begins, ends = form.all_values(f"{day}_from"), form.all_values(f"{day}_to")
    return [[tidy_time(a), tidy_time(b)] for a, b in zip(begins, ends, strict=False)]


def _filled(day: Day) -> list[Interval]:
    return [each for each in day.intervals if not each.is_blank]


def _add(day: Day) -> None:
    """After the last interval there is usually lunch; a first one is a usual working day."""
    if len(day.intervals) <= MOST_INTERVALS:
        day.intervals.append(Interval(is_new=True) if day.intervals else Interval("09:00", "17:00", is_new=True))


def _drop(day: Day, number: int) -> None:
    if number < len(day.intervals):
        del day.intervals[number]
    day.has_focus = True


def _reason(interval: Interval, reason: str) -> str:
    if interval.begins and interval.ends:
        return reason
    return _("Please fill in both times, or remove the line.")


def _beside(day: Day, reason: str) -> str:
    return _("%(day)s: %(reason)s") % {"day": day.name, "reason": reason}
