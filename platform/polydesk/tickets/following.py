"""Following: who wants to hear of a ticket, and who was called by name in a note."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.tickets.refusals import NotAMember
from polydesk.tickets.ticket import Ticket

FOLLOW = """
INSERT INTO follower (ticket_id, member_id, created_at)
SELECT $1, id, $3 FROM member WHERE tenant_id = app.tenant_id() AND id = ANY($2::uuid[]) AND state = 'active'
ON CONFLICT DO NOTHING
"""
MENTION = "INSERT INTO mention (message_id, member_id, ticket_id, created_at) VALUES ($1, $2, $3, $4)"
MENTIONS = """
SELECT n.message_id, n.ticket_id, t.number, t.subject, m.author_name, m.body, n.created_at, n.seen_at
  FROM mention n
  JOIN ticket t ON t.tenant_id = n.tenant_id AND t.id = n.ticket_id
  JOIN message m ON m.tenant_id = n.tenant_id AND m.id = n.message_id
 WHERE n.tenant_id = app.tenant_id() AND n.member_id = $1 AND ($2 OR n.seen_at IS NULL)
 ORDER BY n.created_at DESC LIMIT $3
"""
PEOPLE = "SELECT id, name, email FROM member WHERE tenant_id = app.tenant_id() AND state = 'active'"
FOLLOWERS = """
SELECT m.id, m.name, m.email FROM follower f JOIN member m ON m.tenant_id = f.tenant_id AND m.id = f.member_id
 WHERE f.tenant_id = app.tenant_id() AND f.ticket_id = $1 AND m.state = 'active' ORDER BY m.name, m.id
"""


@dataclass(frozen=True)
class Follower:
    id: UUID
    name: str
    email: str


@dataclass(frozen=True)
class Mention:
    message_id: UUID
    ticket_id: UUID
    number: int
    subject: str
    author_name: str
    body: str
    at: datetime
    seen_at: datetime | None


async def follow(ticket: Ticket, member_id: UUID) -> None:
    """Raises NotAMember. Following twice is following."""
    if await unit.execute(FOLLOW, ticket.id, [member_id], now()) == "INSERT 0 0" and not await _follows(
        ticket, member_id
    ):
        raise NotAMember


async def unfollow(ticket: Ticket, member_id: UUID) -> None:
    await unit.execute(
        "DELETE FROM follower WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND member_id = $2",
        *(ticket.id, member_id),
    )


async def followers_of(ticket: Ticket) -> list[Follower]:
    return [Follower(*row) for row in await unit.fetch(FOLLOWERS, ticket.id)]


async def mention(body: str, *, message_id: UUID, ticket_id: UUID, by: Actor) -> tuple[UUID, ...]:
    """Finds who is called in a note and lets them follow; calling oneself is nothing."""
    if "@" not in body:
        return ()
    people = [Follower(*row) for row in await unit.fetch(PEOPLE)]
    called = [person.id for person in called_in(body, people) if person.id != by.id]
    if called:
        await unit.executemany(MENTION, [(message_id, member_id, ticket_id, now()) for member_id in called])
        await unit.execute(FOLLOW, ticket_id, called, now())
    return tuple(called)


def called_in(body: str, people: list[Follower]) -> list[Follower]:
    """Those whose name stands after an @: whole, without blanks, the first name if it is the only one, or the mailbox."""
    firsts = Counter(person.name.split()[0].lower() for person in people if person.name.strip())
    names = {key: person for person in people for key in _keys(person, firsts)}
    if not names:
        return []
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    found = re.findall(rf"(?<![\w@])@({pattern})(?!\w)", body.lower())
    return list({names[name].id: names[name] for name in found}.values())


async def mentions_of(member_id: UUID, *, seen_too: bool = False, most: int = 50) -> list[Mention]:
    return [Mention(*row) for row in await unit.fetch(MENTIONS, member_id, seen_too, most)]


async def see_mentions(member_id: UUID, *, ticket: Ticket | None = None) -> None:
    """They have been read: all, or those on one ticket."""
    await unit.execute(
        """UPDATE mention SET seen_at = $2 WHERE tenant_id = app.tenant_id() AND member_id = $1 AND seen_at IS NULL
              AND ($3::uuid IS NULL OR ticket_id = $3)""",
        *(member_id, now(), ticket.id if ticket else None),
    )


def _keys(person: Follower, firsts: Counter[str]) -> set[str]:
    name = " ".join(person.name.lower().split())
    first = name.partition(" ")[0]
    keys = {name, name.replace(" ", ""), person.email.partition("@")[0].lower()}
    return {key for key in (keys | {first} if firsts[first] == 1 else keys) if key}


async def _follows(ticket: Ticket, member_id: UUID) -> bool:
    return any(follower.id == member_id for follower in await followers_of(ticket))
