"""Beginning: promises that start now, and those that turn out to have been running since an earlier instant."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from polydesk.kernel.ids import new_id
from polydesk.sla import measuring, timer
from polydesk.sla.cases import Case
from polydesk.sla.clocks import hours_of
from polydesk.sla.policy import Metric, Version
from polydesk.sla.promise import Stretch, Terms, Timer
from polydesk.sla.rules import Rules, terms_of


def policy_for(case: Case, rules: Rules, at: int) -> Version | None:
    """The latest version of the policy that the ticket has; of the one that it falls under, if it has none."""
    held = [one.terms.policy_id for one in sorted(case.timers.values(), key=lambda one: (one.is_open, one.started_at))]
    kept = rules.latest_of(held[-1]) if held else None
    return kept or rules.matched(case.ticket, at).version


async def terms_for(case: Case, rules: Rules, metric: Metric, at: int, version: Version | None = None) -> Terms | None:
    """What is promised from now on, with its clock at hand."""
    version = version or policy_for(case, rules, at)
    terms = terms_of(rules.matched(case.ticket, at), version, metric, case.ticket.priority)
    if terms is not None and (key := hours_of(terms, rules.hours_no(terms))):
        await case.clocks.learn([key])
    return terms


async def begin(case: Case, rules: Rules, metric: Metric, at: int, *, version: Version | None = None) -> Timer | None:
    """A promise that starts at `at`; none when the policy makes none of this kind."""
    terms = await terms_for(case, rules, metric, at, version)
    if terms is None:
        return None
    return case.do(_starts, _new(case, rules, metric, terms, at), at)


async def begin_late(
    case: Case, rules: Rules, metric: Metric, at: int, *, terms: Terms, past: Sequence[Stretch], cause: str,
    about: Mapping[str, Any] | None = None,
) -> Timer:  # fmt: skip
    """A promise that turns out at `at` to have been running; `past` begins when it did."""
    new = _new(case, rules, metric, terms, past[0][0] if past else at)
    return case.do(timer.start_late, new, at, past=past, cause=cause, about=about or {})


async def begin_again(case: Case, rules: Rules, at: int) -> Timer | None:
    """The next cycle of a resolution that was not the last one; its spans have to be loaded."""
    terms = await terms_for(case, rules, "resolution", at)
    if terms is None:
        return None
    new = _new(case, rules, "resolution", terms, at)
    before = case.last("resolution")
    if before is None or before.state != "completed" or terms.options.restart_on_reopen:
        return case.do(_starts, new, at)
    clock = case.clock(new)
    pieces = case.pieces_of(before)
    used = measuring.counted(pieces, clock)
    missed = measuring.before(pieces, before.breached_at) if before.breached_at is not None else []
    new = replace(
        new,
        carries_id=before.id,
        carry_s=used,
        consumed_s=used,
        breached_at=before.breached_at,
        breach_cause=before.breach_cause,
        breach_consumed_s=measuring.counted(missed, clock),
        fired=before.fired,
    )
    return case.do(_goes_on, new, at, pieces)


def _starts(new: Timer, _at: int, clock: Any) -> Any:
    return timer.start(new, clock)


def _goes_on(new: Timer, at: int, clock: Any, pieces: Sequence[measuring.Piece]) -> Any:
    return timer.start_again(new, at, clock, pieces=pieces)


def _new(case: Case, rules: Rules, metric: Metric, terms: Terms, started_at: int) -> Timer:
    last = case.last(metric)
    return Timer(
        id=new_id(),
        ticket_id=case.ticket.id,
        metric=metric,
        cycle=last.cycle + 1 if last else 1,
        terms=terms,
        started_at=started_at,
        state="running",
        since=started_at,
        hours_no=rules.hours_no(terms),
    )
