"""A case: one ticket with all its promises, held in memory while something happens to it.

Verbs of the state machine run on it one after the other; what they leave behind is gathered and written at once
(keeping.py). Whoever makes a case holds the ticket's row, so nobody else changes its promises meanwhile.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.hours.history import Clock
from polydesk.hours.instants import instant_of
from polydesk.sla.clocks import Clocks
from polydesk.sla.measuring import Piece, after
from polydesk.sla.policy import Metric
from polydesk.sla.promise import Outcome, Timer


@dataclass(frozen=True, slots=True)
class TicketRow:
    """What promises ask of a ticket."""

    id: UUID
    number: int
    status: str
    priority: str
    channel: str
    language: str
    organisation_id: UUID | None
    tags: list[str]
    assignee_id: UUID | None
    team_id: UUID | None
    created_at: datetime
    waiting_since: datetime | None
    first_response_at: datetime | None
    spam_at: datetime | None
    merged_into_id: UUID | None
    category_id: UUID | None
    message_language: str | None

    @property
    def is_open(self) -> bool:
        return self.status not in ("resolved", "closed")

    @property
    def is_served(self) -> bool:
        """Somebody works on it here: promises may begin and change."""
        return self.is_open and self.spam_at is None and self.merged_into_id is None

    @property
    def unanswered_since(self) -> int | None:
        return instant_of(self.waiting_since) if self.waiting_since else None


@dataclass
class Case:
    ticket: TicketRow
    timers: dict[UUID, Timer]
    clocks: Clocks
    pieces: dict[UUID, list[Piece]] = field(default_factory=dict)  # running spans that have ended, by timer
    outcomes: dict[UUID, Outcome] = field(default_factory=dict)
    has_pieces: bool = False  # those that were kept before; what happens here adds its own

    def take(self, outcome: Outcome) -> Timer:
        """What a verb left behind joins what others did."""
        timer = outcome.timer
        before = self.outcomes.get(timer.id)
        self.outcomes[timer.id] = before.and_then(outcome) if before else outcome
        self.timers[timer.id] = timer
        ran = [(span.from_at, span.to_at) for span in outcome.spans if span.kind == "running"]
        self.pieces.setdefault(timer.id, []).extend(ran)
        return timer

    def do(self, verb: Callable[..., Outcome], timer: Timer, at: int, *args: Any, **named: Any) -> Timer:
        return self.take(verb(timer, at, self.clock(timer), *args, **named))

    def clock(self, timer: Timer) -> Clock:
        return self.clocks.of(timer)

    def open(self, *metrics: Metric) -> list[Timer]:
        """The open ones, of these kinds or of all."""
        return [one for one in self.timers.values() if one.is_open and (not metrics or one.metric in metrics)]

    def last(self, metric: Metric) -> Timer | None:
        of_kind = (one for one in self.timers.values() if one.metric == metric)
        return max(of_kind, key=lambda one: one.cycle, default=None)

    def timers_by_age(self) -> list[Timer]:
        return sorted(self.timers.values(), key=lambda one: (one.started_at, one.cycle))

    def pieces_of(self, timer: Timer) -> list[Piece]:
        """Its running time that has ended, with that of the cycles it carries; spans have to be loaded."""
        own = after(self.pieces.get(timer.id, []), timer.started_at)
        carried = self.timers.get(timer.carries_id) if timer.carries_id else None
        return [*self.pieces_of(carried), *own] if carried else own


def timers_of(cases: Iterable[Case]) -> list[Timer]:
    return [timer for case in cases for timer in case.timers.values()]
