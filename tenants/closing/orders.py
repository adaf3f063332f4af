"""Orders to erase: who is to be erased and when; withdrawn as long as it has not begun.

An owner's own order takes effect after 48 hours, so that a stolen session or a bad day does not end a company's memory.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.refusals import Conflict
from polydesk.kernel.tenancy import current_tenant
from tenants.closing.events import ErasureOrdered, ErasureWithdrawn

Cause = Literal["demanded", "closed"]

COOLING = timedelta(hours=48)


class TooLate(Conflict):
    message = lazy("The erasure has begun and cannot be stopped any more.")


@dataclass(frozen=True)
class Order:
    cause: Cause
    ordered_at: datetime
    due_at: datetime
    begun_at: datetime | None
    finished_at: datetime | None


async def order_of(tenant_id: UUID) -> Order | None:
    """In a platform unit."""
    row = await unit.fetchrow(
        "SELECT cause, ordered_at, due_at, begun_at, finished_at FROM erasure WHERE of_tenant = $1", tenant_id
    )
    return Order(**row) if row else None


async def own_order() -> Order | None:
    async with unit.platform():
        return await order_of(current_tenant())


async def order(tenant_id: UUID, *, cause: Cause, at: datetime) -> bool:
    """In a platform unit. An earlier order stays as it is; False when there was one that is as early."""
    found = await unit.fetchval(
        """INSERT INTO erasure AS e (of_tenant, cause, ordered_at, ordered_by, due_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (of_tenant) DO UPDATE SET cause = $2, ordered_at = $3, ordered_by = $4, due_at = $5
           WHERE e.due_at > $5 AND e.begun_at IS NULL RETURNING of_tenant""",
        *(tenant_id, cause, now(), actor().id, at),
    )
    if found is not None:
        await enqueue("tenants.erase", at=at, tenant_id=str(tenant_id))
    return found is not None


async def withdraw(tenant_id: UUID) -> bool:
    """In a platform unit: nothing will be erased. False when nothing was ordered. Raises TooLate."""
    row = await unit.fetchrow("SELECT begun_at FROM erasure WHERE of_tenant = $1 FOR UPDATE", tenant_id)
    if row is None:
        return False
    if row["begun_at"] is not None:
        raise TooLate()
    await unit.execute("DELETE FROM erasure WHERE of_tenant = $1", tenant_id)
    return True


async def demand() -> datetime:
    """In the tenant's unit, by an owner: everything goes after the time to think. Answers when."""
    tenant_id, due_at = current_tenant(), now() + COOLING
    async with unit.platform():
        ordered = await order(tenant_id, cause="demanded", at=due_at)
        found = await order_of(tenant_id)
    if ordered:
        await record(
            "tenant.erasure_demanded", subject=("tenant", tenant_id), changes={"due": [None, due_at.isoformat()]}
        )
        await announce(ErasureOrdered(tenant_id))
        await enqueue("tenants.mail_erasure_demanded")
    return found.due_at if found else due_at


async def think_better() -> None:
    """In the tenant's unit, by an owner. Raises TooLate."""
    tenant_id = current_tenant()
    async with unit.platform():
        withdrawn = await withdraw(tenant_id)
    if withdrawn:
        await record("tenant.erasure_withdrawn", subject=("tenant", tenant_id))
        await announce(ErasureWithdrawn(tenant_id))
