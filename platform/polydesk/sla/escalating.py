"""Escalating: what a policy says is done after a breach, through the verbs of tickets, as the product itself.

Steps run after the breach is kept, in their order, once each. What cannot be done any more (somebody has left, a team is
gone) is left undone; the rest is done all the same.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.refusals import Refusal
from polydesk.sla.cases import Case
from polydesk.sla.policy import Step
from polydesk.sla.telling_others import Event
from polydesk.tickets.assignment import assign, hand_to_team
from polydesk.tickets.changing import set_priority, set_tags
from polydesk.tickets.queries import by_id
from polydesk.tickets.ticket import PRIORITIES


async def carry_out(cases: Sequence[Case], events: Iterable[Event]) -> None:
    """The steps among these new events."""
    of_ticket = {case.ticket.id: case for case in cases}
    for event in events:
        if event["kind"] == "stepped":
            one = of_ticket[event["ticket_id"]].timers[event["timer_id"]]
            for step in one.terms.steps:
                if (step.metric, step.key) == (one.metric, event["once"]):
                    await _do(step, one.ticket_id)


async def _do(step: Step, ticket_id: UUID) -> None:
    if step.priority is not None:
        await _raise(ticket_id, step.priority)
    if step.team is not None:
        await _hand_over(step, ticket_id)
    if step.assign_to is not None:
        await _assign(step, ticket_id)
    if step.tag:
        ticket = await by_id(ticket_id)
        await set_tags(ticket, tags=[*ticket.tags, step.tag], by=SYSTEM)


async def _raise(ticket_id: UUID, to: str) -> None:
    """A step never lowers what a person has raised higher."""
    ticket = await by_id(ticket_id)
    if PRIORITIES.index(ticket.priority) < [*PRIORITIES].index(to):  # type: ignore[arg-type]
        await set_priority(ticket, to=to, by=SYSTEM)


async def _hand_over(step: Step, ticket_id: UUID) -> None:
    try:
        await hand_to_team(await by_id(ticket_id), to=step.team, by=SYSTEM)
    except Refusal:
        return


async def _assign(step: Step, ticket_id: UUID) -> None:
    try:
        await assign(await by_id(ticket_id), to=step.assign_to, by=SYSTEM)
    except Refusal:
        return
