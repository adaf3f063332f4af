"""Own turn: whoever changes what a company pays for does so alone, also while Stripe is asked and no transaction is open.

Two owners at once, or one who clicks twice, come one after the other; the second sees what the first one did. A turn is
held for a few seconds at a time and kept as long as it lasts; of a process that died it is free soon.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import Conflict
from polydesk.kernel.tenancy import current_tenant

HELD_FOR = timedelta(seconds=15)
# Longer than that, so that whoever comes after a process that died is let in.
PATIENCE_S = 20.0
PAUSE_S = 0.2


class SomebodyElse(Conflict):
    message = lazy("Somebody else is changing your plan right now. Nothing was changed by you; try again in a moment.")


@asynccontextmanager
async def own_turn() -> AsyncIterator[None]:
    """In the tenant's unit, which lets go of its transaction here. Raises SomebodyElse after a while."""
    holder, patient_until = new_id(), time.monotonic() + PATIENCE_S
    while not await _take(holder):
        if time.monotonic() > patient_until:
            raise SomebodyElse()
        await asyncio.sleep(PAUSE_S)
    keeper = asyncio.create_task(_keep(current_tenant(), holder))
    try:
        yield
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
        await unit.execute("DELETE FROM billing_turn WHERE holder = $1", holder)
        await unit.let_go()


async def _keep(tenant_id: UUID, holder: UUID) -> None:
    """Beside the unit of whoever holds it, in short ones of its own."""
    while True:
        await asyncio.sleep(HELD_FOR.total_seconds() / 3)
        async with unit.tenant(tenant_id):
            await unit.execute("UPDATE billing_turn SET until = $2 WHERE holder = $1", holder, now() + HELD_FOR)


async def _take(holder: UUID) -> bool:
    taken = await unit.fetchval(
        """INSERT INTO billing_turn (holder, until) VALUES ($1, $2)
           ON CONFLICT (tenant_id) DO UPDATE SET holder = $1, until = $2 WHERE billing_turn.until < $3
           RETURNING true""",
        *(holder, now() + HELD_FOR, now()),
    )
    await unit.let_go()
    return bool(taken)
