"""All tenants in figures: status, plan, people, tickets, storage, last activity. The role platform reads no more than that."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.kernel import storage, unit
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.settings import settings

PAGE = 50
STATUSES = ("trial", "active", "past_due", "read_only", "suspended", "closed")


@dataclass(frozen=True)
class Tenant:
    id: UUID
    slug: str
    name: str
    status: str
    status_reason: str | None
    plan: str
    created_at: datetime
    trial_until: datetime | None
    is_demo: bool
    members: int
    tickets: int
    bytes: int
    quota: int | None
    granted: int | None
    seen_at: datetime | None

    @property
    def url(self) -> str:
        return f"{settings().scheme}://{self.slug}.{settings().base_host}"

    @property
    def room(self) -> storage.Room:
        return storage.Room.of(self.bytes, self.quota, self.granted)

    @property
    def quota_mb(self) -> int | None:
        return None if self.quota is None else self.quota // storage.MEGABYTE

    @property
    def is_suspended(self) -> bool:
        return self.status == "suspended"

    @property
    def may_be_suspended(self) -> bool:
        return self.status not in ("suspended", "closed", "erased")


@dataclass(frozen=True)
class Found:
    tenants: tuple[Tenant, ...]
    older: UUID | None


async def tenants(*, q: str = "", status: str = "", before: UUID | None = None) -> Found:
    """The newest first; `q` is a part of the name, the slug, or an owner's address."""
    rows = await unit.fetch(_LIST, _like(q), status if status in STATUSES else "", before, PAGE + 1)
    found = tuple(Tenant(**row) for row in rows[:PAGE])
    return Found(found, older=found[-1].id if len(rows) > PAGE else None)


async def tenant(tenant_id: UUID) -> Tenant:
    """Raises NotFound."""
    row = await unit.fetchrow(_ONE, tenant_id)
    if row is None:
        raise NotFound()
    return Tenant(**row)


@dataclass(frozen=True)
class Owner:
    name: str
    email: str
    seen_at: datetime | None


async def owners(tenant_id: UUID) -> list[Owner]:
    rows = await unit.fetch(
        """SELECT name, email, seen_at FROM member
            WHERE tenant_id = $1 AND role = 'owner' AND state = 'active' ORDER BY created_at""",
        tenant_id,
    )
    return [Owner(**row) for row in rows]


async def counts() -> dict[str, int]:
    """How many tenants there are in each status."""
    rows = await unit.fetch("SELECT status, count(*) AS count FROM tenant WHERE status <> 'erased' GROUP BY status")
    found = {row["status"]: int(row["count"]) for row in rows}
    return {status: found.get(status, 0) for status in STATUSES}


async def mails(tenant_id: UUID) -> dict[str, int]:
    """The mails of a tenant by state."""
    rows = await unit.fetch("SELECT state, count(*) AS count FROM mail WHERE tenant_id = $1 GROUP BY state", tenant_id)
    return {row["state"]: int(row["count"]) for row in rows}


def _like(q: str) -> str:
    plain = q.strip()[:100].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%" if plain else ""


_FIGURES = """
SELECT t.id, t.slug, t.name, t.status, t.status_reason, t.plan, t.created_at, t.is_demo,
       coalesce(t.status_until, t.trial_ends_at) AS trial_until,
       (SELECT count(*) FROM member m WHERE m.tenant_id = t.id AND m.state = 'active') AS members,
       (SELECT count(*) FROM ticket k WHERE k.tenant_id = t.id) AS tickets,
       coalesce((SELECT u.bytes FROM storage_use u WHERE u.tenant_id = t.id), 0) AS bytes,
       (SELECT u.quota FROM storage_use u WHERE u.tenant_id = t.id) AS quota,
       (SELECT u.granted FROM storage_use u WHERE u.tenant_id = t.id) AS granted,
       (SELECT max(m.seen_at) FROM member m WHERE m.tenant_id = t.id) AS seen_at
"""

_LATEST = """
  FROM (SELECT * FROM tenant t
         WHERE t.status <> 'erased' AND ($2 = '' OR t.status = $2)
           AND ($1 = '' OR t.name ILIKE $1 OR t.slug ILIKE $1
                OR EXISTS (SELECT FROM member m WHERE m.tenant_id = t.id AND m.role = 'owner' AND m.email_key ILIKE $1))
           AND ($3::uuid IS NULL OR (t.created_at, t.id) < (SELECT b.created_at, b.id FROM tenant b WHERE b.id = $3))
         ORDER BY t.created_at DESC, t.id DESC LIMIT $4) t
 ORDER BY t.created_at DESC, t.id DESC
"""

_LIST = _FIGURES + _LATEST
_ONE = _FIGURES + " FROM tenant t WHERE t.id = $1 AND t.status <> 'erased'"
