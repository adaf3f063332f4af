"""Rematching: a ticket that says something else of itself may fall under other terms; all its promises follow (b6, b8).

Same policy, same priority: nothing changes, and the version that is pinned stays. A promise that no longer exists is
cancelled; one that is new gets the timer that it would have had from the start, unless its end has already happened.
"""

from polydesk.hours.instants import instant_of
from polydesk.sla import timer
from polydesk.sla.beginning import begin_late, terms_for
from polydesk.sla.cases import Case
from polydesk.sla.clocks import hours_of
from polydesk.sla.loading import load_pieces
from polydesk.sla.past import Past, past_of, second_question
from polydesk.sla.policy import METRICS, Metric, Version
from polydesk.sla.promise import Terms, Timer
from polydesk.sla.replies import replies_of
from polydesk.sla.rules import Rules, terms_of
from polydesk.sla.updates import owed_since
from polydesk.sla.waiting import refresh

NO_TARGET = "no_target"


async def rematch(case: Case, rules: Rules, at: int, *, hours_too: bool = False) -> None:
    """After a change of the ticket; `hours_too`: of its organisation or contract, which may bring other hours."""
    if not case.ticket.is_served:
        return
    matched = rules.matched(case.ticket, at)
    held = case.open() or [one for one in case.timers_by_age()[-1:] if one.reason != NO_TARGET]
    stays = bool(held) and all(_stays(one, case, matched.version) for one in held)
    if stays and (not hours_too or all(_same_hours(one, case, rules, at) for one in held)):
        return
    await retarget(case, rules, matched.version, at)


async def retarget(case: Case, rules: Rules, version: Version | None, at: int, *, once: str | None = None) -> None:
    """Every promise of the ticket by this version from now on."""
    await load_pieces([case])
    past: Past | None = None
    for metric in METRICS:
        terms = await terms_for(case, rules, metric, at, version) if version else None
        held = case.open(metric)
        for one in held:
            if terms is None:
                case.do(timer.cancel, one, at, reason=NO_TARGET)
            else:
                _retarget(case, rules, one, terms, at, once)
        if terms is not None and not held:
            past = past or await past_of(case.ticket)
            await _appear(case, rules, metric, terms, past, at)
    refresh(case, at)


def _retarget(case: Case, rules: Rules, one: Timer, terms: Terms, at: int, once: str | None) -> None:
    no = rules.hours_no(terms)
    new = case.clocks.by(terms, no)
    pieces = case.pieces_of(one)
    case.do(timer.retarget, one, at, terms, new, pieces=pieces, hours_no=no, once=once)


async def _appear(case: Case, rules: Rules, metric: Metric, terms: Terms, past: Past, at: int) -> None:
    last = case.last(metric)
    was_called_off = last is not None and last.state == "cancelled" and last.reason == NO_TARGET
    if last is not None and was_called_off and await _goes_on(case, last, past, at):
        stretches = past.stretches(last.since, at, pause_on=last.terms.pause_on)
        _retarget(case, rules, case.do(timer.revive, last, at, past=stretches), terms, at, None)
        return
    started = await _would_have_started(case, terms, metric, past, at)
    if started is not None:
        stretches = past.stretches(started, at, pause_on=terms.pause_on)
        await begin_late(case, rules, metric, at, terms=terms, past=stretches, cause="retarget")


async def _goes_on(case: Case, last: Timer, past: Past, at: int) -> bool:
    """Whether what it waited for has still not happened."""
    if last.metric == "update":
        since = await _update_owed_since(case, last.terms, past, at)
        return since is not None and since <= last.started_at
    if last.metric == "first_response":
        return case.ticket.first_response_at is None
    if last.metric == "next_response":
        return not case.open("first_response") and case.ticket.unanswered_since == last.started_at
    return True


async def _would_have_started(case: Case, terms: Terms, metric: Metric, past: Past, at: int) -> int | None:
    """When the promise would have begun, had there been one; None when it would be over, or never was."""
    ticket, last = case.ticket, case.last(metric)
    if metric == "update":
        since = await _update_owed_since(case, terms, past, at)
        return since if last is None or since is None or last.started_at < since else None
    if metric == "first_response":
        return instant_of(ticket.created_at) if ticket.first_response_at is None and last is None else None
    if metric == "resolution":
        return past.opened_at if last is None or last.started_at < past.opened_at else None
    if case.open("first_response") or ticket.unanswered_since is None:
        return None
    since = ticket.unanswered_since if ticket.first_response_at else await second_question(ticket.id)
    return since if last is None or since is None or last.started_at < since else None


async def _update_owed_since(case: Case, terms: Terms, past: Past, at: int) -> int | None:
    replies = (await replies_of([case.ticket.id]))[case.ticket.id]
    return owed_since(past, replies, bots_count=terms.options.bot_counts, until=at)


def _stays(one: Timer, case: Case, version: Version | None) -> bool:
    return version is not None and (one.terms.policy_id, one.terms.priority) == (
        version.policy_id,
        case.ticket.priority,
    )


def _same_hours(one: Timer, case: Case, rules: Rules, at: int) -> bool:
    """Whether its very version would run by the same hours and contract today."""
    matched = rules.matched(case.ticket, at)
    now = terms_of(matched, rules.latest_of(one.terms.policy_id), one.metric, one.terms.priority)
    return now is None or hours_of(now, 0) == hours_of(one.terms, 0)
