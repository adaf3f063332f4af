"""Overlaps: the engine takes them as a union, but who writes 09–13 and 12–17 for one day has most likely mistyped.

Pure. Touching hours are fine (an editor may cut a day as it likes), hours over midnight reach into the next day.
"""

from collections.abc import Iterator
from datetime import time
from itertools import chain

from i18n import _
from i18n.formats import clock_time
from polydesk.hours.form import WEEKDAYS, Fault, Form
from polydesk.hours.spans import DAY, HOUR, MINUTE, WEEK, Pair

_Placed = tuple[int, int, str, Pair]


def overlaps(form: Form) -> list[Fault]:
    """A fault at each interval that begins within an earlier one; the week is a ring."""
    week = sorted(_placed(form))
    found: list[Fault] = []
    held: _Placed | None = None
    for placed in chain(week, (_a_week_later(one) for one in week[:1] if len(week) > 1)):
        if held and placed[0] < held[1]:
            found.append(Fault(placed[2], _said(held[3])))
        if held is None or placed[1] > held[1]:
            held = placed
    return found


def _a_week_later(placed: _Placed) -> _Placed:
    begins, ends, place, pair = placed
    return begins + WEEK, ends + WEEK, place, pair


def _said(pair: Pair) -> str:
    return _("These hours overlap %(begins)s–%(ends)s.") % {"begins": _time(pair[0]), "ends": _time(pair[1])}


def _placed(form: Form) -> Iterator[_Placed]:
    for number, (day, pairs) in enumerate(zip(WEEKDAYS, form.weekly, strict=True)):
        for index, (begins, ends) in enumerate(pairs):
            first = number * DAY + begins
            length = ends - begins if begins < ends else ends - begins + DAY
            yield first, first + length, f"weekly.{day}[{index}]", (begins, ends)


def _time(second: int) -> str:
    return clock_time(time(second // HOUR % 24, second % HOUR // MINUTE))
