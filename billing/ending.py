"""Ending at Stripe: a house that is closed pays for nothing more; of one that is erased Stripe keeps the invoices alone.

Deleting a customer at Stripe ends its subscriptions and takes its cards away; invoices stay there and here, as the law on
books demands, and carry what was printed on them.
"""

from datetime import timedelta
from uuid import UUID

from billing import changing, mirror, queries
from billing.accounts import own_account
from billing.facts import RUNNING, WAITING
from billing.gateway import asking, key, stripe
from billing.own_turn import own_turn
from billing.refusals import StripeRefused
from polydesk.kernel import unit
from polydesk.kernel.outbox import Lease

SAME_DAY = timedelta(days=1)


async def end_subscriptions(lease: Lease) -> None:
    """Those that outlive the closing: a bill that was open, or a second one. What ends by itself on the same day is left to
    Stripe, which then asks for the last extras as well."""
    async with unit.platform():
        rows = await unit.fetch(
            """SELECT s.id FROM billing_subscription s JOIN tenant t ON t.id = s.tenant_id JOIN billing_account a USING (tenant_id)
                WHERE s.tenant_id = $1 AND s.status = ANY ($2) AND t.status = 'closed'
                  AND (s.cancel_at IS NULL OR s.cancel_at > a.closed_at + $3::interval)""",
            *(lease.tenant_id, [*RUNNING, *WAITING], SAME_DAY),
        )
    for row in rows:
        async with asking():
            asked = {"invoice_now": False, "prorate": False}
            await stripe().v1.subscriptions.cancel_async(row["id"], asked, key(lease.id, row["id"]))  # type: ignore[arg-type]
        await mirror.fetch_and_write(subscription_id=row["id"])


async def end_with_period(lease: Lease) -> None:
    """Of a house that was to close earlier, and has paid since; unless somebody has thought better of it."""
    async with unit.tenant(lease.tenant_id), own_turn():
        account, held = await own_account(), await queries.subscription()
        await unit.let_go()
        if account.closes_at is None or account.closed_at or held is None or held.cancel_at:
            return
        async with asking():
            await changing.end_with_period(held, row_id=lease.id)
        await mirror.fetch_and_write(subscription_id=held.id)


async def forget_customers(tenant_id: UUID, lease: Lease) -> None:
    """Also where Stripe does not know them any more."""
    async with unit.platform():
        rows = await unit.fetch("SELECT id FROM billing_customer WHERE of_tenant = $1", tenant_id)
    for row in rows:
        try:
            async with asking():
                await stripe().v1.customers.delete_async(row["id"], {}, key(lease.id, row["id"]))
        except StripeRefused as refusal:
            if not refusal.is_missing:
                raise
    async with unit.platform():
        await unit.execute(
            """UPDATE billing_subscription SET status = 'canceled', ended_at = coalesce(ended_at, now()), next = NULL
                WHERE tenant_id = $1 AND status <> ALL ('{canceled,incomplete_expired}')""",
            tenant_id,
        )
        await lease.finish()
