"""Months: what each subscription that is paid for is worth a month, before tax, extras and coupons; written down once an hour
and before they are shown.

A year's price counts with a twelfth. The row of the current month follows the subscription; when the month is over it stays.
"""

from datetime import UTC, date

from billing import plans
from billing.facts import RUNNING, WAITING
from polydesk.kernel import unit
from polydesk.kernel.clock import now


def month_now() -> date:
    return now().astimezone(UTC).date().replace(day=1)


def worth(plan: str, cycle: str, currency: str, seats: int, amount: int | None = None) -> int:
    """In the smallest unit: what is paid for a cycle (`amount`), else today's price; nothing for a plan that we do not know."""
    try:
        total = plans.total(plan, cycle, currency, seats).amount_minor if amount is None else amount
    except KeyError:
        return 0
    months = plans.MONTHS[cycle]
    return (total + months // 2) // months


async def write_down() -> None:
    """In a platform unit."""
    rows = await unit.fetch(
        """SELECT DISTINCT ON (id) id, tenant_id, plan, cycle, currency, seats, amount FROM billing_subscription
            WHERE status = ANY ($1) ORDER BY id, synced_at DESC""",
        [*RUNNING, *WAITING],
    )
    parts = ("plan", "cycle", "currency", "seats", "amount")
    amounts = [worth(*(row[part] for part in parts)) for row in rows]
    await unit.execute(
        "DELETE FROM billing_month WHERE month = $1 AND subscription_id <> ALL ($2)",
        *(month_now(), [row["id"] for row in rows]),
    )
    await unit.execute(
        """INSERT INTO billing_month (month, subscription_id, of_tenant, plan, currency, amount)
           SELECT $1, * FROM unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::bigint[])
           ON CONFLICT (month, subscription_id)
           DO UPDATE SET plan = excluded.plan, currency = excluded.currency, amount = excluded.amount""",
        month_now(),
        *([row[name] for row in rows] for name in ("id", "tenant_id", "plan", "currency")),
        amounts,
    )


async def written_since() -> date | None:
    """In a platform unit: what was before it nobody has written down."""
    since: date | None = await unit.fetchval(
        "SELECT min(m.month) FROM billing_month m JOIN tenant t ON t.id = m.of_tenant WHERE NOT t.is_demo"
    )
    return since
