"""Placing: to which ticket a mail belongs, and in which role its sender may speak there.

First the token of the address it was sent to, then the signed Message-ID of ours that it answers, then the number in its
subject, which counts only for somebody who takes part. A name in From proves nothing by itself: whoever holds a token
of somebody else, or answers without any in an agent's name, is a stranger whose words only the desk reads (threat 14).
"""

import re
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from polydesk.intake.parsing import Mail
from polydesk.intake.trust import failed, is_known_forgery
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.mail import message_ids
from polydesk.kernel.refusals import NotFound
from polydesk.tickets import participants, queries, reply_addresses
from polydesk.tickets.reply_addresses import ReplyAddress
from polydesk.tickets.ticket import Ticket
from tenants.member_actor import member_actor

Role = Literal["customer", "agent", "stranger"]

# As our subjects write it, in any language: in brackets, or behind a #.
NUMBER = re.compile(r"[(（\[][^()（）\[\]\d]{0,30}(\d{1,9})[)）\]]|#(\d{1,9})\b")

OWNS = """
SELECT true FROM person_address WHERE tenant_id = app.tenant_id() AND address_key = $1 AND person_id = $2
"""
MEMBER = """
SELECT id, name, email, role, language, zone FROM member
 WHERE tenant_id = app.tenant_id() AND email_key = $1 AND state = 'active'
"""
TICKET_OF_MAIL = """
SELECT COALESCE(m.ticket_id, CASE WHEN e.about_kind = 'ticket' THEN e.about_id END)
  FROM mail e LEFT JOIN message m ON m.tenant_id = e.tenant_id AND e.about_kind = 'message' AND m.id = e.about_id
 WHERE e.tenant_id = app.tenant_id() AND e.id = ANY($1::uuid[]) ORDER BY e.id DESC LIMIT 1
"""


@dataclass(frozen=True)
class Place:
    """The ticket, and who speaks: a customer for whose ticket it is, an agent, or a `stranger` whom nobody has confirmed.

    `token` is what the address stood for, where the mail came by one.
    """

    ticket: Ticket
    role: Role
    speaker: Actor
    token: ReplyAddress | None = None

    @property
    def answers_customer(self) -> bool:
        """Of an agent: whether their words may leave the desk."""
        return self.speaker.may("tickets.reply") and not (self.token and self.token.as_note)


async def place_of(mail: Mail, recipients: list[str]) -> Place | None:
    """None: it begins a ticket of its own."""
    if mail.author is None:
        return None
    token = await reply_addresses.behind(_tokens(mail, recipients))
    if token is not None:
        return await _by_token(mail, token)
    answered = await _answered(mail)
    if answered is not None:
        return await _taking_part(mail, answered) or Place(answered, "stranger", _somebody(mail))
    numbered = None if failed(mail.message) else await _numbered(mail.subject)
    return await _taking_part(mail, numbered) if numbered else None


def _tokens(mail: Mail, recipients: list[str]) -> list[str]:
    named = [*recipients, *(one.address for one in (*mail.to, *mail.cc))]
    return [token for address in named if (token := reply_addresses.token_in(address.rpartition("@")[0]))]


async def _by_token(mail: Mail, token: ReplyAddress) -> Place | None:
    ticket = await _ticket(token.ticket_id)
    if ticket is None or mail.author is None:
        return None
    if not token.for_member:
        found = await _taking_part(mail, ticket)
        return found or Place(ticket, "stranger", _somebody(mail), token)
    agent = await _member(mail.author.key) if mail.author.key == token.recipient_key else None
    if agent is None or not mail.has_one_author or is_known_forgery(mail.message):
        return Place(ticket, "stranger", _somebody(mail), token)
    return Place(ticket, "agent", agent, token)


async def _taking_part(mail: Mail, ticket: Ticket) -> Place | None:
    """Whoever the ticket is of, or was confirmed to belong to it, speaks on the customer's side, under their own name."""
    author = mail.author
    if author is None or ticket.person_id is None:
        return None
    if await unit.fetchval(OWNS, author.key, ticket.person_id):
        customer = Actor("requester", ticket.person_id, author.name or author.address, author.address)
        return Place(ticket, "customer", customer)
    in_copy = await participants.is_confirmed(ticket.id, author.key)
    return Place(ticket, "customer", _somebody(mail)) if in_copy else None


async def _answered(mail: Mail) -> Ticket | None:
    for thread in message_ids.threads_named_in(mail.answers):
        if found := await _ticket(thread):
            return found
    mails = message_ids.mails_named_in(mail.answers)
    ticket_id = await unit.fetchval(TICKET_OF_MAIL, mails) if mails else None
    return await _ticket(ticket_id) if ticket_id else None


async def _numbered(subject: str) -> Ticket | None:
    found = NUMBER.findall(subject)
    try:
        return await queries.by_number(int(found[-1][0] or found[-1][1])) if found else None
    except NotFound:
        return None


async def _ticket(ticket_id: UUID) -> Ticket | None:
    try:
        return await queries.by_id(ticket_id)
    except NotFound:
        return None


async def _member(key: str) -> Actor | None:
    row = await unit.fetchrow(MEMBER, key)
    return member_actor(row) if row else None


def _somebody(mail: Mail) -> Actor:
    """Whom we know by what their mail says alone."""
    name = mail.author.name or mail.author.address if mail.author else ""
    return Actor("system", None, name, mail.author.address if mail.author else "")
