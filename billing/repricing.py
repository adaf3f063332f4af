"""Repricing: a new price is announced to those who pay an earlier one, and becomes theirs at the renewal that they were told.

Stripe gets the new price in the last days of a period, without proration: the next invoice is the first one at it. Who
was told late has it later.
"""

from datetime import datetime, timedelta

from billing import mirror, queries, reading
from billing.facts import Facts
from billing.gateway import asking, key, stripe
from billing.own_turn import own_turn
from billing.plans import PAID
from billing.previewing import changed_items
from billing.prices_ahead import AHEAD, PriceAhead, price_ahead
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox import Lease, enqueue
from polydesk.kernel.tenancy import current_tenant

# So long before a renewal its price is changed: Stripe makes the invoice at the renewal itself.
BEFORE = timedelta(days=2)


class NotAnnounced(Exception):
    """The sentence says what to mend."""


async def announce(plan: str, counts_from: datetime, *, by: str) -> int:
    """In a platform unit; answers how many companies with this plan are looked at. Raises NotAnnounced."""
    if plan not in [one.name for one in PAID]:
        raise NotAnnounced(f"{plan} is no plan that anybody pays for: {', '.join(one.name for one in PAID)}.")
    if counts_from < now() + AHEAD:
        raise NotAnnounced(f"A new price counts {AHEAD.days} days after it was announced at the earliest.")
    await unit.execute(
        "INSERT INTO billing_price_change (id, plan, counts_from, announced_at, announced_by) VALUES ($1, $2, $3, $4, $5)",
        *(new_id(), plan, counts_from, now(), by),
    )
    rows = await unit.fetch(_PAYING, plan)
    for row in rows:
        await enqueue("billing.look", tenant=row["tenant_id"])
    return len(rows)


async def look_for_renewals() -> None:
    """In a platform unit: those of the next days that were announced at another price."""
    for row in await unit.fetch(_RENEWED_SOON, now(), now() + BEFORE):
        dedupe = f"{row['id']} {row['period_end'].isoformat()}"
        await enqueue("billing.reprice", tenant=row["tenant_id"], dedupe=dedupe)


async def reprice(lease: Lease) -> None:
    """A job's. Asks again whether it is to be, and whether they were told; nobody changes their plan meanwhile."""
    async with unit.tenant(lease.tenant_id), own_turn():
        held, bought = await reading.held(lease.tenant_id, lock=False), await queries.subscription()
        await unit.let_go()
        if held is None or bought is None or not is_due(held.facts, now()):
            return
        async with asking():
            items = await changed_items(bought, bought.held)
            asked = {"items": items, "proration_behavior": "none"}
            await stripe().v1.subscriptions.update_async(bought.id, asked, key(lease.id))  # type: ignore[arg-type]
        await mirror.fetch_and_write(subscription_id=bought.id)


async def own_price_ahead() -> PriceAhead | None:
    """In the tenant's unit: what they were told, or are about to be."""
    held = await reading.held(current_tenant(), lock=False)
    return price_ahead(held.facts, now()) if held else None


def is_due(facts: Facts, at: datetime) -> bool:
    """In the last days before the renewal that they were told of."""
    ahead = price_ahead(facts, at)
    return ahead is not None and ahead.change.told_at is not None and at < ahead.at <= at + BEFORE


_PAYING = """
SELECT DISTINCT tenant_id FROM billing_subscription WHERE plan = $1 AND status IN ('active', 'trialing', 'past_due')
"""
_RENEWED_SOON = """
SELECT s.tenant_id, s.id, s.period_end FROM billing_subscription s
 WHERE s.status IN ('active', 'trialing') AND s.period_end > $1 AND s.period_end <= $2
   AND EXISTS (SELECT FROM billing_price_change p WHERE p.plan = s.plan AND p.counts_from <= s.period_end)
"""
