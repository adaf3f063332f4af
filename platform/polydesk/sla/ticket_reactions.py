"""What promises do when something happens to a ticket: each event is a line here and a verb of following.py."""

from polydesk.hours.instants import instant_of
from polydesk.kernel.clock import now
from polydesk.kernel.events import reacts_to
from polydesk.sla import following, merging, rules
from polydesk.tickets.events import (
    AgentReplied,
    CustomerWrote,
    TicketChanged,
    TicketClosed,
    TicketMarkedSpam,
    TicketMerged,
    TicketReopened,
    TicketResolved,
    TicketRestored,
    TicketSubmitted,
    TicketUnmerged,
)
from polydesk.tickets.submission_sql import ask_along

# What conditions of policies ask about, and what a priority is derived from is none of it.
ASKED = frozenset({"priority", "organisation", "tags", "channel", "language", "category", "message_language"})

ask_along(rules.COLUMNS)


def _now() -> int:
    return instant_of(now())


@reacts_to(TicketSubmitted)
async def submitted(event: TicketSubmitted) -> None:
    if not event.is_spam:
        await following.submitted(event.asked_along, instant_of(event.at), by=event.by, is_outbound=event.outbound)


@reacts_to(AgentReplied)
async def replied(event: AgentReplied) -> None:
    await following.replied(event.ticket_id, instant_of(event.at), by=event.by)


@reacts_to(CustomerWrote)
async def customer_wrote(event: CustomerWrote) -> None:
    if not event.automatic:
        await following.customer_wrote(event.ticket_id, instant_of(event.at), by=event.by)


@reacts_to(TicketChanged)
async def changed(event: TicketChanged) -> None:
    if event.field == "status":
        await following.status_changed(event.ticket_id, _now(), by=event.by)
    elif event.field in ASKED:
        await following.changed(event.ticket_id, _now(), by=event.by, hours_too=event.field == "organisation")


@reacts_to(TicketResolved)
async def resolved(event: TicketResolved) -> None:
    await following.resolved(event.ticket_id, _now(), by=event.by)


@reacts_to(TicketClosed)
async def closed(event: TicketClosed) -> None:
    await following.resolved(event.ticket_id, _now(), by=event.by, how="closed")


@reacts_to(TicketReopened)
async def reopened(event: TicketReopened) -> None:
    await following.reopened(event.ticket_id, _now(), by=event.by)


@reacts_to(TicketMarkedSpam)
async def marked_spam(event: TicketMarkedSpam) -> None:
    await following.marked_spam(event.ticket_id, _now(), by=event.by)


@reacts_to(TicketRestored)
async def restored(event: TicketRestored) -> None:
    await following.restored(event.ticket_id, _now(), by=event.by)


@reacts_to(TicketMerged)
async def merged(event: TicketMerged) -> None:
    since = instant_of(event.oldest_unanswered_at) if event.oldest_unanswered_at else None
    await merging.merged(event.ticket_id, event.into_id, _now(), unanswered_since=since, by=event.by)


@reacts_to(TicketUnmerged)
async def unmerged(event: TicketUnmerged) -> None:
    await merging.unmerged(event.ticket_id, event.into_id, _now(), by=event.by)
