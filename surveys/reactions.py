"""What surveys do when something happens elsewhere: a new company gets its standard form, a resolution is asked about
later, a rating shows on open pages, a bad one leaves a task. And what they add to the floor below: a condition of views."""

from polydesk.kernel.events import reacts_to
from polydesk.kernel.live import tell
from polydesk.schedules.public_pages import forget_pages
from polydesk.tickets.events import TicketResolved
from surveys import asking, conditions, follow_ups, form_beginnings, praise
from surveys.events import AnonymousAnswers, RatingWithdrawn, TicketRated
from tenants.events import TenantMovedIn

__all__ = ["conditions"]


@reacts_to(TenantMovedIn)
async def begin(event: TenantMovedIn) -> None:
    await form_beginnings.begin()


@reacts_to(TicketResolved)
async def ask_later(event: TicketResolved) -> None:
    if not event.leads_back:
        await asking.plan(event.ticket_id, cycle=event.cycle)


@reacts_to(TicketRated)
async def show_at_once(event: TicketRated) -> None:
    await tell("ticket", str(event.ticket_id))


@reacts_to(RatingWithdrawn)
async def take_it_away(event: RatingWithdrawn) -> None:
    await tell("ticket", str(event.ticket_id))
    await forget_pages()  # the portal may have shown it


@reacts_to(TicketRated)
async def look_after(event: TicketRated) -> None:
    await follow_ups.look_after(event)
    await praise.look_again(event.rating_id)


@reacts_to(AnonymousAnswers)
async def tell_of_low_ones(event: AnonymousAnswers) -> None:
    await follow_ups.tell_of_anonymous(event)
