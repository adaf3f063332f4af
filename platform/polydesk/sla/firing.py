"""When a timer wants attention: its due time, its reminders before it, the steps after a breach.

All of it is counted in the timer's own clock, so that nobody is reminded at night because of a subtraction (b10).
"""

from collections.abc import Iterator
from dataclasses import replace

from polydesk.hours.history import Clock
from polydesk.sla.promise import Happening, Outcome, Timer


def plan(timer: Timer, clock: Clock) -> Timer:
    """The timer with its due time and the next instant at which something happens; what is paused has neither."""
    if timer.state == "completed":
        return replace(timer, next_event_at=None)
    if timer.state != "running":
        return replace(timer, due_at=None, next_event_at=None)
    due = clock.deadline(timer.since, max(0, timer.left_s))
    instants = [instant for instant, _key in moments(timer, clock)]
    if due is not None and timer.breached_at is None:
        instants.append(due + 1)
    return replace(timer, due_at=due, next_event_at=min(instants, default=None))


def moments(timer: Timer, clock: Clock) -> Iterator[tuple[int, str]]:
    """What has not happened yet, each with its instant: reminders while the promise holds, steps when it is broken."""
    for key, used in _wanted(timer):
        instant = clock.deadline(timer.since, max(0, used - timer.consumed_s))
        if instant is not None:
            yield instant if timer.breached_at is None else max(instant, timer.breached_at + 1), key


def fire(timer: Timer, now: int, clock: Clock) -> Outcome:
    """Everything whose instant has come, in order; a settled timer that runs is expected."""
    if not timer.is_running:
        return Outcome(timer)
    ready = [key for instant, key in sorted(moments(timer, clock)) if instant <= now]
    if not ready:
        return Outcome(plan(timer, clock))
    kind = "reminded" if timer.breached_at is None else "stepped"
    told = tuple(Happening(kind, now, {"due_at": timer.shown_due}, once=key) for key in ready)
    return Outcome(plan(replace(timer, fired=timer.fired | set(ready)), clock), happenings=told)


def overtaken(timer: Timer) -> list[str]:
    """Reminders that the breach was faster than: they will never be sent."""
    return [key for key, _used in _reminders(timer)]


def _wanted(timer: Timer) -> Iterator[tuple[str, int]]:
    return _reminders(timer) if timer.breached_at is None else _steps(timer)


def _reminders(timer: Timer) -> Iterator[tuple[str, int]]:
    """By key: how much has to be used; one that would come before the start is none."""
    for reminder in timer.terms.reminders:
        remaining = reminder.remaining(timer.terms.budget_s)
        if reminder.metric == timer.metric and remaining < timer.terms.budget_s and reminder.key not in timer.fired:
            yield reminder.key, timer.allowance_s - remaining


def _steps(timer: Timer) -> Iterator[tuple[str, int]]:
    offsets = {step.key: step.offset_s for step in timer.terms.steps if step.metric == timer.metric}
    for key, offset_s in offsets.items():
        if key not in timer.fired:
            yield key, timer.breach_consumed_s + offset_s
