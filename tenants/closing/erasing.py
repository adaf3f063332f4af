"""Erasing: what is ordered and due goes for good, in small steps that can be broken off anywhere and run again.

From the first step on the tenant is `erased`: its host knows nobody any more, and only then does the database let its rows
go. What is left afterwards is named in `kept.py`.
"""

from datetime import timedelta
from uuid import UUID

from polydesk.kernel import storage, unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.live import tell
from polydesk.kernel.outbox import Lease, enqueue
from tenants import directory, slugs
from tenants.closing import catalogue
from tenants.closing.events import TenantErased
from tenants.closing.kept import is_kept, kept

BATCH = 1_000
LATE = timedelta(hours=1)


async def erase(tenant_id: UUID, lease: Lease) -> bool:
    """All of it; False when nothing is due (any more)."""
    if not await begin(tenant_id):
        return False
    files = await storage.erase_all(tenant_id, lease.confirm)
    async with unit.platform():
        await unit.execute("UPDATE erasure SET files_gone = files_gone + $2 WHERE of_tenant = $1", tenant_id, files)
    while await _erase_rows(tenant_id, lease):
        pass  # a row that goes may leave a note for those who count; until a round finds nothing
    await _erase_what_is_said_of_it(tenant_id)
    async with unit.platform():
        await lease.hold()
        await _end(tenant_id)
    return True


async def begin(tenant_id: UUID) -> bool:
    """From its commit on there is no way back. Answers whether there is something to erase."""
    async with unit.platform():
        due = await unit.fetchrow(
            "SELECT begun_at FROM erasure WHERE of_tenant = $1 AND due_at <= $2 AND finished_at IS NULL FOR UPDATE",
            *(tenant_id, now()),
        )
        if due is None:
            return False
        if due["begun_at"] is None:
            await _shut_for_good(tenant_id)
    return True


async def _shut_for_good(tenant_id: UUID) -> None:
    await unit.execute(
        """UPDATE erasure SET begun_at = $2, logins = ARRAY(SELECT identity_id FROM member WHERE tenant_id = $1)
            WHERE of_tenant = $1""",
        *(tenant_id, now()),
    )
    slug = await unit.fetchval("SELECT slug FROM tenant WHERE id = $1 FOR UPDATE", tenant_id)
    await unit.execute(
        """UPDATE tenant SET status = 'erased', status_reason = NULL, status_before = NULL, name = '–', own_words = '{}',
                  entitlements = '{}', slug = 'erased-' || replace(id::text, '-', ''), version = version + 1
            WHERE id = $1""",
        tenant_id,
    )
    # Released as of now: the rule that holds for every former address keeps newcomers off it for a while.
    await unit.execute(
        """INSERT INTO tenant_host (host, tenant_id, kind, created_at, released_at) VALUES ($1, $2, 'former', $3, $3)
           ON CONFLICT (host) DO UPDATE SET tenant_id = $2, kind = 'former', released_at = $3""",
        *(slug, tenant_id, now()),
    )
    await tell("site")
    unit.after_commit(directory.forget)


async def erase_what_came_late(tenant_id: UUID, lease: Lease) -> None:
    """A while later: what was under way somewhere when the house was shut, and wrote a row or a file all the same."""
    await storage.erase_all(tenant_id, lease.confirm)
    while await _erase_rows(tenant_id, lease, but=("audit",)):
        pass


async def _erase_rows(tenant_id: UUID, lease: Lease, *, but: tuple[str, ...] = ()) -> int:
    """One round over all tables, each emptied before those that it refers to; answers how many rows went."""
    async with unit.platform():
        tables = await catalogue.tables_of_tenants()
    gone = 0
    for table in tables:
        if table in but or (is_kept(table) and table != "audit"):
            continue
        while more := await _erase_some(tenant_id, table):
            gone += more
            await lease.confirm()
    return gone


async def _erase_some(tenant_id: UUID, table: str) -> int:
    async with unit.platform():
        gone = int(await unit.fetchval("SELECT app.erase_some($1, $2::text::name, $3)", tenant_id, table, BATCH))
        if gone:
            await unit.execute("UPDATE erasure SET rows_gone = rows_gone + $2 WHERE of_tenant = $1", tenant_id, gone)
    return gone


async def _erase_what_is_said_of_it(tenant_id: UUID) -> None:
    """In the platform's own tables; logins that belong to no other desk go with it."""
    async with unit.platform():
        for table, whose in await catalogue.tables_about_tenants():
            if not is_kept(table):
                await unit.execute(f"DELETE FROM {table} WHERE {whose} = $1", tenant_id)  # noqa: S608 - from the catalogue
        await unit.execute("DELETE FROM tenant_host WHERE tenant_id = $1 AND kind <> 'former'", tenant_id)
        await unit.execute(
            "UPDATE tenant_host SET released_at = $2 WHERE tenant_id = $1 AND released_at IS NULL", tenant_id, now()
        )
        await unit.execute(
            """DELETE FROM identity i USING erasure e
                WHERE e.of_tenant = $1 AND i.id = ANY (e.logins) AND NOT i.is_operator
                  AND NOT EXISTS (SELECT FROM member m WHERE m.identity_id = i.id)""",
            tenant_id,
        )
        for one in kept():
            if one.made_nameless:
                await unit.execute(one.made_nameless, tenant_id)


async def _end(tenant_id: UUID) -> None:
    """In a platform unit: the proof, once."""
    done = await unit.fetchval(
        "UPDATE erasure SET finished_at = $2, logins = '{}', ordered_by = NULL WHERE of_tenant = $1 RETURNING rows_gone",
        *(tenant_id, now()),
    )
    await record("tenant.erased", subject=("tenant", tenant_id), changes={"rows": [done, 0]}, tenant=tenant_id)
    await announce(TenantErased(tenant_id))
    await enqueue("tenants.erase_what_came_late", after=LATE, tenant_id=str(tenant_id))


async def forget_addresses() -> None:
    """In a platform unit: what rested long enough is nobody's any more."""
    await unit.execute(
        """DELETE FROM tenant_host h USING tenant t
            WHERE t.id = h.tenant_id AND t.status = 'erased' AND h.released_at < $1""",
        now() - slugs.REST,
    )
