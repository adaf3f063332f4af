"""Sweeping: rows that never got their bytes, files that nobody used within a day, bytes without a row."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.storage.files import UNCLAIMED
from polydesk.kernel.storage.limits import UNCLAIMED_KEPT
from polydesk.kernel.storage.stores import ids_of, incoming_key_of, key_of, prefix, store
from polydesk.kernel.tenancy import acting_for

LEFT_OVER = """
    DELETE FROM file WHERE tenant_id = app.tenant_id() AND created_at < $1
    AND (state IN ('pending', 'refused') OR created_by_kind = $2)
"""


async def sweep(tenant: UUID) -> int:
    """Answers how many objects it deleted. Safe to break off and to run again."""
    before = now() - UNCLAIMED_KEPT
    async with unit.tenant(tenant):
        await unit.execute(LEFT_OVER, before, UNCLAIMED)
    with acting_for(tenant):
        # Listed before the rows are read: an object that appears later is young and has its row already.
        old = {file_id: one.key for file_id, one in ids_of(await store().list_keys(prefix())) if one.at < before}
        async with unit.tenant(tenant):
            rows = await unit.fetch(
                "SELECT id FROM file WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[])", list(old)
            )
        gone = old.keys() - {row["id"] for row in rows}
        for file_id in gone:
            await store().delete(old[file_id])
    return len(gone)


async def erase_all(tenant: UUID, still_ours: Callable[[], Awaitable[None]]) -> int:
    """Every object that the store holds of a tenant, whatever rows say; `still_ours` is asked before each. Answers how many."""
    with acting_for(tenant):
        kept = await store().list_keys(prefix())
        for one in kept:
            await still_ours()
            await store().delete(one.key)
    return len(kept)


async def erase(tenant: UUID, file_id: UUID) -> None:
    with acting_for(tenant):
        await store().delete(key_of(file_id))
        await store().delete(incoming_key_of(file_id))
