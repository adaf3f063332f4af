"""The desks of an identity, and the way over to one of them: a token for one use within a minute (SG-09)."""

from dataclasses import dataclass
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.settings import settings
from polydesk.kernel.web import moment
from tenants import identity_tokens


@dataclass(frozen=True)
class Desk:
    """A membership as the switcher shows it."""

    tenant_id: UUID
    slug: str
    name: str
    role: str
    colour: str
    is_open: bool

    @property
    def host(self) -> str:
        return f"{self.slug}.{settings().base_host}"


async def desks_of(identity_id: UUID) -> list[Desk]:
    """Inside a platform unit; the one used last comes first."""
    return [Desk(**row) for row in await unit.fetch(_DESKS, identity_id)]


async def door_to(tenant_id: UUID, *, identity_id: UUID, then: str = "/desk") -> str | None:
    """An address on the tenant's own host that lets this identity in once; None when it does not belong there."""
    slug = await unit.fetchval(_SLUG, tenant_id, identity_id)
    if slug is None:
        return None
    token = await identity_tokens.issue("handover", identity_id, tenant_id=tenant_id, then=then, origin=_origin())
    return f"{settings().scheme}://{slug}.{settings().base_host}/enter/{token}"


async def door_to_platform(identity_id: UUID, *, then: str = "/desks") -> str:
    """The way back: from a tenant's host to the platform's own, for switching without another sign-in."""
    token = await identity_tokens.issue("handover", identity_id, then=then, origin=_origin())
    return f"{settings().base_url.rstrip('/')}/enter/{token}"


def _origin() -> str:
    """The host of this request: only a browser that it sends on walks over without being asked."""
    return f"{settings().scheme}://{moment().host}".lower()


_DESKS = """
SELECT t.id AS tenant_id, t.slug, t.name, m.role, coalesce(b.colour, '#206bc4') AS colour,
       t.status NOT IN ('suspended', 'closed', 'erased') AS is_open
  FROM member m JOIN tenant t ON t.id = m.tenant_id LEFT JOIN brand b ON b.tenant_id = t.id
 WHERE m.identity_id = $1 AND m.state = 'active' AND t.status <> 'erased'
 ORDER BY m.seen_at DESC NULLS LAST, t.name
"""

_SLUG = """
SELECT t.slug FROM member m JOIN tenant t ON t.id = m.tenant_id
 WHERE m.tenant_id = $1 AND m.identity_id = $2 AND m.state = 'active' AND t.status NOT IN ('closed', 'erased')
"""
