"""`/service-level/{token}`: the receipt of one ticket for a customer who was given the link, in their language and zone."""

from typing import Any

from litestar import Controller, Response, get
from litestar.params import FromPath

from i18n import live_in, speak
from i18n.places import is_zone
from polydesk.customers.queries import people_by_ids
from polydesk.hours.instants import instant_of
from polydesk.kernel.clock import now
from polydesk.kernel.web import Page, moment
from polydesk.sla.moments import whole
from polydesk.sla.receipt_links import ticket_behind
from polydesk.sla.shared_looks import shared, sheets_of
from polydesk.sla.sheets import Sheet
from polydesk.tickets.ticket import Ticket
from tenants.here import site

# The address is the secret: no other site hears it, nobody lists it.
PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


class SharedReceiptPages(Controller):
    path = "/service-level/{token:str}"

    @get()
    async def show(self, token: FromPath[str]) -> Response[Any]:
        ticket = await ticket_behind(token)
        at = instant_of(now())
        sheets = await sheets_of(ticket, at)
        await _go_to_the_reader(ticket, sheets)
        return Page(
            "sla/shared.html",
            headers=PRIVATE,
            ticket=ticket,
            at=whole(at),
            promises=[await shared(sheet, at) for sheet in sheets],
        )


async def _go_to_the_reader(ticket: Ticket, sheets: list[Sheet]) -> None:
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
