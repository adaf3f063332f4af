"""The state machine of one promise: pure, exact to the second, the same whenever and by whomever it is run (b7 to b10).

Every verb first settles the timer: a due time that has passed is a breach of that second, whatever happens next and
however late somebody notices. A breach stays. What is returned is the timer after the change with the spans and events
that the change leaves behind; nothing is read or written here.
"""

from collections.abc import Sequence
from dataclasses import replace

from polydesk.hours.history import Clock
from polydesk.sla.firing import fire, plan
from polydesk.sla.promise import Happening, Outcome, Stretch, Timer
from polydesk.sla.remeasuring import correct, move_start, redue, retarget, start_again, start_late
from polydesk.sla.settling import end_state, happens, in_state, said, settle

__all__ = ["cancel", "complete", "correct", "move_start", "pause", "redue", "restore", "resume", "retarget", "revive",
           "settle", "start", "start_again", "start_late", "sweep"]  # fmt: skip


def start(timer: Timer, clock: Clock) -> Outcome:
    """A promise begins to run when its timer says that it started."""
    return Outcome(plan(timer, clock), happenings=(Happening("started", timer.started_at, said(timer.terms)),))


def sweep(timer: Timer, now: int, clock: Clock) -> Outcome:
    """What a look at the clock finds: a breach, or reminders and steps whose instant has come."""
    settled = settle(timer, now, clock)
    return settled.and_then(fire(settled.timer, now, clock))


def pause(timer: Timer, at: int, clock: Clock, reason: str) -> Outcome:
    """Nothing is due while it waits; the reason may change while it does."""
    if not timer.is_open or timer.reason == reason:
        return settle(timer, at, clock)
    ended = end_state(timer, at, clock)
    paused = plan(replace(ended.timer, state="paused", reason=reason), clock)
    return ended.with_timer(paused).telling(happens(paused, "paused", {"reason": reason, "left_s": paused.left_s}))


def resume(timer: Timer, at: int, clock: Clock) -> Outcome:
    """Due from here with what is left."""
    if timer.state != "paused":
        return settle(timer, at, clock)
    ended = end_state(timer, at, clock)
    running = plan(replace(ended.timer, state="running", reason=""), clock)
    return ended.with_timer(running).telling(happens(running, "resumed", {"due_at": running.due_at}))


def complete(timer: Timer, at: int, clock: Clock, *, by: str) -> Outcome:
    """Kept, unless it was broken before."""
    if not timer.is_open:
        return Outcome(timer)
    ended = end_state(timer, at, clock)
    done = replace(
        ended.timer,
        state="completed",
        reason="",
        completed_at=ended.timer.since,
        completed_by=by,
        outcome="met" if ended.timer.breached_at is None else "missed",
    )
    told = happens(done, "completed", {"by": by, "consumed_s": done.consumed_s, "outcome": done.outcome})
    return ended.with_timer(plan(done, clock)).telling(told)


def cancel(timer: Timer, at: int, clock: Clock, *, reason: str) -> Outcome:
    """Nobody waits for it any more; a breach that came first is still one."""
    if not timer.is_open:
        return Outcome(timer)
    ended = end_state(timer, at, clock)
    gone = plan(replace(ended.timer, state="cancelled", reason=reason), clock)
    return ended.with_timer(gone).telling(happens(gone, "cancelled", {"reason": reason}))


def restore(timer: Timer, at: int, clock: Clock) -> Outcome:
    """It was cancelled by mistake: the time in between was a pause."""
    if timer.state != "cancelled":
        return Outcome(timer)
    between = end_state(replace(timer, state="paused"), at, clock)
    running = plan(replace(between.timer, state="running", reason=""), clock)
    return between.with_timer(running).telling(happens(running, "restored", {"due_at": running.due_at}))


def revive(timer: Timer, at: int, clock: Clock, *, past: Sequence[Stretch]) -> Outcome:
    """The promise that had disappeared is there again, as if never gone: `past` tells the states since it was cancelled.

    Each is (start, end, reason of the pause or nothing). Terms are those before; a retarget follows.
    """
    if timer.state != "cancelled":
        return Outcome(timer)
    outcome = Outcome(timer)
    for _start, end, reason in past:
        outcome = outcome.and_then(end_state(in_state(outcome.timer, reason), end, clock))
    last = past[-1][2] if past else ""
    outcome = outcome.and_then(end_state(in_state(outcome.timer, last), at, clock))
    running = plan(in_state(outcome.timer, ""), clock)
    return outcome.with_timer(running).telling(happens(running, "restored", {}))
