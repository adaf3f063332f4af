"""What happens to tickets, told to the floors above in the same transaction."""

from dataclasses import dataclass
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
    """A ticket came in. Spam came in too, but nobody shall be told."""

    number: int
    person_id: UUID | None
    message_id: UUID | None
    is_spam: bool = False


@dataclass(frozen=True, kw_only=True)
class CustomerWrote(TicketEvent):
    message_id: UUID
    reopened: bool = False


@dataclass(frozen=True, kw_only=True)
class AgentReplied(TicketEvent):
    message_id: UUID


@dataclass(frozen=True, kw_only=True)
class NoteAdded(TicketEvent):
    message_id: UUID
    mentioned: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(TicketEvent):
    assignee_id: UUID | None
    previous_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class TicketResolved(TicketEvent):
    """`cycle` counts resolutions: what was reopened and resolved again is a new one."""

    cycle: int


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
class TicketChanged(TicketEvent):
    """Any other field: from what to what."""

    field: str
    old: Any
    new: Any
