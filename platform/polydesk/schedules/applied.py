"""Days as they will be applied, ready for a page: what is open drawn and in words, and why a day is not like the others."""

from dataclasses import dataclass
from datetime import date

from i18n import _, pgettext
from i18n.formats import duration, number, weekday_names
from polydesk.schedules.bars import DAY, Bar, minutes_of
from polydesk.schedules.opening import AppliedDay, Mark
from polydesk.schedules.saying import hours_text, time_text

HOUR = 3600


@dataclass(frozen=True)
class MarkLook:
    icon: str
    look: str
    text: str


@dataclass(frozen=True)
class DayRow:
    date: date
    weekday: str
    bars: tuple[Bar, ...]
    hours: str
    marks: tuple[MarkLook, ...]


def day_rows(days: list[AppliedDay]) -> list[DayRow]:
    names = weekday_names("abbreviated")
    return [DayRow(day.date, names[day.date.weekday()], _bars(day), _hours(day), tuple(_marks(day))) for day in days]


def _bars(day: AppliedDay) -> tuple[Bar, ...]:
    minutes = [(minutes_of(begins) or 0, minutes_of(ends) or DAY) for begins, ends in day.open]
    return tuple(Bar(begins, ends - begins) for begins, ends in minutes if begins < ends)


def _hours(day: AppliedDay) -> str:
    return hours_text(day.open) if day.exists else _("This date does not exist here.")


def _marks(day: AppliedDay) -> list[MarkLook]:
    found = [_mark(mark) for mark in day.marks]
    if day.clock_moved:
        found.append(MarkLook("clock-exclamation", "badge-purple", clock_text(day)))
    return found


def _mark(mark: Mark) -> MarkLook:
    icons = {
        "closed": ("lock", "badge-orange", pgettext("hours", "Closed")),
        "hours": ("clock-edit", "badge-blue", _("Other hours")),
        "partial": ("clock-pause", "badge-orange", _("Closed for a part of the day")),
        "holiday": ("calendar-event", "badge-red", _("Public holiday")),
        "half_day": ("circle-half-2", "badge-orange", _("Half day")),
        "working_day": ("briefcase", "badge-green", _("Working day")),
    }
    icon, look, word = icons[mark.kind]
    if not mark.name:
        return MarkLook(icon, look, word)
    if mark.kind in ("half_day", "working_day"):
        return MarkLook(icon, look, _("%(name)s (%(kind)s)") % {"name": mark.name, "kind": word.lower()})
    return MarkLook(icon, look, mark.name)


def mark_text(mark: Mark) -> str:
    """Why a date is not like its weekday, in a word or by its name."""
    return _mark(mark).text


def clock_text(day: AppliedDay) -> str:
    """`Clocks go back by 1 hr at 3:00 AM: this day has 25 hours`."""
    told = {
        "span": duration(abs(day.clock_moved)),
        "time": time_text(day.clock_moved_at),
        "hours": number((24 * HOUR - day.clock_moved) / HOUR),
    }
    if day.clock_moved > 0:
        return _("Clocks go forward by %(span)s at %(time)s: this day has %(hours)s hours") % told
    return _("Clocks go back by %(span)s at %(time)s: this day has %(hours)s hours") % told
