"""What the house tells the floors above."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class TenantMovedIn:
    """Announced once, inside the new tenant's own unit, a moment after sign-up: make what a desk begins with."""

    tenant_id: UUID
    owner_id: UUID
    name: str
    slug: str
    default_language: str
    zone: str
    country: str | None


@dataclass(frozen=True)
class MemberJoined:
    """Somebody accepted an invitation; announced inside the tenant's unit."""

    member_id: UUID
    role: str
    team_id: UUID | None


@dataclass(frozen=True)
class InvitationWaits:
    """Somebody was invited to a full seat and none is free; announced inside the tenant's unit."""

    invitation_id: UUID
    email: str
    invited_by: UUID
    inviter: str


@dataclass(frozen=True)
class TenantConfirmed:
    """An owner has confirmed their address, so mail to others may leave now; announced inside the tenant's unit."""

    tenant_id: UUID


@dataclass(frozen=True)
class CompanyRenamed:
    """What it is called has changed; announced inside the tenant's unit."""

    before: str
    after: str


@dataclass(frozen=True)
class LanguagesChanged:
    """The company speaks these now, its own first."""

    languages: tuple[str, ...]


@dataclass(frozen=True)
class MemberLeft:
    """Somebody is a member no more; announced inside the tenant's unit. What waited for them needs another home."""

    member_id: UUID


@dataclass(frozen=True)
class SeatLeft:
    """Somebody has given up a full seat, by leaving or by another role; announced inside the tenant's unit."""


@dataclass(frozen=True)
class SamplesUnwanted:
    """Somebody has had enough of the samples: whoever made some takes them away (see tenants/samples.py)."""
