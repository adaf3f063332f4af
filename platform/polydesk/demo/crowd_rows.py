"""Rows of the crowd, invented: a number always makes the same ticket, with the same words and the same fate."""

import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from polydesk.tickets import text

TICKET = (
    *("id", "number", "subject", "status", "priority", "channel", "language", "person_id", "assignee_id"),
    *("created_at", "updated_at", "waiting_since", "first_response_at", "resolved_at", "resolved_by", "closed_at"),
    *("cycle", "spam_at", "message_count", "version"),
)
MESSAGE = ("id", "ticket_id", "kind", "author_kind", "author_id", "author_name", "channel", "body", "html", "at")
SEARCH = ("ticket_id", "number", "subject", "who", "bodies")
EVENT = ("id", "ticket_id", "at", "kind", "actor_kind", "actor_id", "actor_name", "data")

Batch: TypeAlias = dict[str, list[tuple[Any, ...]]]

SPAN = timedelta(days=730)
STILL_OPEN = timedelta(days=45)
FATES = ("new", "open", "waiting_customer", "waiting_third_party", "resolved", "closed")
# Of the newest tickets many are open still; of the old ones nearly all are closed.
YOUNG = (18, 26, 24, 8, 16, 8)
OLD = (1, 4, 6, 2, 3, 84)
PRIORITIES, PRIORITY_WEIGHTS = ("normal", "low", "high", "urgent"), (76, 10, 11, 3)
CHANNELS, CHANNEL_WEIGHTS = ("portal", "mail", "phone"), (70, 22, 8)

THINGS = (
    *("kettle", "invoice", "parcel", "password", "coffee machine", "lamp", "guarantee", "refund", "address", "voucher"),
    *("spare part", "delivery date", "receipt", "bicycle", "headphones", "subscription", "charger", "keyboard"),
)
TROUBLES = (
    *("does not work any more", "is missing", "arrived broken", "cannot be changed", "is the wrong colour"),
    *("has not arrived", "was charged twice", "makes a strange noise", "stopped after a week", "needs to be replaced"),
)
QUESTIONS = (
    "Hello, my {thing} {trouble}. I have tried to switch everything off and on again, without success.",
    "Good morning, since yesterday the {thing} {trouble}. Could you please tell me what to do next?",
    "Dear team, the {thing} of my order {trouble}. I need it before the end of the month, so please hurry.",
    "Hi, I am sorry to bother you again, but my {thing} {trouble}. A photo is attached to my first message.",
)
ANSWERS = (
    "Hello, thank you for your message. Please check the label on the back and tell us the number beside it.",
    "I am sorry for the trouble. A replacement is on its way, and you need not send the old one back.",
    "We have looked into it: everything is booked now, and you will see it on your account tomorrow.",
    "Could you send us a photo of it? Then our workshop can say at once what it needs.",
)
THANKS = ("Thank you, that helped.", "It works again, thanks a lot!", "The number is on its way to you by mail.")


@dataclass(frozen=True)
class Cast:
    """Who there is: members as (id, name), people as (id, name, address)."""

    members: list[tuple[UUID, str]]
    people: list[tuple[UUID, str, str]]


class _Times(NamedTuple):
    """When what happened to one ticket; None for what did not."""

    created: datetime
    answered: datetime | None
    thanked: datetime | None
    resolved: datetime | None
    closed: datetime | None

    @property
    def last(self) -> datetime:
        return max(at for at in self if at is not None)


def invent(first: int, count: int, *, of: int, done: int, cast: Cast, until: datetime) -> Batch:
    """The tickets `first` and following as rows; `done` of all `of` are older than these."""
    dice = random.Random(first)
    batch: Batch = {"ticket": [], "message": [], "ticket_event": [], "ticket_search": []}
    for place in range(count):
        created = until - SPAN * (1 - (done + place) / of) - timedelta(minutes=3)
        _invent(first + place, created, until, cast, dice, batch)
    return batch


def _invent(number: int, created: datetime, until: datetime, cast: Cast, dice: random.Random, batch: Batch) -> None:
    weights = YOUNG if until - created < STILL_OPEN else OLD
    status = dice.choices(FATES, weights)[0]
    times = _times(status, created, until, dice)
    ticket_id = _id(created, dice)
    person_id, person, address = dice.choice(cast.people)
    member_id, member = dice.choice(cast.members)
    thing, trouble = dice.choice(THINGS), dice.choice(TROUBLES)
    subject = f"My {thing} {trouble}, order {number:07}"
    channel = dice.choices(CHANNELS, CHANNEL_WEIGHTS)[0]
    said = [("customer", person_id, person, times.created, dice.choice(QUESTIONS).format(thing=thing, trouble=trouble))]
    if times.answered:
        said.append(("reply", member_id, member, times.answered, dice.choice(ANSWERS)))
    if times.thanked:
        said.append(("customer", person_id, person, times.thanked, dice.choice(THANKS)))
    waits_since = (times.thanked or (None if times.answered else created)) if status in FATES[:4] else None
    batch["ticket"].append(
        (
            *(ticket_id, number, subject, status),
            *(dice.choices(PRIORITIES, PRIORITY_WEIGHTS)[0], channel, "en", person_id),
            *(member_id if times.answered else None, created, times.last, waits_since, times.answered),
            *(times.resolved, "agent" if times.resolved else None, times.closed),
            *(1, created if status == "closed" and dice.random() < 0.01 else None, len(said), 1),
        )
    )
    for kind, author_id, author, at, body in said:
        author_kind = "member" if kind == "reply" else "requester"
        batch["message"].append(
            (_id(at, dice), ticket_id, kind, author_kind, author_id, author, channel, body, _html(body), at)
        )
    bodies = " ".join(body for *_who, body in said)
    batch["ticket_search"].append((ticket_id, number, subject, f"{person} {address}", bodies))
    batch["ticket_event"] += _events(ticket_id, status, times, (person_id, person), (member_id, member), channel, dice)


def _times(status: str, created: datetime, until: datetime, dice: random.Random) -> _Times:
    """Within what is left until now, so that nothing lies in the future."""
    left = until - created

    def later(since: datetime, most: timedelta) -> datetime:
        return since + min(most, left / 6) * dice.random()

    answered = (
        None if status == "new" or (status == "open" and dice.random() < 0.5) else later(created, timedelta(hours=8))
    )
    thanked = (
        later(answered, timedelta(days=1)) if answered and status not in FATES[2:4] and dice.random() < 0.6 else None
    )
    resolved = later(thanked or answered or created, timedelta(days=2)) if status in FATES[4:] else None
    closed = later(resolved, timedelta(days=7)) if resolved and status == "closed" else None
    return _Times(created, answered, thanked, resolved, closed)


def _events(
    ticket_id: UUID,
    status: str,
    times: _Times,
    person: tuple[UUID, str],
    member: tuple[UUID, str],
    channel: str,
    dice: random.Random,
) -> list[tuple[Any, ...]]:
    told = [(times.created, "submitted", "requester", *person, json.dumps({"channel": channel, "spam": False}))]
    if times.answered:
        told.append((times.answered, "changed", "member", *member, _status("new", FATES[2])))
    if times.resolved:
        told.append((times.resolved, "changed", "member", *member, _status(FATES[2], "resolved")))
    if times.closed:
        told.append((times.closed, "changed", "system", None, "", _status("resolved", "closed")))  # type: ignore[arg-type]
    return [(_id(at, dice), ticket_id, at, kind, actor, who, name, data) for at, kind, actor, who, name, data in told]


@cache
def _status(old: str, new: str) -> str:
    return json.dumps({"field": "status", "old": old, "new": new, "old_name": None, "new_name": None})


def _id(at: datetime, dice: random.Random) -> UUID:
    """A UUIDv7 of that instant, so that old rows lie among the old."""
    return UUID(
        int=int(at.timestamp() * 1000) << 80
        | 0x7 << 76
        | dice.getrandbits(12) << 64
        | 0b10 << 62
        | dice.getrandbits(62)
    )


@cache
def _html(body: str) -> str:
    return text.html_of_plain(body)
