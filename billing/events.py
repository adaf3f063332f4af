"""What billing tells the other floors, in the platform's unit in which it was found."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class BillingStatusChanged:
    """A company stands elsewhere than before: trial, active, past_due, read_only or closed."""

    tenant_id: UUID
    before: str
    after: str


@dataclass(frozen=True)
class PlanChanged:
    tenant_id: UUID
    before: str
    after: str
