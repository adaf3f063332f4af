"""A promise as values: its terms, the timer that runs it, and what a change of it leaves behind.

`since` is when the present state began; `consumed_s` is how much of the budget was used until then, by the clock of the
terms in force. Both are caches of the spans, which are the truth (b7). Instants are whole seconds.
"""

from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from polydesk.sla.policy import ClockName, Metric, Options, Reminder, Step

State = Literal["running", "paused", "completed", "cancelled"]
Stretch = tuple[int, int, str]  # [start, end) of the past, and why it waited then, or nothing


STRICT = Options()


@dataclass(frozen=True, slots=True)
class Terms:
    """The target in force, from one version of a policy, with who is reminded and what is done when it is missed."""

    policy_id: UUID
    version_id: UUID
    priority: str
    budget_s: int
    clock: ClockName = "business"
    schedule_id: UUID | None = None
    contract_id: UUID | None = None
    pause_on: tuple[str, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    steps: tuple[Step, ...] = ()
    options: Options = STRICT


@dataclass(frozen=True, slots=True)
class Timer:
    """`hours_no` is the schedule's version by which the caches were counted; a pinned timer keeps it for ever.

    `breach_budget_s` is what was used up when it was broken, as long as the terms are those of then.
    """

    id: UUID
    ticket_id: UUID
    metric: Metric
    cycle: int
    terms: Terms
    started_at: int
    state: State
    since: int
    reason: str = ""
    hours_no: int | None = None
    is_pinned: bool = False
    carries_id: UUID | None = None
    carry_s: int = 0
    consumed_s: int = 0
    paused_s: int = 0
    extra_s: int = 0
    due_at: int | None = None
    next_event_at: int | None = None
    breached_at: int | None = None
    breach_cause: str | None = None
    breach_consumed_s: int = 0
    breach_budget_s: int | None = None
    retracted: int = 0
    fired: frozenset[str] = frozenset()
    spans: int = 0
    completed_at: int | None = None
    completed_by: str | None = None
    outcome: Literal["met", "missed"] | None = None
    excused_at: int | None = None

    @property
    def is_open(self) -> bool:
        return self.state in ("running", "paused")

    @property
    def is_running(self) -> bool:
        return self.state == "running"

    @property
    def allowance_s(self) -> int:
        """The budget, and what a grace has added to it."""
        return self.terms.budget_s + self.extra_s

    @property
    def left_s(self) -> int:
        """What was left when the present state began; below zero when it was used up."""
        return self.allowance_s - self.consumed_s

    @property
    def is_never_due(self) -> bool:
        """It runs by hours that never open."""
        return self.is_running and self.due_at is None

    @property
    def shown_due(self) -> int | None:
        """For people a broken promise stays due when it was broken."""
        return self.due_at if self.breached_at is None else self.breached_at

    def is_breached(self, now: int) -> bool:
        """Whether or not anybody has noticed yet; at the very second it is due it is still met."""
        return self.breached_at is not None or (self.is_running and self.due_at is not None and self.due_at < now)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in one state, written when it ends; `counted_s` by the terms that were in force in it."""

    seq: int
    from_at: int
    to_at: int
    kind: Literal["running", "paused"]
    reason: str
    version_id: UUID
    counted_s: int


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to a timer and when; of several with the same `once` only the first is ever kept."""

    kind: str
    at: int
    data: dict[str, Any] = field(default_factory=dict)
    once: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A timer after a change, and what the change leaves behind."""

    timer: Timer
    spans: tuple[Span, ...] = ()
    happenings: tuple[Happening, ...] = ()

    def and_then(self, after: "Outcome") -> "Outcome":
        return Outcome(after.timer, self.spans + after.spans, self.happenings + after.happenings)

    def with_timer(self, timer: Timer) -> "Outcome":
        return Outcome(timer, self.spans, self.happenings)

    def telling(self, *happenings: Happening) -> "Outcome":
        return Outcome(self.timer, self.spans, self.happenings + happenings)

    @property
    def has_just_begun(self) -> bool:
        return self.kinds == ["started"] and not self.spans

    @property
    def kinds(self) -> list[str]:
        return [happening.kind for happening in self.happenings]
