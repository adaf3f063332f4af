"""What service levels tell the floors above, in the transaction in which it happens."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class PolicyPublished:
    """A version is in force for timers that start from now on; `also_open` asks for the open ones to move to it too."""

    policy_id: UUID
    version_id: UUID
    also_open: bool


@dataclass(frozen=True)
class PolicyWithdrawn:
    """Switched off or archived: its open timers are cancelled, what was broken stays."""

    policy_id: UUID


@dataclass(frozen=True)
class PoliciesReordered:
    """Tickets keep the policy they have until something that policies ask about changes; `also_open` asks them now."""

    also_open: bool = False


@dataclass(frozen=True)
class ContractChanged:
    """Begun, changed, ended or archived: the organisation's open tickets may fall under another policy, and do so now
    with `also_open`."""

    contract_id: UUID
    organisation_id: UUID
    also_open: bool = True


@dataclass(frozen=True)
class ContractEnding:
    """Its reminder is due: somebody should talk with the organisation before the last day."""

    contract_id: UUID
    organisation_id: UUID
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class PromiseEvent:
    """Something about one promise. `due_at` is when it is or was due; an urgent one wakes people at night.

    `opens_at` is now while its hours are open, else when they open next; None by the calendar, and if they never do.
    """

    ticket_id: UUID
    timer_id: UUID
    metric: str
    due_at: datetime
    is_urgent: bool
    schedule_id: UUID | None
    opens_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ReminderFired(PromiseEvent):
    """It is due soon. Once a timer and reminder; several whose time has come at once are told as the last of them."""

    key: str
    to: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TimerBreached(PromiseEvent):
    """Once a timer. It was broken at `breached_at`, however much later somebody noticed."""

    cause: str
    breached_at: datetime
    detected_at: datetime


@dataclass(frozen=True, kw_only=True)
class StepFired(PromiseEvent):
    """What the policy says is done after a breach was done; several that were late are told together."""

    keys: tuple[str, ...]
    notify: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WebhookWanted:
    """A step of a policy calls a program elsewhere."""

    webhook_id: UUID
    ticket_id: UUID
    metric: str
