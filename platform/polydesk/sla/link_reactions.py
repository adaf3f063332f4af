"""What becomes of links to a receipt when the ticket becomes somebody else's: those that the former person holds end."""

from polydesk.kernel.events import reacts_to
from polydesk.sla import receipt_links
from polydesk.tickets.events import TicketChanged


@reacts_to(TicketChanged)
async def end_links(event: TicketChanged) -> None:
    if event.field == "person":
        await receipt_links.revoke_all(event.ticket_id)
