"""Measuring again: verbs that change the terms, the hours or the start of a promise that is already running.

Its running time stays what it was; how much of the budget that was is counted anew. What turns out to be used up is due
at the instant of the change and broken then, never before (b8).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from polydesk.hours.history import Clock
from polydesk.sla import measuring
from polydesk.sla.firing import plan
from polydesk.sla.measuring import Piece
from polydesk.sla.promise import Happening, Outcome, Stretch, Terms, Timer
from polydesk.sla.settling import breach, end_state, happens, in_state, said, settle, span_of


def start_again(timer: Timer, at: int, clock: Clock, *, pieces: Sequence[Piece]) -> Outcome:
    """The next cycle of a promise; `pieces` is the running time that it carries."""
    told = Happening("started", at, said(timer.terms) | {"carry_s": timer.carry_s})
    return _not_before(Outcome(timer, happenings=(told,)), at, clock, pieces, "retarget")


def retarget(
    timer: Timer,
    at: int,
    old: Clock,
    terms: Terms,
    new: Clock,
    *,
    pieces: Sequence[Piece],
    hours_no: int | None = None,
    once: str | None = None,
) -> Outcome:
    """Other terms from now on: the same pieces of running time (to the last that ended) are measured by the new clock.

    What is used up by then is due now and broken, never earlier than now. `once` names the reason if it comes once.
    """
    if not timer.is_open:
        return Outcome(timer)
    was_due = settle(timer, at, old).timer.due_at
    ended = end_state(timer, at, old)
    ran = [*pieces, *((span.from_at, span.to_at) for span in ended.spans if span.kind == "running")]
    before = ended.timer
    changed = replace(before, terms=terms, hours_no=hours_no, is_pinned=False, extra_s=0, breach_budget_s=None)
    measured = _measured(changed, ran, new)
    raised = plan(measured, new).due_at
    if terms.options.raise_grace_s and raised is not None and (was_due is None or raised < was_due):
        measured = replace(measured, extra_s=max(0, terms.options.raise_grace_s - measured.left_s))
    outcome = _not_before(ended.with_timer(measured), measured.since, new, ran, "retarget")
    data = {"from": said(before.terms), "to": said(terms), "was_due": was_due, "due_at": outcome.timer.due_at}
    told = Happening("retargeted", measured.since, data | {"consumed_s": measured.consumed_s}, once=once)
    return Outcome(
        outcome.timer, outcome.spans, (*ended.happenings, told, *outcome.happenings[len(ended.happenings) :])
    )


def redue(timer: Timer, at: int, old: Clock, new: Clock, *, hours_no: int | None) -> Outcome:
    """The hours were changed at `at`, from then on: what was used stays used, the due time follows."""
    if not timer.is_open:
        return Outcome(timer)
    settled = settle(timer, at, old)
    moved = plan(replace(settled.timer, hours_no=hours_no), new)
    return _redue(settled, moved, at, {})


def correct(
    timer: Timer,
    at: int,
    old: Clock,
    new: Clock,
    *,
    pieces: Sequence[Piece],
    hours_no: int | None,
    about: Mapping[str, Any] | None = None,
) -> Outcome:
    """The past was corrected at `at`: everything is measured again, and a breach that never was is taken back.

    What had been used up before `at` without anybody knowing is due now and broken, never earlier.
    """
    if not timer.is_open:
        return Outcome(timer)
    data = dict(about or {"corrected": True})
    settled = settle(timer, at, old)
    measured = _measured(replace(settled.timer, hours_no=hours_no), pieces, new)
    ran = [*pieces, (timer.since, max(timer.since, at))] if timer.is_running else list(pieces)
    if _never_was(measured, at, ran, new):
        told = Happening("retracted", at, {"breached_at": measured.breached_at, "cause": measured.breach_cause, **data})
        held = replace(
            measured, breached_at=None, breach_cause=None, breach_consumed_s=0, retracted=measured.retracted + 1
        )
        return _redue(settled.telling(told), plan(held, new), at, data)
    used_up = measuring.used_up_at(ran, measured.allowance_s, new)
    if measured.is_running and measured.breached_at is None and used_up is not None and used_up < at:
        broken = _not_before(settled.and_then(end_state(measured, at, new)), at, new, ran, "corrected")
        return _redue(broken, broken.timer, at, data, was=settled.timer.due_at)
    return _redue(settled, plan(measured, new), at, data)


def move_start(
    timer: Timer, at: int, clock: Clock, *, to: int, pieces: Sequence[Piece], cause: str, about: Mapping[str, Any]
) -> Outcome:
    """It has been waiting since another instant than was thought: the time in between counts, or no longer does."""
    if not timer.is_open or to == timer.started_at:
        return Outcome(timer)
    ended = end_state(timer, at, clock)
    before = ended.timer
    earlier = span_of(before, to, before.started_at, "running", cause, clock) if to < before.started_at else None
    spans = (*ended.spans, earlier) if earlier else ended.spans
    ran = [*pieces, *((span.from_at, span.to_at) for span in spans if span.kind == "running")]
    ran = measuring.after(ran, to)
    moved = replace(before, started_at=to, spans=before.spans + (earlier is not None))
    told = happens(moved, "moved", {"from": before.started_at, "to": to, **about})
    outcome = Outcome(_measured(moved, ran, clock), spans, (*ended.happenings, told))
    return _not_before(outcome, moved.since, clock, ran, cause)


def start_late(
    timer: Timer, at: int, clock: Clock, *, past: Sequence[Stretch], cause: str, about: Mapping[str, Any]
) -> Outcome:
    """A promise that turns out at `at` to have been running: `past` tells its states from its start until then.

    Its due time is never before `at`, whatever it has used. `about` goes with the event: which merge it was.
    """
    data = {**said(timer.terms), "known_at": at, "cause": cause, **about}
    outcome = Outcome(timer, happenings=(Happening("started", timer.started_at, data),))
    for _start, end, reason in past:
        outcome = outcome.and_then(end_state(in_state(outcome.timer, reason), end, clock))
    ran = [(span.from_at, span.to_at) for span in outcome.spans if span.kind == "running"]
    return _not_before(outcome.with_timer(in_state(outcome.timer, "")), at, clock, ran, cause)


def _not_before(outcome: Outcome, at: int, clock: Clock, ran: Sequence[Piece], cause: str) -> Outcome:
    """Plans a timer that was measured anew; what had been used up earlier than now is broken now."""
    planned = plan(outcome.timer, clock)
    if not planned.is_running or planned.breached_at is not None:
        return outcome.with_timer(planned)
    used_up = measuring.used_up_at(ran, planned.allowance_s, clock)
    if used_up is None or used_up >= at:
        return outcome.with_timer(planned)
    return outcome.and_then(breach(planned, at, cause, clock))


def _measured(timer: Timer, pieces: Sequence[Piece], clock: Clock) -> Timer:
    """The caches counted again from the pieces of running time up to `since`, with those that it carries."""
    own = measuring.counted(pieces, clock)
    carried = measuring.counted(measuring.before(pieces, timer.started_at), clock) if timer.carries_id else 0
    missed = measuring.before(pieces, timer.breached_at) if timer.breached_at is not None else []
    return replace(timer, consumed_s=own, carry_s=carried, breach_consumed_s=measuring.counted(missed, clock))


def _redue(before: Outcome, moved: Timer, at: int, data: dict[str, Any], was: int | None = None) -> Outcome:
    was_due = before.timer.due_at if was is None else was
    if moved.due_at == was_due:
        return before.with_timer(moved)
    told = Happening("redue", at, {"was_due": was_due, "due_at": moved.due_at, "hours_no": moved.hours_no} | data)
    return before.with_timer(moved).telling(told)


def _never_was(timer: Timer, at: int, ran: Sequence[Piece], clock: Clock) -> bool:
    """Whether a breach of this very timer, by the terms that it still has, would not have come by now."""
    if timer.breached_at is None or timer.breach_budget_s is None or timer.breached_at < timer.started_at:
        return False
    used_up = measuring.used_up_at(ran, timer.breach_budget_s, clock)
    return used_up is None or used_up >= at
