"""Doubles: a company has one subscription at most, and one that is erased has none; what is too much ends at Stripe.

The one that runs stays, of several the oldest: that is what somebody has been paying for. The other ends at once, and
what is left of its period is credited to the same customer's next bills, so that nobody pays twice.
"""

from uuid import UUID

from billing import differences, told
from billing.fetching import Fetched
from billing.gateway import asking, key, stripe
from billing.refusals import StripeRefused
from polydesk.kernel import unit
from polydesk.kernel.ids import to_id
from polydesk.kernel.outbox import enqueue

_LIVE = """
SELECT id, customer_id FROM billing_subscription WHERE tenant_id = $1 AND status = ANY($2)
 ORDER BY status NOT IN ('active', 'trialing'), cancel_at IS NOT NULL, created_at, id
"""

_ERASED = """
SELECT id FROM tenant
 WHERE status = 'erased' AND id IN ($2, (SELECT of_tenant FROM billing_customer WHERE id = $1))
"""


async def look(tenant_id: UUID) -> None:
    """In a platform unit, whenever subscriptions were written."""
    live = await unit.fetch(_LIVE, tenant_id, sorted(told.LIVE))
    for row in live[1:]:
        if await _end(row["id"], credit=True):
            await differences.report(
                "two_subscriptions",
                object_id=row["id"],
                of_tenant=tenant_id,
                customer_id=row["customer_id"],
                mended=True,
            )


async def nobodys(customer_id: str, found: Fetched | None) -> None:
    """In a platform unit: a customer who is no company of ours, or of one that is erased. Of strangers nothing is ended:
    an account at Stripe may sell other things too."""
    live = [one["id"] for one in found.subscriptions if one["status"] in told.LIVE] if found else []
    erased = (
        await unit.fetchval(_ERASED, customer_id, to_id(found.of) if found and found.of else None) if live else None
    )
    for name in live:
        if erased is None:
            await differences.report("no_tenant", object_id=name, customer_id=customer_id)
        elif await _end(name, credit=False):
            await differences.report(
                "erased_tenant", object_id=name, of_tenant=erased, customer_id=customer_id, mended=True
            )


async def _end(subscription_id: str, *, credit: bool) -> bool:
    """False where it is being ended already."""
    asked = await enqueue(
        "billing.cancel_double", dedupe=subscription_id, subscription_id=subscription_id, credit=credit
    )
    return asked is not None


async def cancel(row_id: UUID, subscription_id: str, *, credit: bool) -> None:
    """At Stripe, at once; one that has ended meanwhile needs no ending, also where we were told that it failed."""
    try:
        async with asking():
            v1 = stripe().v1.subscriptions
            if (await v1.retrieve_async(subscription_id)).status in told.LIVE:
                asked = {"invoice_now": credit, "prorate": credit}
                await v1.cancel_async(subscription_id, asked, key(row_id, "cancel"))  # type: ignore[arg-type]
    except StripeRefused as refused:
        if not refused.is_missing:
            raise
