"""Facts: what the life of a company follows from, read once and then only looked at. Pure: no rows, no clock."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

# What Stripe calls a subscription that runs, and one whose bill waits.
RUNNING = ("active", "trialing")
WAITING = ("past_due", "unpaid")
ENDED = "canceled"
# Begun and not paid yet, or never: nothing was bought.
NEVER_BEGAN = ("incomplete", "incomplete_expired")


@dataclass(frozen=True)
class Ahead:
    """What a schedule at Stripe changes, and when."""

    plan: str
    cycle: str
    seats: int
    at: datetime


@dataclass(frozen=True)
class Subscription:
    """As Stripe said last. `seats`: further ones that are paid for; `cancel_at`: when it ends unless somebody changes that.
    `amount`: of a cycle, before tax."""

    id: str
    status: str
    plan: str
    cycle: str
    currency: str
    seats: int
    created_at: datetime
    period_start: datetime | None = None
    period_end: datetime | None = None
    cancel_at: datetime | None = None
    ended_at: datetime | None = None
    ahead: Ahead | None = None
    amount: int | None = None

    @property
    def runs(self) -> bool:
        return self.status in RUNNING

    @property
    def waits(self) -> bool:
        return self.status in WAITING


@dataclass(frozen=True)
class PriceChange:
    """What was announced of a plan that they pay for at an earlier price. `told_at`: when they heard of it."""

    id: UUID
    plan: str
    counts_from: datetime
    announced_at: datetime
    told_at: datetime | None = None


@dataclass(frozen=True)
class Bill:
    """An invoice. `attempts`: how often a payment was tried; `problem`: Stripe's code for why the last one failed."""

    id: str
    status: str
    number: str | None
    currency: str
    remaining: int
    attempts: int
    issued_at: datetime
    subscription_id: str | None = None
    next_attempt_at: datetime | None = None
    paid_at: datetime | None = None
    problem: str = ""

    @property
    def is_unpaid(self) -> bool:
        return self.status == "open" and self.attempts > 0


@dataclass(frozen=True)
class Card:
    """What is charged. `lasts_until`: the first moment at which it counts no more."""

    brand: str
    last4: str
    lasts_until: datetime


@dataclass(frozen=True)
class Facts:
    """`people`: who takes a full seat. `past_due_since`: when we heard of `past_due_bill`, by our own clock.
    `trial_ends_at` is empty for companies of the house itself, which nobody bills. `trial_spent`: whoever founded it has tried
    us as often as one may."""

    created_at: datetime
    trial_ends_at: datetime | None = None
    subscriptions: tuple[Subscription, ...] = ()
    bills: tuple[Bill, ...] = ()
    people: int = 0
    comp_plan: str | None = None
    comp_until: datetime | None = None
    free_since: datetime | None = None
    past_due_since: datetime | None = None
    past_due_bill: str = ""
    cancelled_at: datetime | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    extended_at: datetime | None = None
    trial_spent: bool = False
    card: Card | None = None
    price_change: PriceChange | None = None
    told: frozenset[str] = field(default_factory=frozenset)

    @property
    def subscription(self) -> Subscription | None:
        """The one that counts, if there are several: what runs before what waits before what ended, then the newest."""
        begun = [one for one in self.subscriptions if one.status not in NEVER_BEGAN]
        return max(begun, key=lambda one: (one.runs, one.waits, one.created_at, one.id), default=None)

    @property
    def trial_runs_until(self) -> datetime | None:
        return self._kept(self.trial_ends_at)

    @property
    def comp_runs_until(self) -> datetime | None:
        return self._kept(self.comp_until)

    @property
    def unpaid(self) -> Bill | None:
        """The oldest bill that a payment was tried for in vain."""
        return min(
            (bill for bill in self.bills if bill.is_unpaid), key=lambda bill: (bill.issued_at, bill.id), default=None
        )

    def _kept(self, end: datetime | None) -> datetime | None:
        """Whoever cancels before something ends keeps it at least until the day that was promised."""
        if end and self.closes_at and self.cancelled_at and self.cancelled_at < end:
            return max(end, self.closes_at)
        return end
