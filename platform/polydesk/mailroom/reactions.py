"""Who is told what: each event of a ticket, and the letter that it sends off."""

from polydesk.kernel.events import reacts_to
from polydesk.kernel.outbox import enqueue
from polydesk.tickets.events import (
    AgentReplied,
    CustomerWrote,
    NoteAdded,
    TicketAssigned,
    TicketResolved,
    TicketSubmitted,
)
from tenants import holding
from tenants.events import TenantConfirmed


@reacts_to(TenantConfirmed)
async def send_what_waited(_event: TenantConfirmed) -> None:
    await holding.release()


@reacts_to(TicketSubmitted)
async def confirm_receipt(event: TicketSubmitted) -> None:
    if event.outbound and event.message_id is not None:
        await enqueue("mailroom.reply", message_id=str(event.message_id))
    elif event.person_id is not None and not event.is_spam:
        await enqueue("mailroom.receipt", ticket_id=str(event.ticket_id))


@reacts_to(AgentReplied)
async def send_reply(event: AgentReplied) -> None:
    await enqueue("mailroom.reply", message_id=str(event.message_id))


@reacts_to(TicketResolved)
async def say_resolved(event: TicketResolved) -> None:
    if event.by.is_member:
        await enqueue("mailroom.resolved", ticket_id=str(event.ticket_id), cycle=event.cycle)


@reacts_to(TicketAssigned)
async def tell_assignee(event: TicketAssigned) -> None:
    if event.assignee_id is not None and event.assignee_id != event.by.id:
        await enqueue("mailroom.assigned", ticket_id=str(event.ticket_id), member_id=str(event.assignee_id))


@reacts_to(CustomerWrote)
async def tell_agents(event: CustomerWrote) -> None:
    if not event.automatic:
        await enqueue("mailroom.customer_wrote", message_id=str(event.message_id))


@reacts_to(NoteAdded)
async def tell_mentioned(event: NoteAdded) -> None:
    for member_id in event.mentioned:
        if member_id != event.by.id:
            await enqueue("mailroom.mentioned", message_id=str(event.message_id), member_id=str(member_id))
