"""Renaming: a tenant takes another slug, and its former host leads there from then on (SG-04)."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import Conflict
from tenants import directory, slugs


class NotFree(Conflict):
    """The slug cannot be had; `state` says why."""

    def __init__(self, state: slugs.State) -> None:
        super().__init__(slugs.SAYS[state])
        self.state = state


async def rename(tenant_id: UUID, *, to: str) -> str:
    """Gives the tenant the slug `to`, inside a platform unit; answers the former one. Raises NotFree."""
    # Of two renames to one slug the second waits here and then sees that it is taken.
    await unit.execute("SELECT pg_advisory_xact_lock(hashtextextended('slug:' || $1, 0))", to)
    state = await slugs.state_of(to, mine=tenant_id)
    if state not in ("free", "yours"):
        raise NotFree(state)
    former = str(await unit.fetchval("SELECT slug FROM tenant WHERE id = $1 FOR UPDATE", tenant_id))
    if former == to:
        return former
    await unit.execute("UPDATE tenant SET slug = $2, version = version + 1 WHERE id = $1", tenant_id, to)
    await unit.execute(
        """INSERT INTO tenant_host (host, tenant_id, kind, created_at) VALUES ($1, $2, 'former', $3)
           ON CONFLICT (host) DO UPDATE SET tenant_id = $2, kind = 'former', created_at = $3, released_at = NULL""",
        *(former, tenant_id, now()),
    )
    await unit.execute("DELETE FROM tenant_host WHERE host = $1 AND tenant_id = $2 AND kind = 'former'", to, tenant_id)
    unit.after_commit(directory.forget)
    return former


async def release(host: str) -> None:
    """Gives a former host up; for 30 days nobody else can have it."""
    await unit.execute("UPDATE tenant_host SET released_at = $2 WHERE host = $1 AND kind = 'former'", host, now())
    unit.after_commit(directory.forget)
