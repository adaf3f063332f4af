"""What leaving tells the slices above."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class TenantErased:
    """Nothing of it is left here but what `kept.py` names. Announced once, in a platform unit."""

    tenant_id: UUID


@dataclass(frozen=True)
class ErasureOrdered:
    """An owner wants everything gone before its time. Announced in the tenant's unit."""

    tenant_id: UUID


@dataclass(frozen=True)
class ErasureWithdrawn:
    """The owner has thought better of it. Announced in the tenant's unit."""

    tenant_id: UUID
