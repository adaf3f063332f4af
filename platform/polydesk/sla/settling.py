"""Settling: a due time that has passed is a breach of that second, whatever happens next; and how a state ends.

Every verb of the state machine stands on these: nothing is done to a timer that was not settled first (b10).
"""

from dataclasses import replace
from typing import Any

from polydesk.hours.history import Clock
from polydesk.sla.firing import overtaken, plan
from polydesk.sla.promise import Happening, Outcome, Span, Terms, Timer


def settle(timer: Timer, at: int, clock: Clock) -> Outcome:
    """A due time that lies before `at` was missed at that due time."""
    if not timer.is_running or timer.breached_at is not None or timer.due_at is None or at <= timer.due_at:
        return Outcome(timer)
    return breach(timer, timer.due_at, "time", clock)


def breach(timer: Timer, at: int, cause: str, clock: Clock) -> Outcome:
    """The one breach of a timer; reminders that it overtook are skipped."""
    skipped = overtaken(timer)
    broken = replace(
        timer,
        breached_at=at,
        breach_cause=cause,
        breach_consumed_s=timer.consumed_s + clock.elapsed(timer.since, at),
        breach_budget_s=timer.allowance_s,
        fired=timer.fired | set(skipped),
    )
    once = f"breach:{timer.retracted}" if timer.retracted else "breach"
    told = Happening("breached", at, {"cause": cause, "skipped_late": skipped}, once=once)
    return Outcome(plan(broken, clock), happenings=(told,))


def end_state(timer: Timer, at: int, clock: Clock) -> Outcome:
    """The present state ends at `at`, or when it began if that is later; it leaves a span unless it had no length."""
    settled = settle(timer, at, clock)
    held = settled.timer
    if at <= held.since:
        return settled
    kind = "running" if held.is_running else "paused"
    span = span_of(held, held.since, at, kind, held.reason, clock)
    after = replace(
        held,
        since=at,
        spans=held.spans + 1,
        consumed_s=held.consumed_s + span.counted_s,
        paused_s=held.paused_s + (at - held.since if kind == "paused" else 0),
    )
    return Outcome(after, (*settled.spans, span), settled.happenings)


def span_of(timer: Timer, start: int, end: int, kind: str, reason: str, clock: Clock) -> Span:
    counted_s = clock.elapsed(start, end) if kind == "running" else 0
    return Span(timer.spans + 1, start, end, kind, reason, timer.terms.version_id, counted_s)  # type: ignore[arg-type]


def in_state(timer: Timer, reason: str) -> Timer:
    return replace(timer, state="paused" if reason else "running", reason=reason)


def happens(timer: Timer, kind: str, data: dict[str, Any]) -> Happening:
    return Happening(kind, timer.since, data)


def said(terms: Terms) -> dict[str, Any]:
    return {
        "version_id": str(terms.version_id),
        "priority": terms.priority,
        "budget_s": terms.budget_s,
        "clock": terms.clock,
        "schedule_id": str(terms.schedule_id) if terms.schedule_id else None,
    }
