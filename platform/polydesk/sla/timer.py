"""The state machine of one promise: pure, exact to the second, the same whenever and by whomever it is run (b7 to b10).

Every verb first settles the timer: a due time that has passed is a breach of that second, whatever happens next and
however late somebody notices. A breach stays. What is returned is the timer after the change with the spans and events
that the change leaves behind; nothing is read or written here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from polydesk.hours.history import Clock
from polydesk.sla import measuring
from polydesk.sla.firing import fire, overtaken, plan
from polydesk.sla.measuring import Piece
from polydesk.sla.promise import Happening, Outcome, Span, Stretch, Terms, Timer


def start(timer: Timer, clock: Clock) -> Outcome:
    """A promise begins to run when its timer says that it started."""
    return Outcome(plan(timer, clock), happenings=(Happening("started", timer.started_at, _terms(timer.terms)),))


def start_again(timer: Timer, at: int, clock: Clock, *, pieces: Sequence[Piece]) -> Outcome:
    """The next cycle of a promise; `pieces` is the running time that it carries."""
    told = Happening("started", at, _terms(timer.terms) | {"carry_s": timer.carry_s})
    return _not_before(Outcome(timer, happenings=(told,)), at, clock, pieces, "retarget")


def settle(timer: Timer, at: int, clock: Clock) -> Outcome:
    """A due time that lies before `at` was missed at that due time."""
    if not timer.is_running or timer.breached_at is not None or timer.due_at is None or at <= timer.due_at:
        return Outcome(timer)
    return _breach(timer, timer.due_at, "time", clock)


def sweep(timer: Timer, now: int, clock: Clock) -> Outcome:
    """What a look at the clock finds: a breach, or reminders and steps whose instant has come."""
    settled = settle(timer, now, clock)
    return settled.and_then(fire(settled.timer, now, clock))


def pause(timer: Timer, at: int, clock: Clock, reason: str) -> Outcome:
    """Nothing is due while it waits; the reason may change while it does."""
    if not timer.is_open or timer.reason == reason:
        return settle(timer, at, clock)
    ended = _ended(timer, at, clock)
    paused = plan(replace(ended.timer, state="paused", reason=reason), clock)
    return ended.with_timer(paused).telling(_now(paused, "paused", {"reason": reason, "left_s": paused.left_s}))


def resume(timer: Timer, at: int, clock: Clock) -> Outcome:
    """Due from here with what is left."""
    if timer.state != "paused":
        return settle(timer, at, clock)
    ended = _ended(timer, at, clock)
    running = plan(replace(ended.timer, state="running", reason=""), clock)
    return ended.with_timer(running).telling(_now(running, "resumed", {"due_at": running.due_at}))


def complete(timer: Timer, at: int, clock: Clock, *, by: str) -> Outcome:
    """Kept, unless it was broken before."""
    if not timer.is_open:
        return Outcome(timer)
    ended = _ended(timer, at, clock)
    done = replace(
        ended.timer,
        state="completed",
        reason="",
        completed_at=ended.timer.since,
        completed_by=by,
        outcome="met" if ended.timer.breached_at is None else "missed",
    )
    told = _now(done, "completed", {"by": by, "consumed_s": done.consumed_s, "outcome": done.outcome})
    return ended.with_timer(plan(done, clock)).telling(told)


def cancel(timer: Timer, at: int, clock: Clock, *, reason: str) -> Outcome:
    """Nobody waits for it any more; a breach that came first is still one."""
    if not timer.is_open:
        return Outcome(timer)
    ended = _ended(timer, at, clock)
    gone = plan(replace(ended.timer, state="cancelled", reason=reason), clock)
    return ended.with_timer(gone).telling(_now(gone, "cancelled", {"reason": reason}))


def restore(timer: Timer, at: int, clock: Clock) -> Outcome:
    """It was cancelled by mistake: the time in between was a pause."""
    if timer.state != "cancelled":
        return Outcome(timer)
    between = _ended(replace(timer, state="paused"), at, clock)
    running = plan(replace(between.timer, state="running", reason=""), clock)
    return between.with_timer(running).telling(_now(running, "restored", {"due_at": running.due_at}))


def revive(timer: Timer, at: int, clock: Clock, *, past: Sequence[Stretch]) -> Outcome:
    """The promise that had disappeared is there again, as if never gone: `past` tells the states since it was cancelled.

    Each is (start, end, reason of the pause or nothing). Terms are those before; a retarget follows.
    """
    if timer.state != "cancelled":
        return Outcome(timer)
    outcome = Outcome(timer)
    for _start, end, reason in past:
        outcome = outcome.and_then(_ended(_in_state(outcome.timer, reason), end, clock))
    last = past[-1][2] if past else ""
    outcome = outcome.and_then(_ended(_in_state(outcome.timer, last), at, clock))
    running = plan(_in_state(outcome.timer, ""), clock)
    return outcome.with_timer(running).telling(_now(running, "restored", {}))


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
    ended = _ended(timer, at, old)
    ran = [*pieces, *((span.from_at, span.to_at) for span in ended.spans if span.kind == "running")]
    before = ended.timer
    changed = replace(before, terms=terms, hours_no=hours_no, is_pinned=False, extra_s=0, breach_budget_s=None)
    measured = _measured(changed, ran, new)
    raised = plan(measured, new).due_at
    if terms.options.raise_grace_s and raised is not None and (was_due is None or raised < was_due):
        measured = replace(measured, extra_s=max(0, terms.options.raise_grace_s - measured.left_s))
    outcome = _not_before(ended.with_timer(measured), measured.since, new, ran, "retarget")
    data = {"from": _terms(before.terms), "to": _terms(terms), "was_due": was_due, "due_at": outcome.timer.due_at}
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
        broken = _not_before(settled.and_then(_ended(measured, at, new)), at, new, ran, "corrected")
        return _redue(broken, broken.timer, at, data, was=settled.timer.due_at)
    return _redue(settled, plan(measured, new), at, data)


def move_start(
    timer: Timer, at: int, clock: Clock, *, to: int, pieces: Sequence[Piece], cause: str, about: Mapping[str, Any]
) -> Outcome:
    """It has been waiting since another instant than was thought: the time in between counts, or no longer does."""
    if not timer.is_open or to == timer.started_at:
        return Outcome(timer)
    ended = _ended(timer, at, clock)
    before = ended.timer
    earlier = _span(before, to, before.started_at, "running", cause, clock) if to < before.started_at else None
    spans = (*ended.spans, earlier) if earlier else ended.spans
    ran = [*pieces, *((span.from_at, span.to_at) for span in spans if span.kind == "running")]
    ran = measuring.after(ran, to)
    moved = replace(before, started_at=to, spans=before.spans + (earlier is not None))
    told = _now(moved, "moved", {"from": before.started_at, "to": to, **about})
    outcome = Outcome(_measured(moved, ran, clock), spans, (*ended.happenings, told))
    return _not_before(outcome, moved.since, clock, ran, cause)


def start_late(
    timer: Timer, at: int, clock: Clock, *, past: Sequence[Stretch], cause: str, about: Mapping[str, Any]
) -> Outcome:
    """A promise that turns out at `at` to have been running: `past` tells its states from its start until then.

    Its due time is never before `at`, whatever it has used. `about` goes with the event: which merge it was.
    """
    data = {**_terms(timer.terms), "known_at": at, "cause": cause, **about}
    outcome = Outcome(timer, happenings=(Happening("started", timer.started_at, data),))
    for _start, end, reason in past:
        outcome = outcome.and_then(_ended(_in_state(outcome.timer, reason), end, clock))
    ran = [(span.from_at, span.to_at) for span in outcome.spans if span.kind == "running"]
    return _not_before(outcome.with_timer(_in_state(outcome.timer, "")), at, clock, ran, cause)


def _breach(timer: Timer, at: int, cause: str, clock: Clock) -> Outcome:
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


def _not_before(outcome: Outcome, at: int, clock: Clock, ran: Sequence[Piece], cause: str) -> Outcome:
    """Plans a timer that was measured anew; what had been used up earlier than now is broken now."""
    planned = plan(outcome.timer, clock)
    if not planned.is_running or planned.breached_at is not None:
        return outcome.with_timer(planned)
    used_up = measuring.used_up_at(ran, planned.allowance_s, clock)
    if used_up is None or used_up >= at:
        return outcome.with_timer(planned)
    return outcome.and_then(_breach(planned, at, cause, clock))


def _measured(timer: Timer, pieces: Sequence[Piece], clock: Clock) -> Timer:
    """The caches counted again from the pieces of running time up to `since`, with those that it carries."""
    own = measuring.counted(pieces, clock)
    carried = measuring.counted(measuring.before(pieces, timer.started_at), clock) if timer.carries_id else 0
    missed = measuring.before(pieces, timer.breached_at) if timer.breached_at is not None else []
    return replace(timer, consumed_s=own, carry_s=carried, breach_consumed_s=measuring.counted(missed, clock))


def _ended(timer: Timer, at: int, clock: Clock) -> Outcome:
    """The present state ends at `at`, or when it began if that is later; it leaves a span unless it had no length."""
    settled = settle(timer, at, clock)
    held = settled.timer
    if at <= held.since:
        return settled
    kind = "running" if held.is_running else "paused"
    span = _span(held, held.since, at, kind, held.reason, clock)
    after = replace(
        held,
        since=at,
        spans=held.spans + 1,
        consumed_s=held.consumed_s + span.counted_s,
        paused_s=held.paused_s + (at - held.since if kind == "paused" else 0),
    )
    return Outcome(after, (*settled.spans, span), settled.happenings)


def _span(timer: Timer, start: int, end: int, kind: str, reason: str, clock: Clock) -> Span:
    counted_s = clock.elapsed(start, end) if kind == "running" else 0
    return Span(timer.spans + 1, start, end, kind, reason, timer.terms.version_id, counted_s)  # type: ignore[arg-type]


def _in_state(timer: Timer, reason: str) -> Timer:
    return replace(timer, state="paused" if reason else "running", reason=reason)


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


def _now(timer: Timer, kind: str, data: dict[str, Any]) -> Happening:
    return Happening(kind, timer.since, data)


def _terms(terms: Terms) -> dict[str, Any]:
    return {
        "version_id": str(terms.version_id),
        "priority": terms.priority,
        "budget_s": terms.budget_s,
        "clock": terms.clock,
        "schedule_id": str(terms.schedule_id) if terms.schedule_id else None,
    }
