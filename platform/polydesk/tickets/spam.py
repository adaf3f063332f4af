"""Spam: a mark that takes a ticket out of queues, counts and mails, and senders whose tickets get it by themselves.

Nothing is deleted, and the sender is not told: a mark that was wrong is taken back and the ticket is where it was.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from polydesk.customers.addresses import address_key, host_of
from polydesk.customers.queries import addresses_of
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.tickets.events import TicketMarkedSpam, TicketRestored
from polydesk.tickets.policy import demand
from polydesk.tickets.ticket import Ticket, lock
from polydesk.tickets.timeline_events import tell_readers, write_event
from polydesk.tickets.writing import write

LEARN = """
INSERT INTO spam_sender (pattern, kind, added_by, created_at)
SELECT pattern, $2, $3, $4 FROM unnest($1::text[]) AS given (pattern) ON CONFLICT DO NOTHING
"""
FORGET = "DELETE FROM spam_sender WHERE tenant_id = app.tenant_id() AND pattern = ANY($1::text[])"
# Nobody learns these: half of all customers would vanish.
EVERYBODYS_HOSTS = {
    *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com"),
    *("yahoo.com", "icloud.com", "me.com", "aol.com", "gmx.net"),
    *("gmx.de", "web.de", "libero.it", "virgilio.it", "tiscali.it"),
    *("alice.it", "proton.me", "protonmail.com", "mail.com", "mail.ru"),
    *("yandex.ru", "qq.com", "163.com"),
}


@dataclass(frozen=True)
class SpamSender:
    """An address, or a host after the @, whose tickets are spam from the start."""

    pattern: str
    kind: str
    added_by: UUID | None
    created_at: datetime
    added_by_name: str = ""


async def mark(ticket: Ticket, *, by: Actor, learn: Literal["address", "domain"] | None = "address") -> Ticket:
    """Marking twice changes nothing. Hosts that everybody uses are learnt by address only."""
    demand(ticket, "tickets.spam", by=by)
    held = await lock(ticket)
    if learn:
        await _learn(held, learn, by)
    if held.is_spam:
        return held
    marked = await write(held, spam_at=now())
    await write_event(held.id, "spam", by=by, learnt=learn)
    await announce(TicketMarkedSpam(ticket_id=held.id, by=by))
    await tell_readers(held.id)
    return marked


async def restore(ticket: Ticket, *, by: Actor, unlearns: bool = True) -> Ticket:
    """It was none; what was learnt from its sender is forgotten, unless this mark taught nothing."""
    demand(ticket, "tickets.spam", by=by)
    held = await lock(ticket)
    if not held.is_spam:
        return held
    if unlearns:
        keys = await _keys(held)
        await unit.execute(FORGET, [*keys, *map(host_of, keys)])
    restored = await write(held, spam_at=None)
    await write_event(held.id, "restored", by=by)
    await announce(TicketRestored(ticket_id=held.id, by=by))
    await tell_readers(held.id)
    return restored


async def senders() -> list[SpamSender]:
    rows = await unit.fetch(
        """SELECT s.pattern, s.kind, s.added_by, s.created_at, coalesce(m.name, '')
             FROM spam_sender s LEFT JOIN member m ON m.tenant_id = s.tenant_id AND m.id = s.added_by
            WHERE s.tenant_id = app.tenant_id() ORDER BY s.pattern"""
    )
    return [SpamSender(*row) for row in rows]


async def forget_sender(pattern: str) -> None:
    """What comes from there is no spam from now on; tickets that are marked already stay so."""
    if await unit.fetch(FORGET + " RETURNING pattern", [pattern]):
        await record("tickets.spam_sender_forgotten", changes={"sender": [pattern, None]})


async def _learn(held: Ticket, what: str, by: Actor) -> None:
    keys = await _keys(held)
    hosts = [host_of(key) for key in keys if host_of(key) not in EVERYBODYS_HOSTS]
    kind = "domain" if what == "domain" and hosts else "address"
    await unit.execute(LEARN, hosts if kind == "domain" else keys, kind, by.id, now())


async def _keys(held: Ticket) -> list[str]:
    return [address_key(address) for address in await addresses_of(held.person_id)] if held.person_id else []
