"""Single tickets and messages, and the facts that mails and surveys want about them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from markupsafe import Markup

from polydesk.customers.people import Person
from polydesk.customers.queries import people_by_ids
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound
from polydesk.tickets import text
from polydesk.tickets.ticket import COLUMNS, Ticket, from_row

MessageKind = Literal["customer", "reply", "note"]

# A number that no bigint holds is simply no ticket.
LARGEST = 2**63 - 1

BY_NUMBER = f"SELECT {COLUMNS} FROM ticket WHERE tenant_id = app.tenant_id() AND number = $1"  # noqa: S608
BY_ID = f"SELECT {COLUMNS} FROM ticket WHERE tenant_id = app.tenant_id() AND id = $1"  # noqa: S608
MESSAGE = """
SELECT id, ticket_id, kind, author_kind, author_id, author_name, channel, body, html, at, automatic FROM message
 WHERE tenant_id = app.tenant_id()
"""
LAST_MESSAGE = MESSAGE + " AND ticket_id = $1 AND kind <> 'note' ORDER BY at DESC, id DESC LIMIT 1"


@dataclass(frozen=True)
class Message:
    """`body` is what was typed, `html` what it looks like; `kind` says whether it is a note that never leaves the desk."""

    id: UUID
    ticket_id: UUID
    kind: MessageKind
    author_kind: str
    author_id: UUID | None
    author_name: str
    channel: str
    body: str
    html: str
    at: datetime
    automatic: bool

    @property
    def safe_html(self) -> Markup:
        return text.safe(self.html)

    @property
    def is_note(self) -> bool:
        return self.kind == "note"


@dataclass(frozen=True)
class TicketFacts:
    """A ticket with its people and the last message that its customer can see."""

    ticket: Ticket
    person: Person | None
    assignee_name: str
    last_message: Message | None


async def by_number(number: int) -> Ticket:
    row = await unit.fetchrow(BY_NUMBER, number) if 0 < number <= LARGEST else None
    if row is None:
        raise NotFound
    return from_row(row)


async def by_id(ticket_id: UUID) -> Ticket:
    row = await unit.fetchrow(BY_ID, ticket_id)
    if row is None:
        raise NotFound
    return from_row(row)


async def message(message_id: UUID) -> Message:
    row = await unit.fetchrow(MESSAGE + " AND id = $1", message_id)
    if row is None:
        raise NotFound
    return Message(*row)


async def facts(ticket_id: UUID) -> TicketFacts:
    ticket = await by_id(ticket_id)
    people = await people_by_ids([ticket.person_id]) if ticket.person_id else {}
    last = await unit.fetchrow(LAST_MESSAGE, ticket_id)
    return TicketFacts(
        ticket,
        people.get(ticket.person_id) if ticket.person_id else None,
        await member_name(ticket.assignee_id),
        Message(*last) if last else None,
    )


async def member_name(member_id: UUID | None) -> str:
    """What a member is called; empty for nobody."""
    if member_id is None:
        return ""
    sql = "SELECT name FROM member WHERE tenant_id = app.tenant_id() AND id = $1"
    return str(await unit.fetchval(sql, member_id) or "")
