"""What the desk does when a ticket changes: this process forgets its counts at once; the others hear of it."""

from polydesk.desk.pulse import forget_after_commit
from polydesk.kernel.events import reacts_to
from polydesk.tickets import events

WHATEVER: tuple[type[events.TicketEvent], ...] = (
    events.TicketSubmitted,
    events.CustomerWrote,
    events.AgentReplied,
    events.NoteAdded,
    events.TicketAssigned,
    events.TicketResolved,
    events.TicketReopened,
    events.TicketClosed,
    events.TicketMarkedSpam,
    events.TicketRestored,
    events.TicketChanged,
)


async def count_afresh(_event: events.TicketEvent) -> None:
    forget_after_commit()


for _kind in WHATEVER:
    reacts_to(_kind)(count_afresh)
