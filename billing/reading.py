"""Reading the facts of one company, with its account held: whoever decides anything about it waits for the others."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from billing import accounts
from billing.accounts import Account
from billing.facts import Ahead, Bill, Card, Facts, PriceChange, Subscription
from billing.prices_ahead import pays_another
from polydesk.kernel import unit
from tenants.entitlements import FULL
from tenants.moving_in import TRIAL

# Bills that were paid longer ago are past mentioning.
RECENT = timedelta(days=40)


@dataclass(frozen=True)
class Held:
    """The facts, and what stands in the rows about them now; the status is that behind a suspension."""

    tenant_id: UUID
    facts: Facts
    account: Account
    status: str
    why: str
    since: datetime | None
    until: datetime | None
    plan: str
    limits: dict[str, int]
    read_only_since: datetime | None
    is_suspended: bool


async def held(tenant_id: UUID, *, lock: bool = True) -> Held | None:
    """In a platform unit or in the tenant's own; None for a tenant that is gone or erased. Who only shows locks nothing."""
    if await unit.fetchval("SELECT status FROM tenant WHERE id = $1", tenant_id) in (None, "erased"):
        return None
    ours = unit.current().role == "platform"
    account = await (accounts.account_of(tenant_id, lock=lock) if ours else accounts.own_account(lock=lock))
    row = await unit.fetchrow(_TENANT + (_HELD if lock else ""), tenant_id, list(FULL))
    if row is None:
        return None
    return Held(
        tenant_id,
        facts=await _facts(row, account),
        account=account,
        status=row["stands"],
        why=row["status_why"],
        since=row["status_since"],
        until=row["status_until"],
        plan=row["plan"],
        limits=row["entitlements"],
        read_only_since=account.read_only_since,
        is_suspended=row["status"] == "suspended",
    )


def trial_end(promised: datetime | None, account: Account) -> datetime | None:
    """Whoever was here before there was billing has a whole trial from then on."""
    if promised is None or promised >= account.created_at:
        return promised
    return account.created_at + TRIAL


async def _facts(row: unit.Record, account: Account) -> Facts:
    bought = tuple([_subscription(one) for one in await unit.fetch(_SUBSCRIPTIONS, account.tenant_id)])
    return Facts(
        created_at=row["created_at"],
        trial_ends_at=trial_end(row["trial_ends_at"], account),
        subscriptions=bought,
        bills=tuple([Bill(**one) for one in await unit.fetch(_BILLS, account.tenant_id, RECENT)]),
        people=row["people"],
        comp_plan=account.comp_plan,
        comp_until=account.comp_until,
        free_since=row["free_since"],
        past_due_since=account.past_due_since,
        past_due_bill=account.past_due_bill,
        cancelled_at=account.cancelled_at,
        closes_at=account.closes_at,
        closed_at=account.closed_at,
        extended_at=account.extended_at,
        trial_spent=account.trial_spent,
        card=card_of(account.payment_method),
        price_change=await _price_change(bought, account.tenant_id),
        told=frozenset(row["told"]),
    )


def _subscription(row: unit.Record) -> Subscription:
    fields = dict(row)
    ahead = fields.pop("next")
    return Subscription(**fields, ahead=_ahead(ahead) if ahead else None)


async def _price_change(bought: tuple[Subscription, ...], tenant_id: UUID) -> PriceChange | None:
    """Seldom: only who pays an earlier price is asked about. The platform's row, beside whichever unit this is."""
    for one in bought:
        if one.runs and pays_another(one):
            async with unit.platform():
                row = await unit.fetchrow(_PRICE_CHANGE, one.plan, tenant_id)
            return PriceChange(**row) if row else None
    return None


def _ahead(written: dict[str, Any]) -> Ahead:
    at = datetime.fromisoformat(written["at"])
    return Ahead(written["plan"], written["cycle"], written.get("seats", 0), at)


def card_of(method: dict[str, Any] | None) -> Card | None:
    """Only a card expires; it does so at the end of its month, wherever in the world that comes last."""
    if not method or not method.get("exp_year") or not method.get("exp_month"):
        return None
    year, month = int(method["exp_year"]), int(method["exp_month"])
    last_day = datetime(year, month, monthrange(year, month)[1], tzinfo=UTC)
    return Card(method.get("brand", ""), method.get("last4", ""), last_day + timedelta(days=1))


_TENANT = """
SELECT t.created_at, t.trial_ends_at, t.status, t.status_why, t.status_since, t.status_until, t.plan, t.entitlements, a.free_since,
       CASE WHEN t.status = 'suspended' THEN coalesce(t.status_before, 'active') ELSE t.status END AS stands,
       (SELECT count(*) FROM member m WHERE m.tenant_id = t.id AND m.state = 'active' AND m.role = ANY($2)) AS people,
       ARRAY(SELECT n.key FROM billing_notice n WHERE n.tenant_id = t.id) AS told
  FROM tenant t JOIN billing_account a ON a.tenant_id = t.id WHERE t.id = $1 AND t.status <> 'erased'
"""
# Whoever refers to the tenant in a new row need not wait.
_HELD = " FOR NO KEY UPDATE OF t"

_SUBSCRIPTIONS = """
SELECT id, status, plan, cycle, currency, seats, created_at, period_start, period_end, cancel_at, ended_at, next,
       amount
  FROM billing_subscription WHERE tenant_id = $1 ORDER BY created_at, id
"""

_PRICE_CHANGE = """
SELECT p.id, p.plan, p.counts_from, p.announced_at,
       (SELECT n.at FROM billing_notice n WHERE n.tenant_id = $2 AND n.key = 'price_change:' || p.id) AS told_at
  FROM billing_price_change p WHERE p.plan = $1 ORDER BY p.counts_from DESC LIMIT 1
"""

# Those that wait, and those of late.
_BILLS = """
SELECT id, status, number, currency, amount_remaining AS remaining, attempts, issued_at, subscription_id, next_attempt_at,
       paid_at, problem
  FROM billing_invoice
 WHERE tenant_id = $1 AND (status = 'open' OR issued_at > (SELECT max(issued_at) FROM billing_invoice WHERE tenant_id = $1) - $2::interval)
 ORDER BY issued_at, id
"""
