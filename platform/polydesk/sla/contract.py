"""A contract as a value: what was agreed with an organisation, from when to when, and under which policy and hours."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

State = Literal["coming", "running", "ending", "ended"]


@dataclass(frozen=True)
class Terms:
    """All that somebody may write down of a contract."""

    name: str
    starts_on: date
    ends_on: date | None = None
    plan: str = ""
    policy_id: UUID | None = None
    schedule_id: UUID | None = None
    notes: str = ""
    remind_days: int = 30


@dataclass(frozen=True)
class Contract:
    """The dates are days of the company's calendar; the last one still counts. Without an end it runs on."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    name: str
    plan: str
    policy_id: UUID | None
    schedule_id: UUID | None
    starts_on: date
    ends_on: date | None
    notes: str
    remind_days: int
    reminded_at: datetime | None
    created_at: datetime
    archived_at: datetime | None

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def reminds_on(self) -> date | None:
        """The day from which somebody should talk about what comes next; None without an end or a reminder."""
        return self.ends_on - timedelta(days=self.remind_days) if self.ends_on and self.remind_days else None

    def runs_on(self, day: date) -> bool:
        return not self.is_archived and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def state_on(self, day: date) -> State:
        if self.ends_on is not None and self.ends_on < day:
            return "ended"
        if self.starts_on > day:
            return "coming"
        return "ending" if self.reminds_on and self.reminds_on <= day else "running"


def running(contracts: list[Contract], day: date) -> Contract | None:
    """Of several that run on one day the one that began last: a renewal takes over from what it renews."""
    held = [one for one in contracts if one.runs_on(day)]
    return max(held, key=lambda one: (one.starts_on, one.id), default=None)
