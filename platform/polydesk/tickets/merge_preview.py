"""Before a merge: both tickets beside each other, what the merge would do, and why it may not be done."""

from dataclasses import dataclass
from datetime import datetime

from polydesk.customers.people import Person
from polydesk.kernel import unit
from polydesk.tickets.family import home_of
from polydesk.tickets.merging import demand_mergeable
from polydesk.tickets.queries import facts
from polydesk.tickets.refusals import MergeRefused
from polydesk.tickets.text import excerpt
from polydesk.tickets.ticket import Ticket

SHOWN = 3
LATEST = """
SELECT kind, author_name, at, left(body, 2000) AS body FROM message
 WHERE tenant_id = app.tenant_id() AND ticket_id = $1 ORDER BY at DESC, id DESC LIMIT $2
"""


@dataclass(frozen=True)
class Glimpse:
    """The beginning of a message."""

    kind: str
    author_name: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Side:
    """One of the two; `latest` are its last messages, oldest first."""

    ticket: Ticket
    person: Person | None
    assignee_name: str
    latest: list[Glimpse]

    @property
    def who(self) -> str:
        return self.person.label if self.person else ""


@dataclass(frozen=True)
class Preview:
    """`problem` is the sentence that says why it cannot be done, if it cannot."""

    merged: Side
    left: Side
    problem: str

    @property
    def across_customers(self) -> bool:
        return self.merged.ticket.person_id != self.left.ticket.person_id

    @property
    def opens_again(self) -> bool:
        """The other one waits for its customer, but in this one nobody has answered yet."""
        waits = self.merged.ticket.is_open and self.merged.ticket.waiting_since is not None
        return waits and self.left.ticket.status == "waiting_customer"


async def preview(ticket: Ticket, *, into: Ticket) -> Preview:
    """`into` stands for where it goes on, as it does for the merge itself."""
    home = await home_of(into)
    try:
        demand_mergeable(ticket, home, across_customers=True)
    except MergeRefused as refusal:
        return Preview(await _side(ticket), await _side(home), str(refusal.message))
    return Preview(await _side(ticket), await _side(home), "")


async def _side(ticket: Ticket) -> Side:
    found = await facts(ticket.id)
    rows = await unit.fetch(LATEST, ticket.id, SHOWN)
    latest = [Glimpse(row["kind"], row["author_name"], row["at"], excerpt(row["body"], 200)) for row in reversed(rows)]
    return Side(ticket, found.person, found.assignee_name, latest)
