"""What begins a silence and what ends it: whatever happens to a ticket is looked at once."""

from polydesk.kernel.events import reacts_to
from polydesk.mailroom import silence
from polydesk.tickets.events import (
    AgentReplied,
    CustomerWrote,
    TicketChanged,
    TicketClosed,
    TicketEvent,
    TicketMarkedSpam,
    TicketMerged,
    TicketReopened,
    TicketResolved,
    TicketRestored,
    TicketSubmitted,
    TicketUnmerged,
)


@reacts_to(AgentReplied)
async def begin_anew(event: AgentReplied) -> None:
    await silence.look(event.ticket_id, begins_anew=True)


@reacts_to(TicketSubmitted)
async def begin(event: TicketSubmitted) -> None:
    if event.outbound:
        await silence.look(event.ticket_id, begins_anew=True)


@reacts_to(TicketChanged)
async def follow(event: TicketChanged) -> None:
    if event.field == "status":
        await silence.look(event.ticket_id, begins_anew=event.old != event.new)


async def _look(event: TicketEvent) -> None:
    await silence.look(event.ticket_id, begins_anew=False)


for _kind in (
    *(CustomerWrote, TicketResolved, TicketClosed, TicketReopened, TicketMarkedSpam, TicketRestored),
    *(TicketMerged, TicketUnmerged),
):
    reacts_to(_kind)(_look)
