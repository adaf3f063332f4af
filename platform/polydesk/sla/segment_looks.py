"""The segments of a promise as lines of its receipt: from when to when, what it was and why, what counted, the sum so far."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from i18n import _
from i18n.formats import list_of, number
from polydesk.schedules.applied import mark_text
from polydesk.schedules.opening import Mark
from polydesk.sla.moments import after, length, whole
from polydesk.sla.promise_looks import wait_of
from polydesk.sla.sheets import Segment, Sheet

Marks = Mapping[date, Sequence[Mark]]

ICONS = {"running": "player-play", "paused": "player-pause", "closed": "moon"}
LOOKS = {"running": "segment-running", "paused": "segment-paused", "closed": "segment-closed"}
# The drawing is this wide and narrower pieces than one are not drawn, so that it stays small for long lives.
WIDTH = 1_000


@dataclass(frozen=True)
class Line:
    """`rule` names the versions by which it was counted."""

    kind: str
    icon: str
    look: str
    begins: Markup
    ends: Markup
    what: str
    why: str
    counted: str
    total: str
    rule: str
    policy_no: int
    hours_no: int | None


@dataclass(frozen=True)
class Bar:
    x: int
    width: int
    look: str


def lines_of(sheet: Sheet, marks: Marks) -> Iterator[Line]:
    total = sheet.carried_s
    for segment in sheet.segments:
        total += segment.counted_s
        yield Line(
            *(segment.kind, ICONS[segment.kind], LOOKS[segment.kind]),
            begins=whole(segment.start, sheet.tz),
            ends=after(segment.end, segment.start, sheet.tz),
            what=what_of(segment),
            why=why_of(segment, marks),
            counted=length(segment.counted_s) if segment.counted_s else "",
            total=length(total),
            rule=_rule(segment),
            policy_no=segment.policy_no,
            hours_no=segment.hours_no,
        )


def what_of(segment: Segment) -> str:
    """In a few words."""
    if segment.kind == "paused":
        return _("Paused: %(reason)s") % {"reason": wait_of(segment.cause)}
    if segment.cause == "calendar":
        return _("Every second counts")
    if segment.cause == "never_open":
        return _("Support hours are empty")
    if segment.kind == "running":
        return _("Support hours") if segment.cause == "weekly" else _("Special hours")
    return _("Outside support hours") if segment.cause == "weekly" else _("Closed on this day")


def why_of(segment: Segment, marks: Marks) -> str:
    """The holiday or the exception by its name, and clocks that were moved."""
    why = [mark_text(mark) for mark in marks.get(segment.day, ())] if segment.day else []
    if segment.clock_moved:
        why.append(_("the clocks were put forward") if segment.clock_moved > 0 else _("the clocks were put back"))
    return list_of(dict.fromkeys(why)) if why else ""


def bars_of(sheet: Sheet) -> tuple[Bar, ...]:
    """Its life from left to right, on the wall: what ran, what was paused, what ran after it was due."""
    if not sheet.segments:
        return ()
    first, last = sheet.segments[0].start, max(sheet.segments[-1].end, sheet.due_at or 0)
    scale = WIDTH / max(1, last - first)
    found = [
        Bar(round((begins - first) * scale), round((ends - begins) * scale), look)
        for begins, ends, look in _stretches(sheet)
    ]
    return tuple(bar for bar in found if bar.width > 0)


def marker_of(sheet: Sheet) -> int | None:
    """Where on the drawing it is due."""
    due = sheet.timer.shown_due
    if due is None or not sheet.segments:
        return None
    first, last = sheet.segments[0].start, max(sheet.segments[-1].end, due)
    return min(WIDTH - 4, round((due - first) * WIDTH / max(1, last - first)))


def _stretches(sheet: Sheet) -> Iterable[tuple[int, int, str]]:
    missed_at = sheet.timer.breached_at
    for segment in sheet.segments:
        if segment.kind == "closed":
            continue
        if segment.kind == "running" and missed_at is not None and missed_at < segment.end:
            if segment.start < missed_at:
                yield segment.start, missed_at, LOOKS["running"]
            yield max(segment.start, missed_at), segment.end, "segment-late"
        else:
            yield segment.start, segment.end, LOOKS[segment.kind]


def _rule(segment: Segment) -> str:
    words = {"policy": number(segment.policy_no), "hours": number(segment.hours_no or 0)}
    if segment.hours_no is None:
        return _("policy version %(policy)s") % words
    return _("policy version %(policy)s, hours version %(hours)s") % words
