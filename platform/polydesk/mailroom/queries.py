"""Reads: the ticket and the message that a letter is about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from polydesk.tickets.customers_view import HOME, VISIBLE


@dataclass(frozen=True)
class Case:
    """A ticket and its customer, as letters speak of them. `is_known` means the customer's address is confirmed."""

    id: UUID
    number: int
    subject: str
    status: str
    language: str
    cycle: int
    resolved_at: datetime | None
    is_spam: bool
    assignee_id: UUID | None
    person_id: UUID
    person_name: str
    person_language: str | None
    person_zone: str | None
    address: str
    is_known: bool
    is_merged: bool
    brand_id: UUID | None


@dataclass(frozen=True)
class Said:
    """A message as a letter quotes it; `is_first` in a ticket that an agent began."""

    id: UUID
    ticket_id: UUID
    kind: str
    html: str
    author_id: UUID | None
    author_name: str
    at: datetime
    is_first: bool


async def case(ticket_id: UUID) -> Case | None:
    """None when the ticket is gone or has no customer with an address."""
    row = await unit.fetchrow(
        """SELECT t.id, t.number, t.subject, t.status, t.language, t.cycle, t.resolved_at, t.assignee_id, t.person_id,
                  t.spam_at IS NOT NULL AS is_spam,
                  p.name AS person_name, p.language AS person_language, p.zone AS person_zone, a.address,
                  a.confirmed_at IS NOT NULL AS is_known, t.merged_into_id IS NOT NULL AS is_merged,
                  t.brand_id
             FROM ticket t
             JOIN person p ON p.tenant_id = t.tenant_id AND p.id = t.person_id
             JOIN LATERAL (SELECT address, confirmed_at FROM person_address
                            WHERE tenant_id = p.tenant_id AND person_id = p.id
                            ORDER BY is_primary DESC, created_at LIMIT 1) a ON true
            WHERE t.id = $1""",
        ticket_id,
    )
    return Case(**row) if row else None


async def said(message_id: UUID) -> Said | None:
    row = await unit.fetchrow(
        """SELECT m.id, m.ticket_id, m.kind, m.html, m.author_id, m.author_name, m.at,
                  NOT EXISTS (SELECT FROM message e WHERE e.tenant_id = m.tenant_id AND e.ticket_id = m.ticket_id
                                 AND (e.at, e.id) < (m.at, m.id)) AS is_first
             FROM message m WHERE m.id = $1""",
        message_id,
    )
    return Said(**row) if row else None


@dataclass(frozen=True)
class Quoted:
    """What a customer wrote, as their own mail repeats it."""

    body: str
    html: str
    at: datetime


async def last_of_customer(ticket_id: UUID, *, before: datetime) -> Quoted | None:
    """The last message of this ticket's customer that they may read themselves, also where it was merged."""
    row = await unit.fetchrow(
        f"""SELECT m.body, m.html, m.at FROM ticket t
              JOIN message m ON m.tenant_id = t.tenant_id AND m.ticket_id = {HOME} AND {VISIBLE}
             WHERE t.tenant_id = app.tenant_id() AND t.id = $1 AND m.kind = 'customer' AND m.author_id = t.person_id
               AND NOT m.automatic AND m.at < $2
             ORDER BY m.at DESC, m.id DESC LIMIT 1""",  # noqa: S608
        *(ticket_id, before),
    )
    return Quoted(**row) if row else None


async def last_reply(ticket_id: UUID) -> Said | None:
    found = await unit.fetchval(
        "SELECT id FROM message WHERE ticket_id = $1 AND kind = 'reply' ORDER BY at DESC, id DESC LIMIT 1", ticket_id
    )
    return await said(found) if found else None


async def was_answered_at(ticket_id: UUID, at: datetime) -> bool:
    """Whether a reply left with this very act, so that its letter says all there is to say."""
    found = await unit.fetchval(
        """SELECT EXISTS (SELECT FROM message
            WHERE ticket_id = $1 AND kind = 'reply' AND at BETWEEN $2::timestamptz - interval '2 seconds' AND $2)""",
        *(ticket_id, at),
    )
    return bool(found)
