"""What becomes a message: each event of a ticket that webhooks can ask for, and the step of a policy that names one."""

from polydesk.kernel.events import reacts_to
from polydesk.sla.events import TimerBreached, WebhookWanted
from polydesk.tickets.events import (
    AgentReplied,
    CustomerWrote,
    TicketAssigned,
    TicketChanged,
    TicketClosed,
    TicketReopened,
    TicketResolved,
    TicketSubmitted,
)
from polydesk.webhooks.sending import call, tell
from polydesk.webhooks.words import ESCALATION


@reacts_to(TicketSubmitted)
async def submitted(event: TicketSubmitted) -> None:
    if not event.is_spam:
        await tell("ticket.created", event.ticket_id)


@reacts_to(CustomerWrote)
async def customer_wrote(event: CustomerWrote) -> None:
    if not event.automatic:
        await tell("ticket.customer_wrote", event.ticket_id, message_id=str(event.message_id))


@reacts_to(AgentReplied)
async def agent_replied(event: AgentReplied) -> None:
    await tell("ticket.agent_replied", event.ticket_id, message_id=str(event.message_id))


@reacts_to(TicketAssigned)
async def assigned(event: TicketAssigned) -> None:
    await tell("ticket.assigned", event.ticket_id)


@reacts_to(TicketChanged)
async def changed(event: TicketChanged) -> None:
    await tell("ticket.changed", event.ticket_id, field=event.field)


@reacts_to(TicketResolved)
async def resolved(event: TicketResolved) -> None:
    await tell("ticket.resolved", event.ticket_id)


@reacts_to(TicketReopened)
async def reopened(event: TicketReopened) -> None:
    await tell("ticket.reopened", event.ticket_id)


@reacts_to(TicketClosed)
async def closed(event: TicketClosed) -> None:
    await tell("ticket.closed", event.ticket_id)


@reacts_to(TimerBreached)
async def broken(event: TimerBreached) -> None:
    await tell("promise.broken", event.ticket_id, metric=event.metric, cause=event.cause)


@reacts_to(WebhookWanted)
async def escalated(event: WebhookWanted) -> None:
    await call(event.webhook_id, ESCALATION, event.ticket_id, metric=event.metric)
