"""Moments and lengths of promises in words: instants in the reader's zone with the schedule's own beside them.

Lengths are hours, minutes and seconds, never days: nobody agrees on how long a day of support time is (b4).
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from i18n import _
from i18n.formats import Formatter, formatter, number, weekday_names, zone_name
from i18n.places import city_of_zone
from polydesk.hours.instants import moment_of
from polydesk.kernel.clock import now
from polydesk.sla.budgets import HOUR, MINUTE, said
from polydesk.sla.policy import ClockName

WEEK = 7

Shown = Callable[[Formatter, datetime], str]


def whole(instant: int, tz: str = "") -> Markup:
    """`Mon, Mar 9, 12:30 PM`, with the year if it is another one; what the schedule's wall shows is in the title."""
    return _mark(instant, tz, _whole)


def near(instant: int, tz: str = "") -> Markup:
    """As short as it can be understood today: `10:10`, `tomorrow 10:10`, `Tue 10:10`, else the whole of it."""
    return _mark(instant, tz, _near)


def after(instant: int, before: int | None, tz: str = "") -> Markup:
    """The end of something that began `before`: the day is said once."""
    same = before is not None and _day(instant) == _day(before)
    return _mark(instant, tz, _clock if same else _whole)


def length(seconds: int) -> str:
    """To the second: `2 h 5 min 30 s`."""
    minutes, rest = divmod(abs(seconds), MINUTE)
    text = said(minutes * MINUTE) if minutes else ""
    if rest or not text:
        beside = _("%(seconds)s s") % {"seconds": number(rest)}
        text = _("%(time)s %(seconds)s") % {"time": text, "seconds": beside} if text else beside
    return text


def about(seconds: int) -> str:
    """For a glance: whole minutes, whole hours from ten on."""
    if seconds < MINUTE:
        return _("less than a minute")
    return said(seconds if seconds < 10 * HOUR else seconds - seconds % HOUR)


def by_clock(text: str, clock: ClockName) -> str:
    """Support time is named as such; by the calendar every second counts."""
    return _("%(time)s of support time") % {"time": text} if clock == "business" else text


def _mark(instant: int, tz: str, shown: Shown) -> Markup:
    at = moment_of(instant)
    text, machine = shown(formatter(), at), at.astimezone(UTC).isoformat(timespec="seconds")[:19]
    return Markup('<time datetime="{}Z" title="{}">{}</time>').format(machine, _title(at, tz), text)


def _title(at: datetime, tz: str) -> str:
    """By the schedule's clock, where there is one."""
    here = formatter(zone=ZoneInfo(tz)) if tz else formatter()
    zone = zone_name(here.zone, at)
    if not tz:
        return _("%(when)s (%(zone)s)") % {"when": _whole(here, at), "zone": zone}
    return _("%(when)s in %(place)s (%(zone)s)") % {"when": _whole(here, at), "place": city_of_zone(tz), "zone": zone}


def _whole(here: Formatter, at: datetime) -> str:
    return here.weekday_when(at, now())


def _clock(here: Formatter, at: datetime) -> str:
    return here.clock_time(at)


def _near(here: Formatter, at: datetime) -> str:
    days = (here.local(at).date() - here.local(now()).date()).days
    words = {"clock": here.clock_time(at), "weekday": weekday_names("abbreviated")[here.local(at).weekday()]}
    if days == 0:
        return words["clock"]
    if days == 1:
        return _("tomorrow %(clock)s") % words
    if days == -1:
        return _("yesterday %(clock)s") % words
    return _("%(weekday)s %(clock)s") % words if abs(days) < WEEK else _whole(here, at)


def _day(instant: int) -> date:
    return formatter().local(moment_of(instant)).date()


def sentence(text: str, **words: object) -> Markup:
    """A translated sentence with words in it that may be markup; everything else is escaped."""
    return escape(text) % words
