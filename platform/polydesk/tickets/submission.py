"""Submission: one submit is one ticket, whatever happens to the connection, however often the button is pressed.

The idempotency key is the submit's own name for a day; a repeat answers as the first did. Everything that makes a
ticket is one statement, since many are accepted at once and the tenant's counter is held until the commit.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.customers.addresses import clean_address, host_of
from polydesk.customers.people import tidy_name
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.dictionaries import dictionary_of
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.kernel.lines import one_line
from polydesk.kernel.outbox import together
from polydesk.kernel.tokens import digest
from polydesk.tickets import text
from polydesk.tickets.access import make_token
from polydesk.tickets.events import TicketSubmitted
from polydesk.tickets.files_of_messages import attach
from polydesk.tickets.indexing import words_of
from polydesk.tickets.refusals import MessageEmpty, NotYours
from polydesk.tickets.submission_sql import FIRST_ANSWER, submit_statement
from polydesk.tickets.ticket import SUBJECT_LIMIT, Channel, Priority
from polydesk.tickets.timeline_events import tell_readers
from tenants import spending


@dataclass(frozen=True, kw_only=True)
class NewTicket:
    """What somebody asks. `files` are the claims of what was sent ahead; `person_id` names somebody who is known.

    `is_outbound`: an agent writes to the customer first, so that nobody waits for us. `look` is what a mail looks like,
    where that says more than its text; `is_automatic`: a machine wrote it, which nobody answers by a machine.
    """

    subject: str
    body: str
    address: str = ""
    name: str = ""
    person_id: UUID | None = None
    language: str = "en"
    zone: str = ""
    priority: Priority = "normal"
    channel: Channel = "portal"
    files: list[str] = field(default_factory=list)
    assignee_id: UUID | None = None
    follows_id: UUID | None = None
    is_outbound: bool = False
    category_id: UUID | None = None
    look: text.Look | None = None
    is_automatic: bool = False
    brand_id: UUID | None = None


@dataclass(frozen=True)
class Submitted:
    """`token` opens the guest's link `/t/{token}`; it is empty for a ticket that belongs to nobody."""

    ticket_id: UUID
    number: int
    token: str
    person_id: UUID | None
    message_id: UUID | None = None
    is_repeat: bool = False


async def submit(new: NewTicket, *, key: str, by: Actor | None = None, quietly: bool = False) -> Submitted:
    """Takes a ticket; `by` is the member who writes it for somebody else. Raises BadAddress, TextTooLong; for a member
    TicketsUsedUp.

    `quietly` tells nobody, so that no letter leaves: for samples.
    """
    named = _named(new, key)
    html = new.look.html if new.look else await text.unhurried(_html_of(new), new.body)
    at = now()
    folded = new.look.folded if new.look else ""
    row = await unit.fetchrow(
        submit_statement(), *_arguments(new, named, by, html, at), quietly, new.is_automatic, folded, new.brand_id
    )
    if row is None:
        return await _first_answer(named.key)
    number, person_id, is_spam = row[0], row[1], row[2]
    message_id = named.message_id if _has_message(new) else None
    if new.files and message_id:
        await attach(new.files, message_id=message_id, ticket_id=named.ticket_id)
    if quietly:
        return Submitted(named.ticket_id, number, named.token if person_id else "", person_id, message_id)
    author = by or Actor("requester", person_id, new.name, new.address)
    event = TicketSubmitted(
        ticket_id=named.ticket_id,
        by=author,
        number=number,
        person_id=person_id,
        message_id=message_id,
        at=at,
        is_spam=is_spam,
        outbound=new.is_outbound,
        automatic=new.is_automatic,
        asked_along=row,
    )
    async with together():
        await announce(event)
    if by is not None:
        await spending.demand_ticket()
    await tell_readers(named.ticket_id)
    return Submitted(named.ticket_id, number, named.token if person_id else "", person_id, message_id)


async def submit_for_caller(
    *,
    subject: str,
    by: Actor,
    key: str,
    body: str = "",
    address: str = "",
    name: str = "",
    person_id: UUID | None = None,
    language: str = "en",
    priority: Priority = "normal",
    channel: Channel = "phone",
    assignee_id: UUID | None = None,
    category_id: UUID | None = None,
    brand_id: UUID | None = None,
    files: list[str] | None = None,
) -> Submitted:
    """A ticket that a member writes for somebody on the telephone: only the subject is needed."""
    new = NewTicket(
        subject=subject,
        body=body,
        address=address,
        name=name,
        person_id=person_id,
        language=language,
        priority=priority,
        channel=channel,
        files=files or [],
        assignee_id=assignee_id,
        category_id=category_id,
        brand_id=brand_id,
    )
    return await submit(new, key=key, by=by)


async def submit_outbound(
    *,
    subject: str,
    body: str,
    by: Actor,
    key: str,
    address: str = "",
    name: str = "",
    person_id: UUID | None = None,
    language: str = "en",
    priority: Priority = "normal",
    assignee_id: UUID | None = None,
    category_id: UUID | None = None,
    brand_id: UUID | None = None,
    files: list[str] | None = None,
) -> Submitted:
    """A member writes to a customer first; the ticket waits for their answer, and is the writer's if nobody else's.

    Raises NotYours, BadAddress, MessageEmpty, TextTooLong.
    """
    if by.is_member and not by.may("tickets.reply"):
        raise NotYours
    if not body.strip() and not files:
        raise MessageEmpty
    new = NewTicket(
        subject=subject,
        body=body,
        address=address,
        name=name,
        person_id=person_id,
        language=language,
        priority=priority,
        channel="mail",
        files=files or [],
        assignee_id=assignee_id or by.id,
        category_id=category_id,
        brand_id=brand_id,
        is_outbound=True,
    )
    return await submit(new, key=key, by=by)


@dataclass(frozen=True)
class _Named:
    """What a submit is called before it is anything. The key holds for one sender: nobody can ask for another's answer."""

    key: str
    ticket_id: UUID
    message_id: UUID
    person_id: UUID
    address: str
    address_key: str

    @property
    def token(self) -> str:
        return make_token(self.ticket_id)


def _named(new: NewTicket, key: str) -> _Named:
    address = clean_address(new.address) if new.address else ""
    mail_key = address.lower()
    sender = str(new.person_id or mail_key)
    name = hashlib.sha256(f"{key}\x1f{sender}".encode("utf-8", "surrogatepass")).hexdigest()
    return _Named(name, new_id(), new_id(), new_id(), address, mail_key)


def _html_of(new: NewTicket) -> Callable[[str], str]:
    return text.html_of_markdown if new.is_outbound else text.html_of_plain


def _has_message(new: NewTicket) -> bool:
    return bool(new.body.strip() or new.files)


def _arguments(new: NewTicket, named: _Named, by: Actor | None, html: str, at: datetime) -> tuple[Any, ...]:
    subject = one_line(new.subject)[:SUBJECT_LIMIT]
    name = tidy_name(new.name)
    names = f"{subject} {name} {named.address}"
    is_new_person = not new.person_id
    author = (by.kind, by.id, by.name) if by else ("requester", None, name or named.address)
    return (
        *(named.key, named.ticket_id, at, new.person_id, named.address_key if is_new_person else ""),
        *(named.address, named.person_id, name, new.language),
        [named.address_key, host_of(named.address_key)],
        *(subject, new.priority, new.channel, new.assignee_id, new.follows_id),
        *(named.message_id if _has_message(new) else None, new.body, html),
        *(*author, new_id(), digest(named.token)),
        *(dictionary_of(new.language), words_of(new.body), names),
        new.is_outbound,
        new.zone or None,
        new.category_id,
        *(words_of(subject), words_of(names)),
    )


async def _first_answer(key: str) -> Submitted:
    row = await unit.fetchrow(FIRST_ANSWER, key)
    assert row is not None, "a submission's key is kept exactly as long as its ticket"
    ticket_id, number, person_id = row
    return Submitted(ticket_id, number, make_token(ticket_id) if person_id else "", person_id, is_repeat=True)
