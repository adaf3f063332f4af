"""Following tickets: what each thing that happens to one means for its promises (b8), row by row of the table there.

A verb holds the ticket's row, so these read it and its promises as they are, catch up with edits that came before,
settle, act, and keep everything in one statement.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from polydesk.kernel.actor import Actor
from polydesk.sla import timer
from polydesk.sla.beginning import begin, begin_again, begin_late, policy_for, terms_for
from polydesk.sla.cases import Case
from polydesk.sla.catching_up import catch_up
from polydesk.sla.clocks import Clocks
from polydesk.sla.keeping import keep, keep_begun
from polydesk.sla.loading import load, load_pieces
from polydesk.sla.policy import Metric
from polydesk.sla.promise import Timer
from polydesk.sla.rematching import rematch
from polydesk.sla.rules import rules_for, rules_in
from polydesk.sla.waiting import refresh

RESPONSES: tuple[Metric, ...] = ("first_response", "next_response")
WORDS: tuple[Metric, ...] = (*RESPONSES, "update")  # what a public reply keeps


@asynccontextmanager
async def case_of(ticket_id: UUID, *, by: Actor) -> AsyncIterator[Case]:
    """The ticket's case, up to date; what happened to it inside is kept at the end."""
    cases = await load([ticket_id])
    await catch_up(cases)
    for case in cases:
        yield case
    await keep(cases, by=by)


async def submitted(row: Mapping[str, Any], at: int, *, by: Actor, is_outbound: bool = False) -> None:
    """A first response and a resolution from when we took it in; who writes first owes no first response, but an update.

    `row` is the ticket with the rules that hold for it, as `rules.COLUMNS` say.
    """
    ticket, rules = await rules_in(row)
    case = Case(ticket, {}, Clocks())
    await begin(case, rules, "update" if is_outbound else "first_response", at)
    await begin(case, rules, "resolution", at)
    refresh(case, at)
    await keep_begun(case, by=by)


async def replied(ticket_id: UUID, at: int, *, by: Actor) -> None:
    """A person answered the customer; a machine's answer counts where the policy says so. The next update is owed then."""
    async with case_of(ticket_id, by=by) as case:
        for one in case.open(*WORDS):
            has_just_begun = one.metric == "update" and one.started_at >= at
            if not has_just_begun and (by.is_member or one.terms.options.bot_counts):
                case.do(timer.complete, one, at, by="reply")
        if case.ticket.is_served and not case.open("update"):
            _ticket, rules = await rules_for(ticket_id)
            policy = policy_for(case, rules, at)
            if policy is not None and (by.is_member or policy.draft.options.bot_counts):
                await begin(case, rules, "update", at, version=policy)
        refresh(case, at)


async def customer_wrote(ticket_id: UUID, at: int, *, by: Actor) -> None:
    """The oldest unanswered question counts: a response that is awaited already is not asked for again."""
    async with case_of(ticket_id, by=by) as case:
        if case.ticket.is_served and not case.open(*RESPONSES):
            _ticket, rules = await rules_for(ticket_id)
            await begin(case, rules, "next_response", at)
        refresh(case, at)


async def status_changed(ticket_id: UUID, at: int, *, by: Actor) -> None:
    async with case_of(ticket_id, by=by) as case:
        refresh(case, at)


async def resolved(ticket_id: UUID, at: int, *, by: Actor, how: str = "resolved") -> None:
    """An agent's word ends what was to be said too; without one nobody said it, and nobody has to any more."""
    async with case_of(ticket_id, by=by) as case:
        if case.ticket.merged_into_id is not None:
            return
        for one in case.open(*WORDS):
            if by.is_member:
                case.do(timer.complete, one, at, by=how)
            else:
                case.do(timer.cancel, one, at, reason=f"{how}_by_{'customer' if by.is_requester else 'automation'}")
        for one in case.open("resolution"):
            case.do(timer.complete, one, at, by=how)


async def reopened(ticket_id: UUID, at: int, *, by: Actor) -> None:
    """The resolution goes on as a new cycle, and an update is owed again; a question that came with it is told apart."""
    async with case_of(ticket_id, by=by) as case:
        if case.ticket.is_served and not case.open("resolution"):
            _ticket, rules = await rules_for(ticket_id)
            await load_pieces([case])
            await begin_again(case, rules, at)
            if not case.open("update"):
                await begin(case, rules, "update", at)
        refresh(case, at)


async def marked_spam(ticket_id: UUID, at: int, *, by: Actor) -> None:
    async with case_of(ticket_id, by=by) as case:
        for one in case.open():
            case.do(timer.cancel, one, at, reason="spam")


async def restored(ticket_id: UUID, at: int, *, by: Actor) -> None:
    """No spam after all: the time as spam was a pause, and what would have begun meanwhile begins."""
    async with case_of(ticket_id, by=by) as case:
        if not case.ticket.is_served:
            return
        known = bool(case.timers)
        for one in cancelled(case, "spam"):
            case.do(timer.restore, one, at)
        waits = case.ticket.unanswered_since
        if not known:
            await _begin_as_spam(case, "first_response", waits or at, at)
            await _begin_as_spam(case, "resolution", waits or at, at)
        elif waits is not None and not case.open(*RESPONSES):
            await _begin_as_spam(case, "next_response", waits, at)
        refresh(case, at)


async def changed(ticket_id: UUID, at: int, *, by: Actor, hours_too: bool = False) -> None:
    """Something that policies ask about: its priority, its organisation, its tags."""
    async with case_of(ticket_id, by=by) as case:
        if case.ticket.is_served:
            _ticket, rules = await rules_for(ticket_id)
            await rematch(case, rules, at, hours_too=hours_too)


async def _begin_as_spam(case: Case, metric: Metric, started: int, at: int) -> None:
    _ticket, rules = await rules_for(case.ticket.id)
    terms = await terms_for(case, rules, metric, at)
    if terms is not None:
        await begin_late(case, rules, metric, at, terms=terms, past=[(started, at, "spam")], cause="spam")


def cancelled(case: Case, reason: str) -> list[Timer]:
    return [one for one in case.timers.values() if one.state == "cancelled" and one.reason == reason]
