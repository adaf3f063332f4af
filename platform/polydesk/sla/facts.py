"""What policies ask of a ticket: for whom it is, how it came, how urgent it is. Facts are a value, so that a replay of
the past asks the same questions as the present."""

from dataclasses import dataclass
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound
from polydesk.sla.contract_queries import contract_of
from polydesk.sla.policy import Condition, Field
from polydesk.tickets.ticket import Ticket


@dataclass(frozen=True)
class Facts:
    """`plan` and `contract_id` are of the contract that runs for the organisation at that instant."""

    organisation_id: UUID | None = None
    plan: str = ""
    contract_id: UUID | None = None
    channel: str = "portal"
    language: str = "en"
    priority: str = "normal"
    tags: tuple[str, ...] = ()

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
                return (self.language.casefold(), self.language.casefold().partition("-")[0])
            case "priority":
                return (self.priority,)
            case "tag":
                return tuple(tag.casefold() for tag in self.tags)


def holds(condition: Condition, facts: Facts) -> bool:
    """One of the values is what the ticket says; "pt" holds for a ticket in "pt-BR", case does not matter."""
    wanted = {value.casefold() for value in condition.values}
    return not wanted.isdisjoint(facts.answers(condition.field))


async def facts_of(ticket: Ticket, at: int) -> Facts:
    """As the row says now, with the contract that runs at this instant. Raises NotFound."""
    row = await unit.fetchrow(_TICKET, ticket.id)
    if row is None:
        raise NotFound
    return await facts_for(
        channel=row["channel"],
        language=row["language"],
        organisation_id=row["organisation_id"],
        priority=row["priority"],
        tags=tuple(row["tags"]),
        at=at,
    )


async def facts_for(
    *,
    channel: str,
    language: str,
    organisation_id: UUID | None,
    priority: str,
    at: int,
    tags: tuple[str, ...] = (),
) -> Facts:
    """Of a ticket that does not exist yet: what somebody is about to send, or what an admin tries."""
    contract = await contract_of(organisation_id, at) if organisation_id else None
    return Facts(
        organisation_id=organisation_id,
        plan=contract.plan if contract else "",
        contract_id=contract.id if contract else None,
        channel=channel,
        language=language,
        priority=priority,
        tags=tags,
    )


_TICKET = """
SELECT organisation_id, channel, language, priority, tags FROM ticket WHERE tenant_id = app.tenant_id() AND id = $1
"""
