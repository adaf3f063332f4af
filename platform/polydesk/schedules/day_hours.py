"""Hours of a single date as fields: pairs of `day_from` and `day_to`, as often as there are; blank pairs count for nothing."""

from collections.abc import Sequence
from typing import Any

from i18n import _
from polydesk.hours.form import MOST_INTERVALS, BadHours
from polydesk.kernel.web import Form
from polydesk.schedules.week_form import Interval, tidy_time

Pairs = list[list[str]]


class DayHours:
    def __init__(self, pairs: Sequence[Sequence[str]] = ()) -> None:
        self.intervals = [Interval(begins, ends) for begins, ends in pairs] or [Interval()]

    @classmethod
    def read(cls, form: Form[Any]) -> "DayHours":
        begins, ends = form.all_values("day_from"), form.all_values("day_to")
        return cls([(tidy_time(a), tidy_time(b)) for a, b in zip(begins, ends, strict=False)])

    @property
    def pairs(self) -> Pairs:
        return [[each.begins, each.ends] for each in self._filled]

    @property
    def _filled(self) -> list[Interval]:
        return [each for each in self.intervals if not each.is_blank]

    def rearrange(self, wish: str) -> bool:
        """Does what the button says; False for "Save"."""
        verb, _colon, number = wish.partition(":")
        if verb == "add" and len(self.intervals) < MOST_INTERVALS:
            self.intervals.append(Interval(is_new=True))
        elif verb == "drop" and number.isdecimal() and int(number) < len(self.intervals):
            del self.intervals[int(number)]
            self.intervals = self.intervals or [Interval(is_new=True)]
        return bool(wish)

    def blame(self, refusal: BadHours, form: Form[Any]) -> None:
        """Each fault beside its field; faults of hours are named `hours[1]`."""
        for fault in refusal.faults:
            number = fault.place.removeprefix("hours[").removesuffix("]")
            if number.isdecimal() and int(number) < len(self._filled):
                interval = self._filled[int(number)]
                interval.error = fault.reason if interval.begins and interval.ends else _("Please fill in both times.")
                form.fail(f"day-{self.intervals.index(interval)}", interval.error)
            elif fault.place.startswith("hours"):
                self.intervals[0].error = fault.reason
                form.fail("day-0", fault.reason)
            else:
                form.fail(fault.place, fault.reason)
