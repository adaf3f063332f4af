"""ICS: a calendar file becomes a list of proposed days. Pure, but it may take a second: call it in a thread.

Whole days are closed (DTEND is exclusive, floating dates are never shifted); timed events close a part of the day, on
the wall of the schedule's zone. Repeats are followed as far as `through`, and no endless rule is (`ics_repeats.py`).
Only the lines that matter reach the parser (`ics_text.py`): a large file is large by its descriptions.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice
from typing import Any, Literal
from zoneinfo import ZoneInfo

from i18n import _, ngettext
from polydesk.hours.form import MOST_DATES, MOST_INTERVALS
from polydesk.hours.spans import DAY, HOUR, MINUTE, Pair, Spans
from polydesk.kernel.lines import one_line
from polydesk.schedules.compiling import Intervals
from polydesk.schedules.ics_repeats import TooOften, starts_of, wall_of
from polydesk.schedules.ics_text import relevant
from polydesk.schedules.refusals import BadIcs, IcsTooLarge

LARGEST = 5_000_000
MOST_EVENTS = 5_000
PATIENCE_S = 15.0
NAME_LIMIT = 200

# A wall elsewhere may show another date than the schedule's.
_MARGIN = timedelta(days=2)


@dataclass(frozen=True)
class IcsDay:
    """`hours` are closed, for kind partial."""

    date: date
    name: str
    kind: Literal["closed", "partial"]
    hours: Intervals | None = None


@dataclass(frozen=True)
class Reading:
    """`left_out` says in sentences what was not taken, with how many ("3 events lie in the past.")."""

    days: tuple[IcsDay, ...]
    left_out: tuple[str, ...]


def read_ics(content: bytes, *, zone: str, first: date, through: date) -> Reading:
    """The days from `first` to `through`. Raises BadIcs, IcsTooLarge."""
    if len(content) > LARGEST:
        raise IcsTooLarge(_("A calendar file has at most 5 MB; this one is larger."))
    reader = _Reader(ZoneInfo(zone), first, through)
    for event in _events(content, first):
        reader.take(event)
    days = reader.days()
    if len(days) > MOST_DATES:
        raise BadIcs(
            _("This calendar has %(count)d days that it would close; a schedule takes %(most)d.")
            % {"count": len(days), "most": MOST_DATES}
        )
    return Reading(tuple(days), tuple(_left_out(reader.left_out)))


def _events(content: bytes, first: date) -> list[Any]:
    """The events, those that replace a single repeat before the rest. Raises BadIcs."""
    from icalendar import Calendar

    text, count = relevant(content, first.year - 1)
    if "BEGIN:VCALENDAR" not in text.upper():
        raise BadIcs(_("This is not a calendar file. It should end in .ics and begin with BEGIN:VCALENDAR."))
    if count > MOST_EVENTS:
        raise BadIcs(
            _("This calendar has more than %(most)d events. Export fewer of them, such as those to come.")
            % {"most": MOST_EVENTS}
        )
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, OverflowError, RecursionError) as error:
        raise BadIcs(_("This calendar file is damaged: %(reason)s") % {"reason": str(error)[:200]}) from None
    return sorted(events, key=lambda event: "RECURRENCE-ID" not in event)


class _Reader:
    """Takes events one by one; partial days of one name and date become one."""

    def __init__(self, zone: ZoneInfo, first: date, through: date) -> None:
        self.zone, self.first, self.through = zone, first, through
        self.left_out: Counter[str] = Counter()
        self._shut: dict[tuple[date, str], list[Pair]] = defaultdict(list)
        self._replaced: dict[str, set[datetime]] = defaultdict(set)
        self._until = time.monotonic() + PATIENCE_S

    def take(self, event: Any) -> None:
        self._be_patient()
        if _is_cancelled(event) and "RECURRENCE-ID" not in event:
            self.left_out["cancelled"] += 1
            return
        try:
            self._take(event)
        except TooOften:
            self.left_out["too_often"] += 1
        except (ValueError, KeyError, IndexError, AttributeError, TypeError, OverflowError):
            self.left_out["unreadable"] += 1

    def days(self) -> list[IcsDay]:
        return [self._day(day, name, Spans.union(pairs)) for (day, name), pairs in sorted(self._shut.items())]

    def _take(self, event: Any) -> None:
        start = event["DTSTART"].dt
        zone = getattr(start, "tzinfo", None)
        replaced = self._replaced[str(event.get("UID", ""))]
        if is_replacing := "RECURRENCE-ID" in event:
            replaced.add(wall_of(event["RECURRENCE-ID"].dt, zone))
            if _is_cancelled(event):
                return
        length = _length(event, start, zone)
        if length <= timedelta():
            self.left_out["no_length"] += 1
            return
        window = _at(self.first) - length - _MARGIN, _at(self.through) + _MARGIN
        taken = {
            piece
            for begins in starts_of(event, window)
            if is_replacing or begins not in replaced
            for piece in self._pieces(zone, begins, length)
        }
        name = one_line(str(event.get("SUMMARY", "")))[:NAME_LIMIT] or _("Closed")
        for day, pair in taken:
            self._shut[day, name].append(pair)
        if not taken:
            self.left_out["past" if wall_of(start, zone).date() < self.first else "beyond"] += 1

    def _pieces(self, zone: tzinfo | None, begins: datetime, length: timedelta) -> Iterator[tuple[date, Pair]]:
        """The event date by date on the wall of the schedule's zone, in whole minutes that hold it."""
        first, last = self._on_wall(zone, begins), self._on_wall(zone, begins + length)
        day = max(first.date(), self.first)
        self._be_patient()
        while day <= min(last.date(), self.through):
            a = _seconds(first) // MINUTE * MINUTE if day == first.date() else 0
            b = -(-_seconds(last) // MINUTE) * MINUTE if day == last.date() else DAY
            if a < b:
                yield day, (a, b)
            day += timedelta(days=1)

    def _be_patient(self) -> None:
        """A few lines may say as much as a large file: one event can repeat daily, each time for years."""
        if time.monotonic() > self._until:
            raise BadIcs(_("This calendar takes too long to read. Export fewer events, such as those to come."))

    def _on_wall(self, zone: tzinfo | None, wall: datetime) -> datetime:
        """Floating times and dates stay what they say."""
        return wall if zone is None else wall.replace(tzinfo=zone).astimezone(self.zone).replace(tzinfo=None)

    def _day(self, day: date, name: str, shut: Spans) -> IcsDay:
        if list(shut) == [(0, DAY)]:
            return IcsDay(day, name, "closed")
        pairs = islice(shut, MOST_INTERVALS)
        return IcsDay(day, name, "partial", tuple((_time(a), _time(b)) for a, b in pairs))


def _is_cancelled(event: Any) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _length(event: Any, start: date, zone: tzinfo | None) -> timedelta:
    """By DTEND, else by DURATION; a date alone is one day, a time alone has no length."""
    if "DTEND" in event:
        end = event["DTEND"].dt
        if isinstance(end, datetime) != isinstance(start, datetime):
            raise ValueError("DTSTART and DTEND are not of one kind")
        return wall_of(end, zone) - wall_of(start, zone)
    if "DURATION" in event:
        found = event["DURATION"].dt
        return found if isinstance(found, timedelta) else timedelta()
    return timedelta() if isinstance(start, datetime) else timedelta(days=1)


def _at(day: date) -> datetime:
    return wall_of(day, None)


def _seconds(wall: datetime) -> int:
    return wall.hour * HOUR + wall.minute * MINUTE + wall.second


def _time(second: int) -> str:
    return f"{second // HOUR:02}:{second % HOUR // MINUTE:02}"  # notext


def _left_out(counted: Counter[str]) -> Iterator[str]:
    sentences: dict[str, Callable[[int], str]] = {
        "past": lambda n: ngettext("%(n)d event lies in the past.", "%(n)d events lie in the past.", n),
        "beyond": lambda n: ngettext(
            "%(n)d event lies further ahead than calendars reach.",
            "%(n)d events lie further ahead than calendars reach.",
            n,
        ),
        "cancelled": lambda n: ngettext("%(n)d event was cancelled.", "%(n)d events were cancelled.", n),
        "no_length": lambda n: ngettext("%(n)d event has no length.", "%(n)d events have no length.", n),
        "too_often": lambda n: ngettext(
            "%(n)d event repeats more often than daily.", "%(n)d events repeat more often than daily.", n
        ),
        "unreadable": lambda n: ngettext("%(n)d event could not be read.", "%(n)d events could not be read.", n),
    }
    for key, sentence in sentences.items():
        if count := counted[key]:
            yield sentence(count) % {"n": count}
