"""Words for scenes of promises: terms by hand, a timer that remembers its spans, instants as people write them."""

from dataclasses import dataclass, field, replace
from typing import Any

from polydesk.hours.history import CALENDAR, Clock, History, history_of
from polydesk.hours.instants import instant_text, parse_instant
from polydesk.hours.schedule import schedule_of
from polydesk.kernel.ids import new_id
from polydesk.sla import timer as machine
from polydesk.sla.measuring import Piece
from polydesk.sla.promise import Outcome, Terms, Timer

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
HOUR = 3600


def weekdays(begins: str = "09:00", ends: str = "17:00") -> dict[str, Any]:
    return {day: [[begins, ends]] for day in WORKDAYS}


def hours(tz: str = "Europe/Rome", weekly: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"tz": tz, "weekly": weekdays() if weekly is None else weekly, "closures": [], "special": {}, **more}


def through(*versions: tuple[int, dict[str, Any]]) -> History:
    """The hours through versions: (valid from, form)."""
    return history_of([(begins, schedule_of(form)) for begins, form in versions])


ROME = through((0, hours()))
POLICY, VERSION, SCHEDULE = new_id(), new_id(), new_id()
BUDGETS = {
    ("first_response", "normal"): 4,
    ("next_response", "normal"): 4,
    ("resolution", "normal"): 16,
    ("first_response", "urgent"): 1,
    ("resolution", "urgent"): 4,
}


def terms(metric: str = "resolution", priority: str = "normal", **named: Any) -> Terms:
    budget_s = named.pop("budget_s", None)
    if budget_s is None:
        budget_s = BUDGETS[metric, priority] * HOUR
    schedule_id = None if named.get("clock") == "calendar" else SCHEDULE
    waits = ("waiting_customer", "waiting_third_party") if metric == "resolution" else ()
    return Terms(POLICY, VERSION, priority, budget_s, **{"schedule_id": schedule_id, "pause_on": waits, **named})


def at(text: str | int) -> int:
    """`03-09T10:00` is that of 2026, in UTC."""
    if isinstance(text, int):
        return text
    whole = text if text[:2] == "20" else f"2026-{text}"
    return parse_instant(whole.removesuffix("Z") + ("" if whole.count(":") > 1 else ":00") + "Z")


def text(instant: int | None) -> str | None:
    return None if instant is None else instant_text(instant)


@dataclass
class Watch:
    """A timer as its tables would keep it: every span and every event of it, and the clock that it runs by."""

    timer: Timer
    clock: Clock = ROME
    carried: list[Piece] = field(default_factory=list)
    spans: list[Any] = field(default_factory=list)
    happenings: list[Any] = field(default_factory=list)

    @classmethod
    def starts(cls, started: str | int = "03-06T15:30", metric: str = "resolution", **named: Any) -> "Watch":
        clock = named.pop("clock", ROME)
        agreed = named.pop("terms", None) or terms(metric, **named)
        begun = Timer(new_id(), new_id(), metric, 1, agreed, at(started), "running", at(started))  # type: ignore[arg-type]
        watch = cls(begun, clock)
        watch.take(machine.start(begun, clock))
        return watch

    def take(self, outcome: Outcome) -> "Watch":
        self.timer = outcome.timer
        self.spans += outcome.spans
        self.happenings += outcome.happenings
        return self

    def does(self, verb: str, when: str | int, *args: Any, **named: Any) -> "Watch":
        return self.take(getattr(machine, verb)(self.timer, at(when), self.clock, *args, **named))

    def retargets(self, when: str | int, to: Terms, clock: Clock | None = None) -> "Watch":
        old, self.clock = self.clock, clock or (CALENDAR if to.clock == "calendar" else self.clock)
        return self.take(machine.retarget(self.timer, at(when), old, to, self.clock, pieces=self.pieces))

    def redues(self, when: str | int, clock: Clock) -> "Watch":
        old, self.clock = self.clock, clock
        return self.take(machine.redue(self.timer, at(when), old, clock, hours_no=2))

    def corrects(self, when: str | int, clock: Clock) -> "Watch":
        old, self.clock = self.clock, clock
        return self.take(machine.correct(self.timer, at(when), old, clock, pieces=self.pieces, hours_no=2))

    def fires(self) -> tuple[str, str]:
        """Goes to the next instant at which something happens; answers with it and what it was."""
        when = self.timer.next_event_at
        assert when is not None, "nothing will happen any more"
        before = len(self.happenings)
        self.does("sweep", when)
        return instant_text(when), ",".join(one.kind for one in self.happenings[before:])

    @property
    def pieces(self) -> list[Piece]:
        own = [(span.from_at, span.to_at) for span in self.spans if span.kind == "running"]
        return [*self.carried, *((max(a, self.timer.started_at), b) for a, b in own if b > self.timer.started_at)]

    @property
    def due(self) -> str | None:
        return text(self.timer.due_at)

    @property
    def breached(self) -> str | None:
        return text(self.timer.breached_at)

    @property
    def kinds(self) -> list[str]:
        return [one.kind for one in self.happenings]

    def consumed(self, when: str | int) -> int:
        timer = self.timer
        return timer.consumed_s + (self.clock.elapsed(timer.since, at(when)) if timer.is_running else 0)

    def reopened(self, when: str | int) -> "Watch":
        """The next cycle, which carries this one."""
        new = replace(
            Timer(new_id(), self.timer.ticket_id, self.timer.metric, self.timer.cycle + 1, self.timer.terms,
                  at(when), "running", at(when)),
            carries_id=self.timer.id, carry_s=self.timer.consumed_s, consumed_s=self.timer.consumed_s,
            breached_at=self.timer.breached_at, breach_cause=self.timer.breach_cause,
        )  # fmt: skip
        watch = Watch(new, self.clock, carried=self.pieces)
        return watch.take(machine.start(new, self.clock))
