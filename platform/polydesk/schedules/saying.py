"""Hours as people say them: `Mon – Fri: 9:00 AM – 5:00 PM`, `closed`, `open all day`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from itertools import groupby

from i18n import _, pgettext
from i18n.formats import clock_time, list_of, week, weekday_names
from polydesk.hours.form import WEEKDAYS
from polydesk.schedules.bars import DAY, minutes_of

Pairs = Iterable[Sequence[str]]


def time_text(text: str) -> str:
    """`17:30` as it is written here; the end of a day is midnight."""
    minute = minutes_of(text)
    if minute is None:
        return text
    return _("midnight") if minute == DAY else clock_time(time(*divmod(minute, 60)))


def hours_text(pairs: Pairs) -> str:
    """One day's hours: several intervals as a list."""
    intervals = [(str(begins), str(ends)) for begins, ends in pairs]
    if not intervals:
        return pgettext("hours", "Closed")
    if intervals == [("00:00", "24:00")]:
        return _("Open all day")
    return list_of(
        _("%(from)s – %(to)s") % {"from": time_text(begins), "to": time_text(ends)} for begins, ends in intervals
    )


def week_text(weekly: Mapping[str, Pairs]) -> list[tuple[str, str]]:
    """Days that follow each other with the same hours as one line: `("Mon – Fri", "9:00 AM – 5:00 PM")`."""
    order = week()
    told = [(number, hours_text(weekly.get(WEEKDAYS[number], ()))) for number in order]
    lines = []
    for hours, group in groupby(told, key=lambda line: line[1]):
        numbers = [number for number, _hours in group]
        lines.append((_days_text(numbers), hours))
    return lines


def _days_text(numbers: Sequence[int]) -> str:
    names = weekday_names("abbreviated")
    if len(numbers) == 7:
        return _("Every day")
    if len(numbers) == 1:
        return names[numbers[0]]
    return _("%(first)s – %(last)s") % {"first": names[numbers[0]], "last": names[numbers[-1]]}
