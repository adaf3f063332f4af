"""Promising: what a customer is told, before a ticket is sent and while an answer is awaited; never a word of breaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from polydesk.hours.history import Clock, History
from polydesk.schedules.queries import schedule
from polydesk.sla.cases import Case
from polydesk.sla.clocks import Clocks, hours_of
from polydesk.sla.facts import Facts
from polydesk.sla.loading import load
from polydesk.sla.matching import match_ticket
from polydesk.sla.policy import Metric
from polydesk.sla.rules import terms_of


@dataclass(frozen=True)
class Promise:
    """`at` is by when we answer; None when no time can be told. `opens_at` is set while the desk is closed.

    `waits_for_you`: the next word is the customer's. `is_past`: the time has gone by; say nothing of it. `tz` is the
    zone of the hours, empty by the calendar.
    """

    at: int | None
    is_open: bool
    opens_at: int | None = None
    metric: Metric = "first_response"
    waits_for_you: bool = False
    is_past: bool = False
    tz: str = ""


async def promise_for(facts: Facts, at: int) -> Promise | None:
    """For a ticket that would be sent now; None when the policy tells customers nothing, or promises no answer."""
    matched = await match_ticket(facts, at)
    terms = terms_of(matched, matched.version, "first_response", facts.priority)
    if terms is None or not terms.options.shows_promise:
        return None
    clocks, hours_no = Clocks(), None
    if terms.schedule_id is not None and terms.clock == "business":
        held = await schedule(terms.schedule_id)
        hours_no, tz = held.no, held.tz
    else:
        tz = ""
    if key := hours_of(terms, hours_no):
        await clocks.learn([key])
    clock = clocks.by(terms, hours_no)
    return Promise(clock.deadline(at, terms.budget_s), clock.is_open(at), _opens_at(clock, at), tz=tz)


async def promise_of(ticket_id: UUID, at: int) -> Promise | None:
    """What the customer hears from us next: an answer, or else how it stands. None when neither is promised, or the
    policy tells customers nothing."""
    return (await promises_of([ticket_id], at)).get(ticket_id)


async def promises_of(ticket_ids: Sequence[UUID], at: int) -> dict[UUID, Promise]:
    """The same for many, read at once; of what is not promised there is nothing."""
    told = ((case.ticket.id, _next_of(case, at)) for case in await load(ticket_ids))
    return {ticket_id: promise for ticket_id, promise in told if promise is not None}


def _next_of(case: Case, at: int) -> Promise | None:
    for one in case.open("first_response", "next_response") or case.open("update"):
        if not one.terms.options.shows_promise:
            return None
        clock = case.clock(one)
        return Promise(
            at=one.due_at,
            is_open=clock.is_open(at),
            opens_at=_opens_at(clock, at),
            metric=one.metric,
            waits_for_you=one.state == "paused" and one.reason == "waiting_customer",
            is_past=one.is_breached(at),
            tz=clock.at(at).form.tz if isinstance(clock, History) else "",
        )
    return None


def _opens_at(clock: Clock, at: int) -> int | None:
    """When the desk opens again, if it is closed and ever does."""
    return clock.next_opening(at) if isinstance(clock, History) and not clock.is_open(at) else None
