"""The receipt of a ticket's promises: every running, paused and closed segment with its cause, its rule and its seconds.

It is counted from the spans, segment by segment, as anybody could with a calendar in hand, and then compared with what
the timers say: `agrees` is false for a receipt that does not add up (SL-16).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from polydesk.hours.explanation import pieces
from polydesk.hours.history import Clock, History
from polydesk.sla import measuring
from polydesk.sla.measuring import Piece
from polydesk.sla.promise import Span, Timer


@dataclass(frozen=True)
class Segment:
    """[start, end) in one state. `cause`: why it waited, or the rule that decided (weekly, special, closure, calendar).

    `policy_no` and `hours_no` are the versions in force in it; `day` is the date of an exception, `clock_moved` by how
    many seconds the clocks were moved at its start.
    """

    start: int
    end: int
    kind: Literal["running", "paused", "closed"]
    cause: str
    counted_s: int
    policy_no: int
    hours_no: int | None = None
    day: date | None = None
    clock_moved: int = 0

    @property
    def seconds(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Rule:
    """What a sheet is counted by: the clock, and since when each version of the hours has been in force."""

    clock: Clock
    begins: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()

    def no_at(self, instant: int) -> int | None:
        return self.numbers[max(0, bisect_right(self.begins, instant) - 1)] if self.numbers else None


@dataclass(frozen=True)
class Sheet:
    """One timer. `carried_s` comes from the cycles before; `due_at` is counted again, as `counted_s` is."""

    timer: Timer
    policy_names: dict[str, str]
    policy_no: int
    schedule_name: str
    tz: str
    segments: tuple[Segment, ...]
    carried_s: int
    counted_s: int
    paused_s: int
    due_at: int | None
    agrees: bool

    @property
    def left_s(self) -> int:
        return self.timer.allowance_s - self.counted_s


@dataclass(frozen=True)
class Receipt:
    """`page` is which of `pages` the sheets are, the newest promises on the first."""

    ticket_id: UUID
    at: int
    sheets: tuple[Sheet, ...]
    page: int = 1
    pages: int = 1

    @property
    def agrees(self) -> bool:
        return all(sheet.agrees for sheet in self.sheets)


def segments_of(timer: Timer, spans: Sequence[Span], rule: Rule, numbers: dict[UUID, int], at: int) -> list[Segment]:
    """Its whole life until `at`, without a hole; `numbers` are those of the policy's versions."""
    held = sorted(spans, key=lambda span: (span.from_at, span.seq))
    if timer.is_open and timer.since < at:
        kind: Literal["running", "paused"] = "running" if timer.is_running else "paused"
        held.append(Span(timer.spans + 1, timer.since, at, kind, timer.reason, timer.terms.version_id, 0))
    found: list[Segment] = []
    for span in held:
        start = max(span.from_at, timer.started_at)
        if start < span.to_at:
            found += _segments(span, start, rule, numbers[span.version_id])
    return found


def sheet_of(
    timer: Timer,
    segments: Sequence[Segment],
    *,
    rule: Rule,
    carried: Sequence[Piece],
    at: int,
    policy_names: dict[str, str],
    policy_no: int,
    schedule_name: str,
    tz: str,
) -> Sheet:
    """The sums, and whether they are what the timer says."""
    carried_s = measuring.counted(carried, rule.clock)
    counted_s = carried_s + sum(segment.counted_s for segment in segments)
    paused_s = sum(segment.seconds for segment in segments if segment.kind == "paused")
    ran = [*carried, *((segment.start, segment.end) for segment in segments if segment.kind == "running")]
    due_at = _due(timer, ran, rule.clock, counted_s, at)
    running = timer.is_running and timer.since < at
    cached = timer.consumed_s + (rule.clock.elapsed(timer.since, at) if running else 0)
    agrees = counted_s == cached and carried_s == timer.carry_s and (not timer.is_running or due_at == timer.due_at)
    return Sheet(
        *(timer, policy_names, policy_no, schedule_name, tz, tuple(segments)),
        *(carried_s, counted_s, paused_s, due_at if timer.is_running else timer.due_at, agrees),
    )


def _due(timer: Timer, ran: Sequence[Piece], clock: Clock, counted_s: int, at: int) -> int | None:
    """Counted again from the pieces: forward from now, or back to when the budget was used up, never before its terms."""
    left = timer.allowance_s - counted_s
    if left > 0:
        return clock.deadline(max(at, timer.since), left)
    used_up = measuring.used_up_at(ran, timer.allowance_s, clock)
    return None if used_up is None else max(used_up, timer.since)


def _segments(span: Span, start: int, rule: Rule, policy_no: int) -> Iterator[Segment]:
    if span.kind == "paused":
        yield Segment(start, span.to_at, "paused", span.reason, 0, policy_no, rule.no_at(start))
    elif not isinstance(rule.clock, History):
        counted_s = rule.clock.elapsed(start, span.to_at)
        kind: Literal["running", "closed"] = "running" if counted_s else "closed"
        yield Segment(start, span.to_at, kind, "calendar" if counted_s else "never_open", counted_s, policy_no)
    else:
        for hours, begins, ends in rule.clock.eras(start, span.to_at):
            for piece in pieces(hours, begins, ends):
                yield Segment(
                    *(piece.start, piece.end, "running" if piece.is_open else "closed", piece.cause.value),
                    *(piece.seconds if piece.is_open else 0, policy_no, rule.no_at(piece.start)),
                    *(piece.day, piece.clock_moved),
                )
