"""The conversation: replies of agents, notes among them, and what customers write.

A reply answers the customer and waits for them; a note never leaves the desk; a customer's word brings a solved ticket
back, and after it was closed for good opens a new one that follows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.tickets import text
from polydesk.tickets.drafts import discard
from polydesk.tickets.events import AgentReplied, CustomerWrote, NoteAdded
from polydesk.tickets.family import hold_for_writing
from polydesk.tickets.files_of_messages import attach
from polydesk.tickets.following import mention
from polydesk.tickets.indexing import index_words
from polydesk.tickets.lifecycle import may_still_reopen, move
from polydesk.tickets.policy import demand
from polydesk.tickets.queries import MessageKind, by_id, message
from polydesk.tickets.refusals import MessageEmpty, SomethingArrived
from polydesk.tickets.submission import NewTicket, submit
from polydesk.tickets.ticket import Channel, Status, Ticket, lock
from polydesk.tickets.timeline_events import tell_readers, write_event
from polydesk.tickets.writing import first_under, write

INSERT = """
INSERT INTO message (id, ticket_id, kind, author_kind, author_id, author_name, channel, body, html, at, automatic,
                     came_from_id, folded)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""


@dataclass(frozen=True)
class Written:
    """The message and the ticket where it landed; a repeat of the same submit answers with the first."""

    message_id: UUID
    ticket: Ticket
    mentioned: tuple[UUID, ...] = ()
    is_repeat: bool = False
    is_follow_up: bool = False


async def reply(
    ticket: Ticket,
    *,
    body: str,
    by: Actor,
    files: Sequence[str] = (),
    seen: int | None = None,
    then: Status = "waiting_customer",
    channel: Channel = "portal",
    look: text.Look | None = None,
    key: str | None = None,
) -> Written:
    """Answers the customer. `seen` is the number of messages that the writer had before their eyes, `look` a mail's.

    Raises MessageEmpty, TextTooLong, SomethingArrived.
    """
    demand(ticket, "tickets.reply", by=by)
    look = look or await _looks(body, files, as_markdown=True)
    held = await lock(ticket)
    message_id = new_id()
    if repeat := await _repeated(key, message_id):
        return repeat
    _nothing_arrived(held, seen)
    at = await _add(held, message_id, "reply", body=body, look=look, by=by, files=files, channel=channel)
    facts: dict[str, Any] = {"message_count": held.message_count + 1, "waiting_since": None}
    if held.first_response_at is None:
        facts["first_response_at"] = at
    if held.assignee_id is None and by.is_member:
        facts["assignee_id"] = by.id
    await discard(held.id, kind="reply", by=by)
    said = AgentReplied(ticket_id=held.id, by=by, message_id=message_id, at=at)
    status_id = held.status_id if then == held.status else None
    replied = await move(held, to=then, by=by, status_id=status_id, after=said, **facts)
    await tell_readers(held.id)
    return Written(message_id, replied)


async def add_note(
    ticket: Ticket,
    *,
    body: str,
    by: Actor,
    files: Sequence[str] = (),
    channel: Channel = "portal",
    look: text.Look | None = None,
    key: str | None = None,
) -> Written:
    """Tells colleagues; whoever is named as @Name is told and follows from now on. Raises MessageEmpty, TextTooLong."""
    demand(ticket, "tickets.note", by=by)
    look = look or await _looks(body, files, as_markdown=True)
    held = await lock(ticket)
    message_id = new_id()
    if repeat := await _repeated(key, message_id):
        return repeat
    await _add(held, message_id, "note", body=body, look=look, by=by, files=files, channel=channel)
    noted = await write(held, message_count=held.message_count + 1)
    mentioned = await mention(body, message_id=message_id, ticket_id=held.id, by=by)
    await discard(held.id, kind="note", by=by)
    await announce(NoteAdded(ticket_id=held.id, by=by, message_id=message_id, mentioned=mentioned))
    await tell_readers(held.id)
    return Written(message_id, noted, mentioned)


async def customer_writes(
    ticket: Ticket,
    *,
    body: str,
    by: Actor,
    files: Sequence[str] = (),
    channel: Channel = "portal",
    key: str | None = None,
    automatic: bool = False,
    look: text.Look | None = None,
) -> Written:
    """Adds a customer's words to their ticket, or to a new one that follows it when this one is closed for good.

    What a machine wrote in their place (`automatic`: out of office) is kept and shown, but brings nothing back.
    """
    demand(ticket, "tickets.reply", by=by, customers_too=True)
    look = look or await _looks(body, files, as_markdown=False)
    own, held = await hold_for_writing(ticket)
    if not automatic and not await may_still_reopen(held):
        return await _follow_up(own, held, body=body, look=look, by=by, files=files, channel=channel, key=key)
    message_id = new_id()
    if repeat := await _repeated(key, message_id):
        return repeat
    at = await _add(
        held,
        message_id,
        "customer",
        body=body,
        look=look,
        by=by,
        files=files,
        channel=channel,
        automatic=automatic,
        own=own,
    )
    facts: dict[str, Any] = {"message_count": held.message_count + 1}
    if automatic:
        written = await write(held, **facts)
    else:
        facts["waiting_since"] = held.waiting_since or at
        # What waits for others still does: the customer's word does not bring them any closer.
        stays = held.status in ("new", "waiting_third_party")
        to, status_id = (held.status, held.status_id) if stays else ("open", None)
        written = await move(held, to=to, status_id=status_id, by=by, **facts)
    reopened = not held.is_open and written.is_open
    await announce(
        CustomerWrote(ticket_id=held.id, by=by, message_id=message_id, at=at, reopened=reopened, automatic=automatic)
    )
    await tell_readers(held.id)
    return Written(message_id, written)


async def _looks(body: str, files: Sequence[str], *, as_markdown: bool) -> text.Look:
    if not body.strip() and not files:
        raise MessageEmpty
    return text.Look(await text.unhurried(text.html_of_markdown if as_markdown else text.html_of_plain, body))


def _nothing_arrived(held: Ticket, seen: int | None) -> None:
    if seen is not None and seen < held.message_count:
        raise SomethingArrived


async def _repeated(key: str | None, message_id: UUID) -> Written | None:
    """The answer of the first submit under this key, if this is not it."""
    first = await first_under(key, "message", message_id) if key else None
    if first is None:
        return None
    return Written(first, await by_id((await message(first)).ticket_id), is_repeat=True)


async def _add(
    held: Ticket,
    message_id: UUID,
    kind: MessageKind,
    *,
    body: str,
    look: text.Look,
    by: Actor,
    files: Sequence[str],
    channel: Channel,
    automatic: bool = False,
    own: Ticket | None = None,
) -> datetime:
    """When it was written, which is when the server took it. `own` is the ticket that its writer knows."""
    at = now()
    author = by.kind if by.kind in ("requester", "member") else "system"
    came_from_id = own.id if own and own.id != held.id else None
    await unit.execute(
        *(INSERT, message_id, held.id, kind, author, by.id, by.name or by.email, channel, body, look.html),
        *(at, automatic, came_from_id, look.folded),
    )
    await attach(files, message_id=message_id, ticket_id=held.id)
    await index_words(held.id, body, language=held.language)
    return at


async def _follow_up(
    own: Ticket,
    home: Ticket,
    *,
    body: str,
    look: text.Look,
    by: Actor,
    files: Sequence[str],
    channel: Channel,
    key: str | None,
) -> Written:
    new = NewTicket(
        subject=own.subject,
        body=body,
        address=by.email,
        name=by.name,
        person_id=own.person_id,
        language=own.language,
        channel=channel,
        files=list(files),
        follows_id=own.id,
        category_id=own.category_id,
        brand_id=own.brand_id,
        look=look,
    )
    done = await submit(new, key=key or str(new_id()))
    if not done.is_repeat:
        await write_event(home.id, "followed", by=by, number=done.number)
    follower = await by_id(done.ticket_id)
    return Written(done.message_id or done.ticket_id, follower, is_repeat=done.is_repeat, is_follow_up=True)
