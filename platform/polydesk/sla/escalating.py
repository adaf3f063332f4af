"""Escalating: what a policy says is done after a breach, through the verbs of tickets, as the product itself.

Steps run after the breach is kept, in their order, once each. What cannot be done any more (somebody has left, a team is
gone) is left undone; the rest is done all the same.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.events import announce
from polydesk.kernel.logs import logger
from polydesk.kernel.refusals import Refusal
from polydesk.sla.cases import Case
from polydesk.sla.events import WebhookWanted
from polydesk.sla.policy import Step
from polydesk.sla.telling_others import Event
from polydesk.tickets.assignment import assign, hand_to_team
from polydesk.tickets.changing import set_priority, set_tags
from polydesk.tickets.queries import by_id
from polydesk.tickets.ticket import PRIORITIES, Ticket

log = logger()

_Action = Callable[[Step, Ticket], Awaitable[None]]


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
    actions: tuple[tuple[object, _Action], ...] = (
        (step.priority, _raise),
        (step.team, _hand_over),
        (step.assign_to, _assign),
        (step.tag, _tag),
        (step.webhook, _call),
    )
    for wanted, action in actions:
        if wanted:
            await _try(action, step, ticket_id)


async def _try(action: _Action, step: Step, ticket_id: UUID) -> None:
    """One that fails takes neither the breach with it nor what else is due: it is undone alone."""
    try:
        async with unit.savepoint():
            await action(step, await by_id(ticket_id))
    except Refusal:
        return
    except Exception:
        log.exception("a step after a breach failed", ticket=str(ticket_id), step=step.key, action=action.__name__)


async def _raise(step: Step, ticket: Ticket) -> None:
    """A step never lowers what a person has raised higher."""
    assert step.priority is not None
    if PRIORITIES.index(ticket.priority) < PRIORITIES.index(step.priority):
        await set_priority(ticket, to=step.priority, by=SYSTEM)


async def _hand_over(step: Step, ticket: Ticket) -> None:
    await hand_to_team(ticket, to=step.team, by=SYSTEM)


async def _assign(step: Step, ticket: Ticket) -> None:
    await assign(ticket, to=step.assign_to, by=SYSTEM)


async def _tag(step: Step, ticket: Ticket) -> None:
    await set_tags(ticket, tags=[*ticket.tags, step.tag], by=SYSTEM)


async def _call(step: Step, ticket: Ticket) -> None:
    """The message is sent by a job, so that nobody waits for the other side."""
    assert step.webhook is not None
    await announce(WebhookWanted(webhook_id=step.webhook, ticket_id=ticket.id, metric=step.metric))
