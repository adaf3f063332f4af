"""What mails about a ticket may speak of, and the ticket on which somebody looks at one before it is ever sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from i18n import LazyText, _, lazy
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.tickets.policy import ticket_for
from polydesk.tickets.queries import Message, facts
from polydesk.tickets.ticket import Ticket
from tenants.brands import wear

NUMBER: Mapping[str, LazyText] = {
    "ticket.number": lazy("The number of the ticket, such as 1024"),
    "company.name": lazy("The name of our company"),
}
ABOUT_TICKET: Mapping[str, LazyText] = {
    "customer.name": lazy("The customer's name; our own text goes to customers who gave none"),
    "ticket.subject": lazy("The subject of the ticket"),
    **NUMBER,
}

SOMEBODY = "Ada Byron"  # in examples

_NEWEST = """
SELECT number FROM ticket WHERE tenant_id = app.tenant_id() AND spam_at IS NULL AND person_id IS NOT NULL
 ORDER BY created_at DESC, id DESC LIMIT 1
"""


@dataclass(frozen=True)
class Shown:
    """A ticket as an example: one of the tenant's, or made up while there is none (`ticket` is None then)."""

    number: int
    subject: str
    customer_name: str
    zone: str = ""
    ticket: Ticket | None = None
    last_message: Message | None = None


async def shown(number: int | None) -> Shown:
    """The ticket with this number, if whoever asks may see it; without a number the newest. From here on the site wears its
    brand, as the mail does. Raises NotFound."""
    if number is None and actor().may("tickets.read"):
        number = await unit.fetchval(_NEWEST)
    if number is None:
        return Shown(1024, _("The lamp flickers"), SOMEBODY)
    found = await facts((await ticket_for(number)).id)
    await wear(found.ticket.brand_id)
    name, zone = (found.person.name, found.person.zone or "") if found.person else ("", "")
    return Shown(number, found.ticket.subject, name, zone, found.ticket, found.last_message)


def about_ticket(*, number: int, subject: str, customer_name: str, company: str) -> dict[str, str | None]:
    """What the placeholders say; None where nobody knows."""
    return {
        "customer.name": customer_name or None,
        "ticket.number": str(number),
        "ticket.subject": subject,
        "company.name": company,
    }
