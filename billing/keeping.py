"""Keeping the card: whoever pays an invoice with another card, at Stripe's own page, is charged there from then on.

Checkout has no word for that, so each subscription is told once, after the rows have heard of it.
"""

from typing import Any
from uuid import UUID

from billing import told
from billing.gateway import asking, key, stripe
from billing.refusals import StripeRefused
from polydesk.kernel.outbox import Lease, enqueue

SETTINGS = {"save_default_payment_method": "on_subscription"}


def is_to_learn(said: told.Json) -> bool:
    """One of ours that lives and does not keep the card yet."""
    return said["status"] in told.LIVE and told.is_ours(said) and not told.keeps_card(said)


async def look(tenant_id: UUID, said: told.Json) -> None:
    """In a platform unit."""
    if is_to_learn(said):
        await enqueue("billing.keep_card", dedupe=said["id"], tenant=tenant_id, subscription_id=said["id"])


async def keep(lease: Lease, subscription_id: str) -> None:
    """A job's. One that has ended meanwhile charges nothing."""
    asked: Any = {"payment_settings": SETTINGS}
    try:
        async with asking():
            await stripe().v1.subscriptions.update_async(subscription_id, asked, key(lease.id))
    except StripeRefused as refused:
        if not refused.is_missing:
            raise
