"""Accounts: what a company says of itself as our customer, and the dates that its life turns on; one row each.

Made as it moves in, and for companies from before billing as soon as somebody asks.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from i18n.locales import SOURCE
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.tenancy import current_tenant


@dataclass(frozen=True)
class Account:
    """The row. `payment_method`: `{"kind": "card", "brand", "last4", "exp_month", "exp_year"}` of the one that is charged.
    `past_due_since`: when we heard of the bill that waits. `caps`: the most units beyond the plan that may be charged in a
    month, per meter."""

    tenant_id: UUID
    customer_id: str | None
    currency: str | None
    contact_name: str
    contact_email: str
    contact_language: str | None
    address: dict[str, Any]
    vat_id: str | None
    vat_state: str
    po_number: str
    payment_method: dict[str, Any] | None
    caps: dict[str, int]
    extended_at: datetime | None
    trial_spent: bool
    past_due_since: datetime | None
    past_due_bill: str
    read_only_since: datetime | None
    cancelled_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    erase_at: datetime | None
    comp_plan: str | None
    comp_until: datetime | None
    comp_reason: str | None
    created_at: datetime
    synced_at: datetime | None

    @property
    def language(self) -> str:
        """In which we write to them, and Stripe writes their invoices."""
        return self.contact_language or SOURCE


async def account_of(tenant_id: UUID, *, lock: bool = False) -> Account:
    """In a platform unit; outside of one it opens its own, and then there is nothing to lock. Raises NotFound."""
    here = unit.current_or_none()
    if here is not None and here.role == "platform":
        return await _found(tenant_id, lock=lock)
    async with unit.platform():
        return await _found(tenant_id, lock=lock)


async def own_account(*, lock: bool = False) -> Account:
    """In the tenant's unit."""
    return await _found(current_tenant(), lock=lock)


async def begin(tenant_id: UUID) -> None:
    """Bills are the company's, and the owner hears of them, in their language; a second call changes nothing."""
    await unit.execute(_BEGIN, tenant_id, now())


async def follow_name(before: str, after: str) -> None:
    """In the tenant's unit: the name on invoices is the company's until somebody sets it or Stripe is told."""
    await unit.execute(_FOLLOW, current_tenant(), before, after)


async def know_customer(tenant_id: UUID, customer_id: str) -> None:
    """In a platform unit: whose events those of this customer are. The first one of a company is the one it pays by."""
    known = "INSERT INTO billing_customer (id, of_tenant) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    await unit.execute(known, customer_id, tenant_id)
    await account_of(tenant_id)
    own = "UPDATE billing_account SET customer_id = $1 WHERE tenant_id = $2 AND customer_id IS NULL"
    await unit.execute(own, customer_id, tenant_id)


async def _found(tenant_id: UUID, *, lock: bool) -> Account:
    asked = _ACCOUNT + (" FOR UPDATE" if lock else "")
    row = await unit.fetchrow(asked, tenant_id)
    if row is None:
        await begin(tenant_id)
        row = await unit.fetchrow(asked, tenant_id)
    if row is None:
        raise NotFound()
    return Account(**dict(row))


_ACCOUNT = f"SELECT {', '.join(Account.__dataclass_fields__)} FROM billing_account WHERE tenant_id = $1"  # noqa: S608 - our names

_FOLLOW = """
UPDATE billing_account SET contact_name = $3 WHERE tenant_id = $1 AND contact_name = $2 AND customer_id IS NULL
"""
_BEGIN = """
INSERT INTO billing_account (tenant_id, contact_name, contact_email, contact_language, created_at)
SELECT t.id, t.name, coalesce(m.email, ''), coalesce(m.language, t.default_language), $2
  FROM tenant t LEFT JOIN LATERAL (
       SELECT email, language FROM member
        WHERE tenant_id = t.id AND role = 'owner' AND state = 'active' ORDER BY created_at LIMIT 1) m ON true
 WHERE t.id = $1 AND t.status <> 'erased'
ON CONFLICT (tenant_id) DO NOTHING
"""
