"""`/service-level/{token}`: the receipt of one ticket for a customer who was given the link, in their language and zone."""

from collections.abc import Sequence
from typing import Annotated, Any

from litestar import Controller, Response, get
from litestar.params import FromPath, Parameter

from i18n import current_zone, live_in, speak
from i18n.places import city_of_zone, is_zone
from polydesk.customers.queries import people_by_ids
from polydesk.hours.instants import instant_of
from polydesk.kernel.clock import now
from polydesk.kernel.web import Page, moment
from polydesk.sla.moments import whole
from polydesk.sla.receipt_links import ticket_behind
from polydesk.sla.receipt_looks import marks_for
from polydesk.sla.shared_looks import shared, told_receipt
from polydesk.sla.sheets import Sheet
from polydesk.tickets.ticket import Ticket
from tenants.here import site

Number = Annotated[int, Parameter(required=False, ge=1, le=100_000)]

# The address is the secret: no other site hears it, nobody lists it.
PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


class SharedReceiptPages(Controller):
    path = "/service-level/{token:str}"

    @get()
    async def show(self, token: FromPath[str], page: Number = 1) -> Response[Any]:
        ticket = await ticket_behind(token)
        at = instant_of(now())
        receipt = await told_receipt(ticket, at, page)
        await _go_to_the_reader(ticket, receipt.sheets)
        marks = await marks_for(receipt.sheets)
        return Page(
            "sla/shared.html",
            headers=PRIVATE,
            ticket=ticket,
            at=whole(at),
            place=city_of_zone(str(current_zone())),
            promises=[shared(sheet, at, marks) for sheet in receipt.sheets],
            newer=f"?page={receipt.page - 1}" if receipt.page > 1 else None,
            older=f"?page={receipt.page + 1}" if receipt.page < receipt.pages else None,
        )


async def _go_to_the_reader(ticket: Ticket, sheets: Sequence[Sheet]) -> None:
    """The language that was chosen here or that of the ticket; the zone of whoever asked, else that of the hours."""
    wanted = moment().cookies.get("language") or ticket.language
    if wanted in site().languages:
        speak(wanted)
    people = await people_by_ids([ticket.person_id]) if ticket.person_id else {}
    zones = [person.zone for person in people.values() if person.zone]
    for zone in [*zones, *(sheet.tz for sheet in sheets if sheet.tz)]:
        if is_zone(zone):
            live_in(zone)
            return
