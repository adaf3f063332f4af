"""Replay: whether promises of the past would have been kept by other hours or another target. Pure.

A promise is its recorded running and paused spans up to its end. They are measured again; when both rules agree, what
was recorded stands: breaches that came about in other ways are not argued with, so the difference is the change's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from polydesk.hours.history import Clock
from polydesk.sla.measuring import Piece, used_up_at
from polydesk.sla.policy import PAUSES
from polydesk.sla.promise import Stretch

MOST_LISTED = 50
HOURS_A_DAY = 24
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Rule:
    """What a promise is measured by."""

    budget_s: int
    clock: Clock
    pause_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """`spans` are its states up to its end, in order, with those of the cycles it carries; a reason is a pause."""

    ticket_id: UUID
    number: int
    metric: str
    started_at: int
    spans: tuple[Stretch, ...]
    was_missed: bool


def running_pieces(spans: Iterable[Stretch], pause_on: Sequence[str]) -> list[Piece]:
    """What runs under these pauses; time in which it waited for nobody we know (spam, resolved) never does."""
    return [(start, end) for start, end, reason in spans if not reason or (reason in PAUSES and reason not in pause_on)]


def is_missed(pieces: Sequence[Piece], rule: Rule) -> bool:
    """The budget was used up before the last second in which it ran; at the very second it is due it is still kept."""
    if not pieces:
        return False
    used_up = used_up_at(pieces, rule.budget_s, rule.clock)
    return used_up is not None and used_up < max(end for _start, end in pieces)


def would_be_missed(promise: Promise, now: Rule, then: Rule) -> bool:
    """Under rule `then` instead of `now`."""
    before = is_missed(running_pieces(promise.spans, now.pause_on), now)
    after = is_missed(running_pieces(promise.spans, then.pause_on), then)
    return promise.was_missed if before == after else after


class Listed(msgspec.Struct, frozen=True):
    ticket_id: UUID
    number: int
    metric: str
    arrived: int


class Sum(msgspec.Struct):
    """Of one kind of promise. `gone` would not be promised any more, `new` would be promised besides."""

    promises: int = 0
    missed_before: int = 0
    missed_after: int = 0
    gone: int = 0
    new: int = 0


def _week() -> list[list[int]]:
    return [[0] * HOURS_A_DAY for _day in range(DAYS_A_WEEK)]


class Tally(msgspec.Struct):
    """The outcome of a replay; `arrived`, `before` and `after` count promises and misses by weekday and hour."""

    zone: str
    sums: dict[str, Sum] = {}
    newly_missed: int = 0
    newly_kept: int = 0
    missed_listed: list[Listed] = []
    kept_listed: list[Listed] = []
    arrived: list[list[int]] = msgspec.field(default_factory=_week)
    before: list[list[int]] = msgspec.field(default_factory=_week)
    after: list[list[int]] = msgspec.field(default_factory=_week)
    tickets: int = 0

    def count(self, promise: Promise, will_be_missed: bool | None) -> None:
        """None: it would not be promised any more."""
        of_kind = self.sums.setdefault(promise.metric, Sum())
        of_kind.promises += 1
        of_kind.missed_before += promise.was_missed
        if will_be_missed is None:
            of_kind.gone += 1
        else:
            of_kind.missed_after += will_be_missed
        self._place(promise.started_at, promise.was_missed, bool(will_be_missed))
        if will_be_missed is not None and will_be_missed != promise.was_missed:
            self._list(promise, will_be_missed)

    def count_new(self, promise: Promise, will_be_missed: bool) -> None:
        """Nobody had promised it."""
        of_kind = self.sums.setdefault(promise.metric, Sum())
        of_kind.new += 1
        of_kind.missed_after += will_be_missed
        self._place(promise.started_at, was_missed=False, will_be_missed=will_be_missed)
        if will_be_missed:
            self._list(promise, will_be_missed)

    def _place(self, at: int, was_missed: bool, will_be_missed: bool) -> None:
        shown = datetime.fromtimestamp(at, _zone(self.zone))
        day, hour = shown.weekday(), shown.hour
        self.arrived[day][hour] += 1
        self.before[day][hour] += was_missed
        self.after[day][hour] += will_be_missed

    def _list(self, promise: Promise, will_be_missed: bool) -> None:
        line = Listed(promise.ticket_id, promise.number, promise.metric, promise.started_at)
        if will_be_missed:
            self.newly_missed += 1
        else:
            self.newly_kept += 1
        listed = self.missed_listed if will_be_missed else self.kept_listed
        if len(listed) < MOST_LISTED:
            listed.append(line)


def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
