"""Moving in: a tenant comes into being with its owner, its slug and its brand, and settles in a moment later.

`create_tenant` runs inside a platform unit. What the other slices begin with (samples, first calendar) they make when
`TenantMovedIn` is announced inside the new tenant's own unit; `settle_in` sees to it that this happens exactly once.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM, acting_as
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import address_key
from polydesk.kernel.outbox import enqueue
from tenants import directory, slugs
from tenants.events import TenantMovedIn
from tenants.proposals import Proposal

TRIAL = timedelta(days=14)
# Whoever creates a tenant settles it in at once; the job is for a process that died in between.
SETTLES_AFTER = timedelta(seconds=20)


@dataclass(frozen=True)
class NewTenant:
    id: UUID
    slug: str
    owner_id: UUID


async def create_tenant(identity_id: UUID, *, email: str, proposal: Proposal) -> NewTenant:
    """A tenant in its trial, with this identity as its owner; the slug is as near to the proposal as it is free."""
    tenant_id, owner_id = new_id(), new_id()
    slug = await _take_slug(tenant_id, proposal)
    await unit.execute("INSERT INTO brand (tenant_id, colour) VALUES ($1, $2)", tenant_id, proposal.colour)
    await unit.execute(
        """INSERT INTO member (tenant_id, id, identity_id, email, email_key, name, role, language, zone, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, 'owner', $7, $8, $9)""",
        *(tenant_id, owner_id, identity_id, email, address_key(email), proposal.person or email),
        *(proposal.language, proposal.zone, now()),
    )
    await enqueue("tenants.settle_in", tenant=tenant_id, after=SETTLES_AFTER)
    unit.after_commit(directory.forget)
    return NewTenant(tenant_id, slug, owner_id)


async def settle_in() -> None:
    """Announces, inside the tenant's unit, that it has moved in; only the first call does."""
    row = await unit.fetchrow(
        """UPDATE tenant SET settled_at = $1 WHERE settled_at IS NULL
           RETURNING id, name, slug, default_language, zone, country""",
        now(),
    )
    if row is None:
        return
    owner_id = await unit.fetchval("SELECT id FROM member WHERE role = 'owner' ORDER BY created_at LIMIT 1")
    with acting_as(SYSTEM):
        await record("tenant.moved_in", subject=("tenant", row["id"]))
        await announce(
            TenantMovedIn(
                tenant_id=row["id"],
                owner_id=owner_id,
                name=row["name"],
                slug=row["slug"],
                default_language=row["default_language"],
                zone=row["zone"],
                country=row["country"],
            )
        )


async def _take_slug(tenant_id: UUID, proposal: Proposal) -> str:
    """Tries one candidate after the other; of two newcomers who want the same at once, the database lets one have it."""
    for slug in slugs.candidates(proposal.slug):
        if await slugs.state_of(slug) == "free" and await _insert(tenant_id, slug, proposal):
            return slug
    raise RuntimeError("no slug is left; a random end should have been free")


async def _insert(tenant_id: UUID, slug: str, proposal: Proposal) -> bool:
    taken = await unit.fetchval(
        """INSERT INTO tenant (id, slug, name, default_language, languages, zone, country, created_at, trial_ends_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (slug) DO NOTHING RETURNING id""",
        *(tenant_id, slug, proposal.name or slug, proposal.language, _languages(proposal), proposal.zone),
        *(proposal.country, now(), now() + TRIAL),
    )
    return taken is not None


def _languages(proposal: Proposal) -> list[str]:
    """The newcomer's own comes first."""
    return list(dict.fromkeys((proposal.language, *proposal.languages)))
