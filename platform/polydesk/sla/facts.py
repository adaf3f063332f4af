"""What policies ask of a ticket: for whom it is, how it came, how urgent it is. Facts are a value, so that a replay of
the past asks the same questions as the present."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from polydesk.sla.contract import Contract
from polydesk.sla.contract_queries import contract_of
from polydesk.sla.policy import Condition, Field
from polydesk.tickets.queries import by_id
from polydesk.tickets.ticket import Ticket


class Asked(Protocol):
    """A ticket of the present or the past, as far as policies ask about it."""

    @property
    def organisation_id(self) -> UUID | None: ...
    @property
    def channel(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def priority(self) -> str: ...
    @property
    def tags(self) -> Sequence[str]: ...
    @property
    def category_id(self) -> UUID | None: ...
    @property
    def message_language(self) -> str | None: ...


@dataclass(frozen=True)
class Facts:
    """`plan` and `contract_id` are of the contract that runs for the organisation at that instant. `language` is the
    one the customer is spoken to in, `message_language` the one they were found to write in, empty while unknown."""

    organisation_id: UUID | None = None
    plan: str = ""
    contract_id: UUID | None = None
    channel: str = "portal"
    language: str = "en"
    priority: str = "normal"
    tags: tuple[str, ...] = ()
    category_id: UUID | None = None
    message_language: str = ""

    def answers(self, field: Field) -> tuple[str, ...]:
        """What the ticket says of itself; nothing at all holds for no condition."""
        return tuple(said for said in self._said(field) if said)

    def _said(self, field: Field) -> tuple[str, ...]:
        match field:
            case "organisation":
                return (str(self.organisation_id or ""),)
            case "plan":
                return (self.plan.casefold(),)
            case "channel":
                return (self.channel,)
            case "language":
                return _widened(self.language)
            case "priority":
                return (self.priority,)
            case "tag":
                return tuple(tag.casefold() for tag in self.tags)
            case "category":
                return (str(self.category_id or ""),)
            case "message_language":
                return _widened(self.message_language)


def _widened(language: str) -> tuple[str, str]:
    return language.casefold(), language.casefold().partition("-")[0]


def holds(condition: Condition, facts: Facts) -> bool:
    """One of the values is what the ticket says; "pt" holds for a ticket in "pt-BR", case does not matter."""
    wanted = {value.casefold() for value in condition.values}
    return not wanted.isdisjoint(facts.answers(condition.field))


async def facts_of(ticket: Ticket, at: int) -> Facts:
    """As the row says now, with the contract that runs at this instant. Raises NotFound."""
    held = await by_id(ticket.id)
    return facts_with(held, await _contract(held.organisation_id, at))


def facts_with(ticket: Asked, contract: Contract | None) -> Facts:
    """What the ticket says of itself, with the contract that runs for it."""
    return Facts(
        organisation_id=ticket.organisation_id,
        plan=contract.plan if contract else "",
        contract_id=contract.id if contract else None,
        channel=ticket.channel,
        language=ticket.language,
        priority=ticket.priority,
        tags=tuple(ticket.tags),
        category_id=ticket.category_id,
        message_language=ticket.message_language or "",
    )


async def facts_for(
    *,
    channel: str,
    language: str,
    organisation_id: UUID | None,
    priority: str,
    at: int,
    tags: tuple[str, ...] = (),
    category_id: UUID | None = None,
    message_language: str = "",
) -> Facts:
    """Of a ticket that does not exist yet: what somebody is about to send, or what an admin tries."""
    contract = await _contract(organisation_id, at)
    return Facts(
        organisation_id=organisation_id,
        plan=contract.plan if contract else "",
        contract_id=contract.id if contract else None,
        channel=channel,
        language=language,
        priority=priority,
        tags=tags,
        category_id=category_id,
        message_language=message_language,
    )


async def _contract(organisation_id: UUID | None, at: int) -> Contract | None:
    return await contract_of(organisation_id, at) if organisation_id else None
