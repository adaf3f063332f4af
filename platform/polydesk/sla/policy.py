"""A policy's version as a value: for which tickets, what is promised by when, who is reminded, what happens after.

The JSON columns of sla_policy_version are exactly these structs; budgets are seconds only, since "one day" of support
time means nothing that two people agree on.
"""

from typing import Any, Literal, get_args
from uuid import UUID

import msgspec

from polydesk.tickets.ticket import Priority

Metric = Literal["first_response", "next_response", "update", "resolution"]
ClockName = Literal["business", "calendar"]
Pause = Literal["waiting_customer", "waiting_third_party"]
Field = Literal["organisation", "plan", "channel", "language", "priority", "tag", "category", "message_language"]
Audience = Literal["assignee", "team", "leads"]  # leads: the tenant's admins and owners

METRICS: tuple[Metric, ...] = get_args(Metric)
PAUSES: tuple[Pause, ...] = get_args(Pause)
FIELDS: tuple[Field, ...] = get_args(Field)

# Unless a policy says otherwise. An update is owed while others have the ticket: that is when customers hear nothing.
USUAL_PAUSES: dict[Metric, tuple[Pause, ...]] = {"resolution": PAUSES, "update": ("waiting_customer",)}

LEAST_BUDGET = 60
MOST_BUDGET = 31_536_000


class Condition(msgspec.Struct, frozen=True):
    """Holds when the ticket's field has one of these values; several conditions hold together."""

    field: Field
    values: tuple[str, ...]


class Target(msgspec.Struct, frozen=True):
    """`schedule_id` is the target's own, over the policy's."""

    metric: Metric
    priority: Priority
    budget_s: int
    clock: ClockName = "business"
    pause_on: tuple[Pause, ...] = ()
    schedule_id: UUID | None = None


class Reminder(msgspec.Struct, frozen=True):
    """Either so many seconds of the timer's clock before it is due, or when this share of the budget is used."""

    metric: Metric
    before_s: int | None = None
    percent: int | None = None
    to: tuple[Audience, ...] = ("assignee",)

    @property
    def key(self) -> str:
        return f"reminder:{self.before_s}s" if self.percent is None else f"reminder:{self.percent}%"

    def remaining(self, budget_s: int) -> int:
        """How much of the budget is left when it fires; not below the budget itself means that it never does."""
        if self.percent is not None:
            return budget_s - budget_s * self.percent // 100
        return self.before_s or 0


class Step(msgspec.Struct, frozen=True):
    """What is done so many seconds of the timer's clock after it was due."""

    metric: Metric
    offset_s: int
    notify: tuple[Audience, ...] = ()
    assign_to: UUID | None = None
    team: UUID | None = None
    priority: Priority | None = None
    tag: str = ""
    webhook: UUID | None = None

    @property
    def key(self) -> str:
        return f"step:{self.offset_s}"


class Options(msgspec.Struct, frozen=True):
    """`urgent` lets notices of reminders and breaches out at night; without it they wait for the next opening."""

    shows_promise: bool = True
    bot_counts: bool = False
    restart_on_reopen: bool = False
    raise_grace_s: int = 0
    pause_needs_question: bool = False
    urgent: tuple[Priority, ...] = ("urgent",)


class Draft(msgspec.Struct, frozen=True):
    """All that an admin may set of a policy; a version is a draft that was published."""

    names: dict[str, str]
    conditions: tuple[Condition, ...] = ()
    schedule_id: UUID | None = None
    targets: tuple[Target, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    steps: tuple[Step, ...] = ()
    options: Options = Options()

    def target(self, metric: Metric, priority: str) -> Target | None:
        return next((one for one in self.targets if (one.metric, one.priority) == (metric, priority)), None)


class Version(msgspec.Struct, frozen=True):
    """A published draft; `policy_id` with `no` names it for people, `id` for rows."""

    id: UUID
    policy_id: UUID
    no: int
    draft: Draft


def draft_of(row: dict[str, Any]) -> Draft:
    """From the decoded JSON columns of a row."""
    return msgspec.convert({name: row[name] for name in Draft.__struct_fields__}, Draft, strict=False)
