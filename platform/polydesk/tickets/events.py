"""What happens to tickets, told to the floors above in the same transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.kernel.actor import Actor


@dataclass(frozen=True, kw_only=True)
class TicketEvent:
    """Something that happened to one ticket, and who did it."""

    ticket_id: UUID
    by: Actor


@dataclass(frozen=True, kw_only=True)
class TicketSubmitted(TicketEvent):
    """A ticket came in. Spam came in too, but nobody shall be told. `outbound`: an agent wrote to the customer first.

    `automatic`: a machine wrote it, which gets no answer from ours. `asked_along`: what floors above asked in the
    statement that made it.
    """

    number: int
    person_id: UUID | None
    message_id: UUID | None
    at: datetime
    is_spam: bool = False
    outbound: bool = False
    automatic: bool = False
    asked_along: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class CustomerWrote(TicketEvent):
    """`automatic`: an out-of-office notice and the like, which nobody has to answer."""

    message_id: UUID
    at: datetime
    reopened: bool = False
    automatic: bool = False


@dataclass(frozen=True, kw_only=True)
class AgentReplied(TicketEvent):
    message_id: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class NoteAdded(TicketEvent):
    message_id: UUID
    mentioned: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(TicketEvent):
    """`is_told_apart`: whoever is given it hears of it otherwise, together with others."""

    assignee_id: UUID | None
    previous_id: UUID | None
    is_told_apart: bool = False


@dataclass(frozen=True, kw_only=True)
class TicketResolved(TicketEvent):
    """`cycle` counts resolutions: what was reopened and resolved again is a new one. `leads_back`: the reopening was a
    mistake that is undone, so it is the one that the customer has heard of."""

    cycle: int
    leads_back: bool = False


@dataclass(frozen=True, kw_only=True)
class TicketReopened(TicketEvent):
    cycle: int


@dataclass(frozen=True, kw_only=True)
class TicketClosed(TicketEvent):
    cycle: int


@dataclass(frozen=True, kw_only=True)
class TicketMarkedSpam(TicketEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class TicketRestored(TicketEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class TicketMerged(TicketEvent):
    """It went on in another ticket; `oldest_unanswered_at` is the customer's message in it that nobody had answered."""

    into_id: UUID
    oldest_unanswered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class TicketUnmerged(TicketEvent):
    """The merge was wrong: it stands by itself again, out of the ticket `into_id`."""

    into_id: UUID


@dataclass(frozen=True, kw_only=True)
class TicketChanged(TicketEvent):
    """Any other field: from what to what. Impact and urgency are one field, `impact`, since they change together."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, kw_only=True)
class SeveralAssigned:
    """One change of several tickets gave so many to somebody, who hears of them together."""

    batch_id: UUID
    by: Actor
    assignee_id: UUID
    count: int
