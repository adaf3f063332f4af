"""What service levels tell the floors above, in the transaction in which it happens."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class PolicyPublished:
    """A version is in force for timers that start from now on; `also_open` asks for the open ones to move to it too."""

    policy_id: UUID
    version_id: UUID
    also_open: bool


@dataclass(frozen=True)
class PolicyWithdrawn:
    """Switched off or archived: its open timers are cancelled, what was broken stays."""

    policy_id: UUID


@dataclass(frozen=True)
class PoliciesReordered:
    """Tickets keep the policy they have until something that policies ask about changes."""


@dataclass(frozen=True)
class ContractChanged:
    """Begun, changed, ended or archived by somebody: the organisation's open tickets may fall under another policy."""

    contract_id: UUID
    organisation_id: UUID


@dataclass(frozen=True)
class ContractEnding:
    """Its reminder is due: somebody should talk with the organisation before the last day."""

    contract_id: UUID
    organisation_id: UUID
    ends_on: date
