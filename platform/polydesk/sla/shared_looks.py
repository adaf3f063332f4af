"""A receipt in the words for customers: what we promised, when it came, and which time counted.

It names no agents, no versions and no steps of ours, and only tells of promises that their policy tells customers of.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from i18n import LazyText, _, lazy
from i18n.places import city_of_zone
from polydesk.schedules.opening import Mark
from polydesk.sla.moments import by_clock, length, sentence, whole
from polydesk.sla.promise import Timer
from polydesk.sla.receipt import receipt_of
from polydesk.sla.receipt_looks import MarksBySchedule
from polydesk.sla.segment_looks import Bar, Line, bars_of, lines_of, marker_of
from polydesk.sla.sheets import Receipt, Sheet
from polydesk.sla.verdicts import late_s
from polydesk.tickets.ticket import Ticket

NAMES: dict[str, LazyText] = {
    "first_response": lazy("The first answer"),
    "next_response": lazy("The next answer"),
    "update": lazy("The next update"),
    "resolution": lazy("The solution"),
}
# Said as a whole for each, since a sentence is not put together from parts in every language.
WILL: dict[str, LazyText] = {
    "first_response": lazy("We will answer by %(due)s."),
    "next_response": lazy("We will answer by %(due)s."),
    "update": lazy("We will tell you how it stands by %(due)s."),
    "resolution": lazy("We will solve it by %(due)s."),
}
WANTED: dict[str, LazyText] = {
    "first_response": lazy("We wanted to answer by %(due)s and are sorry that it takes longer."),
    "next_response": lazy("We wanted to answer by %(due)s and are sorry that it takes longer."),
    "update": lazy("We wanted to tell you how it stands by %(due)s and are sorry that it takes longer."),
    "resolution": lazy("We wanted to solve it by %(due)s and are sorry that it takes longer."),
}
IN_TIME: dict[str, LazyText] = {
    "first_response": lazy("We promised an answer by %(due)s and answered %(came)s."),
    "next_response": lazy("We promised an answer by %(due)s and answered %(came)s."),
    "update": lazy("We promised an update by %(due)s and gave it %(came)s."),
    "resolution": lazy("We promised a solution by %(due)s and solved it %(came)s."),
}
LATER: dict[str, LazyText] = {
    "first_response": lazy("We promised an answer by %(due)s and answered %(came)s, %(late)s later. We are sorry."),
    "next_response": lazy("We promised an answer by %(due)s and answered %(came)s, %(late)s later. We are sorry."),
    "update": lazy("We promised an update by %(due)s and gave it %(came)s, %(late)s later. We are sorry."),
    "resolution": lazy("We promised a solution by %(due)s and solved it %(came)s, %(late)s later. We are sorry."),
}
CAME: dict[str, LazyText] = {
    "first_response": lazy("We answered %(came)s, in time."),
    "next_response": lazy("We answered %(came)s, in time."),
    "update": lazy("We told you how it stands %(came)s, in time."),
    "resolution": lazy("We solved it %(came)s, in time."),
}
YOURS = lazy("Waiting for your answer")
OTHERS = lazy("Waiting for others")
RESTS = lazy("Paused")


@dataclass(frozen=True)
class SharedLine:
    line: Line
    what: str


@dataclass(frozen=True)
class SharedSheet:
    name: str
    says: Markup
    promised: str
    hours: str
    bars: tuple[Bar, ...]
    marker: int | None
    lines: tuple[SharedLine, ...]
    counted: str


async def told_receipt(ticket: Ticket, at: int, page: int) -> Receipt:
    """What customers may know of, the newest last."""
    return await receipt_of(ticket.id, at, page=page, wanted=is_told)


def is_told(one: Timer) -> bool:
    return one.terms.options.shows_promise and one.state != "cancelled"


def shared(sheet: Sheet, at: int, marks: MarksBySchedule) -> SharedSheet:
    terms = sheet.timer.terms
    return SharedSheet(
        name=str(NAMES[sheet.timer.metric]),
        says=says(sheet, at),
        promised=by_clock(length(terms.budget_s), terms.clock),
        hours=_("%(name)s, by the clock of %(zone)s") % {"name": sheet.schedule_name, "zone": city_of_zone(sheet.tz)}
        if sheet.schedule_name and sheet.tz
        else "",
        bars=bars_of(sheet),
        marker=marker_of(sheet),
        lines=tuple(_lines(sheet, marks[terms.schedule_id])),
        counted=by_clock(length(sheet.counted_s), terms.clock),
    )


def says(sheet: Sheet, at: int) -> Markup:
    one = sheet.timer
    due = one.shown_due if one.state == "completed" or one.breached_at is not None else sheet.due_at
    when = whole(due, sheet.tz) if due is not None else None
    if one.completed_at is not None:
        came = whole(one.completed_at, sheet.tz)
        if when is None:
            return sentence(str(CAME[one.metric]), came=came)
        late = by_clock(length(late_s(sheet)), one.terms.clock)
        texts = LATER if one.outcome == "missed" else IN_TIME
        return sentence(str(texts[one.metric]), due=when, came=came, late=late)
    if one.state == "paused":
        return sentence(_rest(one.reason))
    if when is None:
        return sentence(_("We cannot name a time yet."))
    return sentence(str((WANTED if one.is_breached(at) else WILL)[one.metric]), due=when)


def _lines(sheet: Sheet, marks: Mapping[date, Sequence[Mark]]) -> Iterator[SharedLine]:
    for segment, line in zip(sheet.segments, lines_of(sheet, marks), strict=True):
        if segment.kind != "paused":
            yield SharedLine(line, line.what)
        elif _is_yours(segment.cause):
            yield SharedLine(line, str(YOURS))
        else:
            yield SharedLine(line, str(OTHERS if segment.cause == "waiting_third_party" else RESTS))


def _rest(reason: str) -> str:
    if _is_yours(reason):
        return _("We wait for your answer; then we go on.")
    if reason == "waiting_third_party":
        return _("We wait for others; then we go on.")
    return _("It rests at the moment.")


def _is_yours(reason: str) -> bool:
    return reason == "waiting_customer"
