"""Staying: whoever cancelled and chooses a plan after all has thought better of it. Nobody is charged for a house that closes."""

from uuid import UUID

from billing import settling
from billing.accounts import account_of, own_account
from billing.facts import RUNNING
from billing.story import tell
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import enqueue


async def stay(tenant_id: UUID, moment: str) -> None:
    """Beside the tenant's unit: no date of leaving counts any more; `moment` is a kind of the story."""
    async with unit.platform():
        await account_of(tenant_id, lock=True)
        await unit.execute(
            """UPDATE billing_account SET cancelled_at = NULL, closes_at = NULL, closed_at = NULL, erase_at = NULL
                WHERE tenant_id = $1""",
            tenant_id,
        )
        await tell(tenant_id, moment)
        await settling.settle(tenant_id)


async def choose() -> None:
    """In the tenant's unit, whenever a plan is to go on: takes back a cancelling that has not closed anything yet. Lets go."""
    account = await own_account()
    await unit.let_go()
    if account.closes_at is None or account.closes_at <= now():
        return
    await stay(account.tenant_id, "cancel_undone")
    await record("billing.cancel_undone", changes={"closes_at": [account.closes_at.isoformat(), None]})
    await unit.let_go()


async def see_who_bought(tenant_id: UUID) -> None:
    """In a platform unit that settles afterwards: the same for whoever has paid at Checkout since, and never came back."""
    if await unit.fetchval(_BOUGHT_SINCE, tenant_id, now(), list(RUNNING)):
        await _tell_undone(tenant_id)


async def see_who_goes_on(tenant_id: UUID) -> None:
    """The same, when at Stripe a subscription that was to end is to go on: a house that closes is not paid for."""
    if await unit.fetchval(_GOES_ON, tenant_id, now()):
        await _tell_undone(tenant_id)


async def see_who_paid(tenant_id: UUID) -> None:
    """Who cancelled while a bill waited, and paid it since, has paid for the whole period: then that is the day."""
    row = await unit.fetchrow(_PAID_SINCE, tenant_id, now(), list(RUNNING))
    if row is not None:
        await tell(tenant_id, "cancelled", detail={"until": row["closes_at"].isoformat()})
        await enqueue("billing.end_with_period", tenant=tenant_id)


async def _tell_undone(tenant_id: UUID) -> None:
    await tell(tenant_id, "cancel_undone")
    await record("billing.cancel_undone", subject=("tenant", tenant_id), tenant=tenant_id)


_GOES_ON = """
UPDATE billing_account SET cancelled_at = NULL, closes_at = NULL
 WHERE tenant_id = $1 AND closes_at > $2 AND closed_at IS NULL RETURNING true
"""

_PAID_SINCE = """
UPDATE billing_account a SET closes_at = s.period_end FROM billing_subscription s
 WHERE a.tenant_id = $1 AND a.closes_at > $2 AND a.closed_at IS NULL
   AND s.tenant_id = a.tenant_id AND s.status = ANY($3) AND s.cancel_at IS NULL AND s.period_end > a.closes_at
RETURNING a.closes_at
"""

# Stripe's moments are whole seconds.
_BOUGHT_SINCE = """
UPDATE billing_account a SET cancelled_at = NULL, closes_at = NULL
 WHERE tenant_id = $1 AND closes_at > $2 AND closed_at IS NULL
   AND EXISTS (SELECT FROM billing_subscription s
                WHERE s.tenant_id = a.tenant_id AND s.status = ANY($3) AND s.cancel_at IS NULL
                  AND s.created_at >= date_trunc('second', a.cancelled_at))
RETURNING true
"""
