"""Who is told what: each event of a ticket, and the letter that it sends off."""

from polydesk.kernel.actor import actor
from polydesk.kernel.events import reacts_to
from polydesk.kernel.outbox import enqueue
from polydesk.mailroom import silence_reactions, silence_words
from polydesk.tickets.events import (
    AgentReplied,
    TicketResolved,
    TicketSubmitted,
)
from tenants import holding
from tenants.events import TenantConfirmed

__all__ = ["silence_reactions", "silence_words"]


@reacts_to(TenantConfirmed)
async def send_what_waited(_event: TenantConfirmed) -> None:
    await holding.release()


@reacts_to(TicketSubmitted)
async def confirm_receipt(event: TicketSubmitted) -> None:
    if event.outbound and event.message_id is not None:
        await enqueue("mailroom.reply", message_id=str(event.message_id))
    elif event.person_id is not None and not event.is_spam and not event.automatic:
        is_proven = actor().is_requester and actor().id == event.person_id
        await enqueue("mailroom.receipt", ticket_id=str(event.ticket_id), is_proven=is_proven)


@reacts_to(AgentReplied)
async def send_reply(event: AgentReplied) -> None:
    await enqueue("mailroom.reply", message_id=str(event.message_id))


@reacts_to(TicketResolved)
async def say_resolved(event: TicketResolved) -> None:
    if event.by.is_member and not event.leads_back:
        await enqueue("mailroom.resolved", ticket_id=str(event.ticket_id), cycle=event.cycle)
