"""Which policy a ticket falls under, why, and by whose hours its promises run (b6).

The policy of a running contract comes before the ordered list; in the list the first whose conditions all hold wins.
Hours are the target's own, else the policy's, else the contract's, else the company's usual ones: never a team's or
an agent's, since handing a ticket on must not move what the customer was promised.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from polydesk.kernel import unit
from polydesk.sla.contract import Contract
from polydesk.sla.contract_queries import contract
from polydesk.sla.facts import Facts, holds
from polydesk.sla.policy import Condition, Target, Version
from polydesk.sla.policy_queries import VERSION, version_of_row


@dataclass(frozen=True)
class Tested:
    """`failing` is the first condition that does not hold; `by_contract` was not asked for conditions."""

    version: Version
    holds: bool
    failing: Condition | None = None
    by_contract: bool = False


@dataclass(frozen=True)
class Match:
    version: Version | None
    tested: tuple[Tested, ...]


@dataclass(frozen=True)
class Matched:
    """A match with what it means for the clock."""

    version: Version | None
    tested: tuple[Tested, ...]
    contract: Contract | None
    default_schedule_id: UUID | None
    facts: Facts

    def schedule_id_for(self, target: Target) -> UUID | None:
        """None for the calendar clock, and where the company has no hours at all."""
        if target.clock == "calendar":
            return None
        policy = self.version.draft.schedule_id if self.version else None
        agreed = self.contract.schedule_id if self.contract else None
        return target.schedule_id or policy or agreed or self.default_schedule_id


def match(policies: Sequence[Version], facts: Facts, *, agreed: Version | None = None) -> Match:
    """`policies` are the enabled ones in their order; `agreed` is what a running contract brings."""
    if agreed is not None:
        return Match(agreed, (Tested(agreed, True, by_contract=True),))
    tested: list[Tested] = []
    for version in policies:
        failing = next((one for one in version.draft.conditions if not holds(one, facts)), None)
        tested.append(Tested(version, failing is None, failing))
        if failing is None:
            return Match(version, tuple(tested))
    return Match(None, tuple(tested))


@dataclass(frozen=True)
class Ground:
    """The enabled policies in order, those that contracts alone bring, and the usual hours: read once, used for many."""

    listed: tuple[Version, ...]
    by_id: dict[UUID, Version]
    default_schedule_id: UUID | None

    def match(self, facts: Facts, contract: Contract | None) -> Matched:
        agreed = self.by_id.get(contract.policy_id) if contract and contract.policy_id else None
        found = match(self.listed, facts, agreed=agreed)
        return Matched(found.version, found.tested, contract, self.default_schedule_id, facts)


async def ground() -> Ground:
    """As everything stands now."""
    rows = await unit.fetch(_ENABLED)
    listed = tuple(version_of_row(row) for row in rows if not row["contract_only"])
    return Ground(
        listed=listed,
        by_id={row["policy_id"]: version_of_row(row) for row in rows},
        default_schedule_id=await unit.fetchval(_DEFAULT_SCHEDULE),
    )


async def match_ticket(facts: Facts, at: int) -> Matched:
    """`facts` already name the contract that runs at `at`."""
    held = await contract(facts.contract_id) if facts.contract_id else None
    return (await ground()).match(facts, held)


_ENABLED = VERSION + " AND p.enabled AND p.archived_at IS NULL ORDER BY p.position, p.id"
_DEFAULT_SCHEDULE = "SELECT default_schedule_id FROM schedule_setting WHERE tenant_id = app.tenant_id()"
