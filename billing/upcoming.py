"""The next invoice: asked of Stripe when somebody looks, and kept as it was seen last for when Stripe is slow or away."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from billing import queries
from billing.bills import Bill, kept_bill
from billing.previewing import next_bill
from polydesk.kernel import unit
from polydesk.kernel.clock import now

# Whoever comes back to the page within that time sees the same again.
FRESH_FOR = timedelta(minutes=1)


@dataclass(frozen=True)
class Upcoming:
    bill: Bill
    seen_at: datetime
    is_passed: bool = False
    """What it was made of has changed since."""

    @property
    def is_fresh(self) -> bool:
        return not self.is_passed and now() - self.seen_at < FRESH_FOR


async def last_seen() -> Upcoming | None:
    row = await unit.fetchrow(_LAST_SEEN)
    return Upcoming(kept_bill(row["bill"]), row["seen_at"], row["is_passed"]) if row else None


async def look() -> Upcoming | None:
    """Asks Stripe. Lets go of the transaction. None where nothing is going to be charged. Raises StripeAway."""
    held = await queries.subscription()
    await unit.let_go()
    if held is None or held.cancel_at:
        await unit.execute("DELETE FROM billing_upcoming")
        return None
    bill, at = await next_bill(held), now()
    await unit.execute(
        "INSERT INTO billing_upcoming (bill, seen_at) VALUES ($1, $2) ON CONFLICT (tenant_id) DO UPDATE SET bill = $1, seen_at = $2",
        *(bill.kept(), at),
    )
    return Upcoming(bill, at)


_LAST_SEEN = """
SELECT bill, seen_at,
       greatest((SELECT max(synced_at) FROM billing_subscription), (SELECT max(synced_at) FROM billing_account)) > seen_at
       IS TRUE AS is_passed
  FROM billing_upcoming
"""
