"""What becomes a notice of what happens to a ticket: it came in, a customer or a colleague wrote, it was given to
somebody or changed. Whoever did it is not told; neither is anybody of what we do by ourselves.
"""

from typing import Any

from polydesk.kernel.events import reacts_to
from polydesk.notices.telling import tell
from polydesk.tickets.events import (
    AgentReplied,
    CustomerWrote,
    NoteAdded,
    SeveralAssigned,
    TicketAssigned,
    TicketChanged,
    TicketEvent,
    TicketReopened,
    TicketResolved,
    TicketSubmitted,
)


@reacts_to(TicketSubmitted)
async def say_new(event: TicketSubmitted) -> None:
    if not event.is_spam and not event.outbound:
        await tell("new_ticket", ticket_id=event.ticket_id, by=event.by)


@reacts_to(CustomerWrote)
async def say_customer_wrote(event: CustomerWrote) -> None:
    if not event.automatic:
        await tell("customer_wrote", ticket_id=event.ticket_id, by=event.by, message_id=str(event.message_id))


@reacts_to(TicketAssigned)
async def say_assigned(event: TicketAssigned) -> None:
    """Who had it hears that they have it no more, and who follows it."""
    given_to, had_by = [[one] if one else [] for one in (event.assignee_id, event.previous_id)]
    if event.assignee_id != event.by.id and given_to and not event.is_told_apart:
        await tell("assigned", ticket_id=event.ticket_id, by=event.by, to=given_to)
    await _tell_of_colleague("changed", event, to=had_by, besides=given_to)


@reacts_to(SeveralAssigned)
async def say_several_assigned(event: SeveralAssigned) -> None:
    await tell(
        "assigned_several",
        by=event.by,
        to=[event.assignee_id],
        once=f"batch-{event.batch_id}",
        name=event.by.name or event.by.email,
        count=event.count,
    )


@reacts_to(NoteAdded)
async def say_noted(event: NoteAdded) -> None:
    """Who is mentioned is told so, and not that there is a note as well."""
    message_id = str(event.message_id)
    if event.mentioned:
        await tell("mentioned", ticket_id=event.ticket_id, by=event.by, to=event.mentioned, message_id=message_id)
    await _tell_of_colleague("noted", event, besides=event.mentioned, message_id=message_id)


@reacts_to(AgentReplied)
async def say_replied(event: AgentReplied) -> None:
    await _tell_of_colleague("replied", event, message_id=str(event.message_id))


@reacts_to(TicketResolved)
async def say_resolved(event: TicketResolved) -> None:
    await _tell_of_colleague("resolved", event)


@reacts_to(TicketReopened)
async def say_reopened(event: TicketReopened) -> None:
    await _tell_of_colleague("reopened", event)


@reacts_to(TicketChanged)
async def say_changed(event: TicketChanged) -> None:
    await _tell_of_colleague("changed", event)


async def _tell_of_colleague(kind: str, event: TicketEvent, **more: Any) -> None:
    if event.by.is_member:
        await tell(kind, ticket_id=event.ticket_id, by=event.by, name=event.by.name, **more)
