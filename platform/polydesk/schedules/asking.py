"""What if: when would something be due that arrives then and may take so many hours of support time, and why.

The account of `polydesk.hours.explanation`, each piece in a sentence, with the names of holidays and exceptions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from i18n import _
from i18n.formats import clock_time, day, duration, list_of, weekday_names, zone_name
from polydesk.hours.explanation import Cause, Piece, explain
from polydesk.hours.instants import instant_of, moment_of
from polydesk.hours.schedule import schedule_of
from polydesk.schedules.applied import mark_text
from polydesk.schedules.compiling import Compiled
from polydesk.schedules.opening import Mark
from polydesk.schedules.thinkable import is_thinkable

MOST_HOURS = 8760
MOST_PIECES = 24

Marks = Mapping[date, Sequence[Mark]]


@dataclass(frozen=True)
class PieceLook:
    is_open: bool
    text: str


@dataclass(frozen=True)
class WhatIf:
    due: str = ""
    fault: str = ""
    pieces: tuple[PieceLook, ...] = field(default=())
    more: int = 0


def what_if(compiled: Compiled, marks: Marks, *, at: str, hours: str) -> WhatIf | None:
    """None while nothing is asked; `at` is a wall time of the schedule's zone, as a browser writes it."""
    if not at or not hours:
        return None
    zone = ZoneInfo(compiled["tz"])
    start, budget = _start(at, zone), _seconds(hours)
    if start is None:
        return WhatIf(fault=_("Please enter a date and a time."))
    if budget is None:
        return WhatIf(fault=_("Please enter hours between 0 and %(most)s.") % {"most": MOST_HOURS})
    told = explain(schedule_of(compiled), start, budget)
    if told.due is None:
        return WhatIf(due=_("Never: these hours are not open long enough within ten years."))
    shown = tuple(PieceLook(piece.is_open, _piece_text(piece, marks, zone)) for piece in told.pieces[:MOST_PIECES])
    due = _("Due %(when)s (%(zone)s)") % {
        "when": _moment_text(told.due, zone),
        "zone": zone_name(zone, moment_of(told.due)),
    }
    return WhatIf(due=due, pieces=shown, more=len(told.pieces) - len(shown))


def _start(text: str, zone: ZoneInfo) -> int | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant_of(at.replace(tzinfo=zone).astimezone(UTC)) if is_thinkable(at) else None


def _seconds(text: str) -> int | None:
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        return None
    return round(hours * 3600) if 0 <= hours <= MOST_HOURS else None


def _piece_text(piece: Piece, marks: Marks, zone: ZoneInfo) -> str:
    told = {
        "from": _moment_text(piece.start, zone),
        "to": _end_text(piece, zone),
        "span": duration(piece.seconds),
        "sum": duration(piece.passed),
        "why": _why(piece, marks),
    }
    if piece.is_open and told["why"]:
        return _("%(from)s – %(to)s: open, %(span)s counted, %(sum)s in all (%(why)s)") % told
    if piece.is_open:
        return _("%(from)s – %(to)s: open, %(span)s counted, %(sum)s in all") % told
    if told["why"]:
        return _("%(from)s – %(to)s: closed (%(why)s)") % told
    return _("%(from)s – %(to)s: closed") % told


def _why(piece: Piece, marks: Marks) -> str:
    why = [mark_text(mark) for mark in marks.get(piece.day, ())] if piece.day else []
    if piece.jump is Cause.GAP:
        why.append(_("the clocks were put forward"))
    elif piece.jump is Cause.FOLD:
        why.append(_("the clocks were put back"))
    return list_of(why) if why else ""


def _end_text(piece: Piece, zone: ZoneInfo) -> str:
    """The day is said once."""
    start, end = (moment_of(at).astimezone(zone) for at in (piece.start, piece.end))
    return clock_time(end.time()) if start.date() == end.date() else _moment_text(piece.end, zone)


def _moment_text(instant: int, zone: ZoneInfo) -> str:
    local = moment_of(instant).astimezone(zone)
    return _("%(weekday)s %(day)s, %(time)s") % {
        "weekday": weekday_names("abbreviated")[local.weekday()],
        "day": day(local.date()),
        "time": clock_time(local.time()),
    }
