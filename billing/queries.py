"""What the mirror knows of a company: its subscription and its invoices, in the tenant's unit. Nothing is asked of Stripe."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from billing.money import Money
from billing.problems import bank_asks
from billing.wishes import Wish
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound

OVER = ("canceled", "incomplete_expired")


@dataclass(frozen=True)
class Subscription:
    """`seats`: further full seats. `next`: what begins with the next period, as the table says. `amount`: of a cycle, before
    tax, at the price at which it was bought."""

    id: str
    customer_id: str
    status: str
    plan: str
    cycle: str
    currency: str
    seats: int
    period_start: datetime | None
    period_end: datetime | None
    cancel_at: datetime | None
    schedule_id: str | None
    next: dict[str, Any] | None
    coupon: str | None
    latest_invoice: str | None
    synced_at: datetime
    amount: int | None = None

    @property
    def held(self) -> Wish:
        return Wish(self.plan, self.cycle, self.seats)

    @property
    def later(self) -> Wish | None:
        """What it becomes with the next period, where it is to become anything else."""
        if self.next is None:
            return None
        return Wish(self.next["plan"], self.next.get("cycle", self.cycle), self.next.get("seats", 0))

    @property
    def changes_only_seats(self) -> bool:
        return self.later is not None and (self.later.plan, self.later.cycle) == (self.plan, self.cycle)

    @property
    def changes_at(self) -> datetime | None:
        return datetime.fromisoformat(self.next["at"]) if self.next else None

    @property
    def is_paid_for(self) -> bool:
        return self.status in ("active", "trialing")


@dataclass(frozen=True)
class Invoice:
    """Amounts in the currency's smallest unit."""

    id: str
    number: str | None
    status: str
    currency: str
    total: int
    tax: int
    amount_remaining: int
    amount_refunded: int
    attempts: int
    next_attempt_at: datetime | None
    issued_at: datetime
    due_at: datetime | None
    paid_at: datetime | None
    problem: str

    @property
    def sum(self) -> Money:
        return Money(self.total, self.currency)

    @property
    def is_owed(self) -> bool:
        return self.status == "open" and self.amount_remaining > 0

    @property
    def look(self) -> str:
        """How it stands in one word: paid, refunded, open, asks (the bank does), failed, void, draft."""
        if self.status == "paid" and self.amount_refunded:
            return "refunded"
        if self.status == "open" and self.attempts:
            return "asks" if bank_asks(self.problem) else "failed"
        return "failed" if self.status == "uncollectible" else self.status


async def subscription() -> Subscription | None:
    """The one that runs; of several, which should not be, the one that was begun last."""
    row = await unit.fetchrow(
        f"SELECT {_of(Subscription)} FROM billing_subscription"  # noqa: S608 - our names
        " WHERE status <> ALL($1) ORDER BY created_at DESC LIMIT 1",
        list(OVER),
    )
    return Subscription(**dict(row)) if row else None


async def invoices(most: int, *, before: datetime | None = None) -> list[Invoice]:
    """The latest first; drafts are not yet anybody's."""
    rows = await unit.fetch(
        f"SELECT {_of(Invoice)} FROM billing_invoice"  # noqa: S608 - our names
        " WHERE status <> 'draft' AND ($2::timestamptz IS NULL OR issued_at < $2) ORDER BY issued_at DESC, id LIMIT $1",
        *(most, before),
    )
    return [Invoice(**dict(row)) for row in rows]


async def invoice(invoice_id: str) -> Invoice:
    """Raises NotFound."""
    row = await unit.fetchrow(f"SELECT {_of(Invoice)} FROM billing_invoice WHERE id = $1", invoice_id)  # noqa: S608
    if row is None:
        raise NotFound()
    return Invoice(**dict(row))


def _of(kind: type[Any]) -> str:
    return ", ".join(field.name for field in fields(kind))
