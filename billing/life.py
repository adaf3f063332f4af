"""The life of a company with us (SG-15): one pure function from facts and the clock to where it stands and what comes next.

A trial of 14 days, once 7 more; then what was chosen, or Free where its people fit into that; else agents only read until
somebody chooses or people leave. With more people than seats that are paid for it is the same. A bill that is not paid:
14 days in which everything goes on, then agents only read.
Nothing here is ever felt by a company's customers. What only Stripe ends (a subscription) ends when Stripe says so: its
date announces the change and does not make it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from billing import plans
from billing.facts import ENDED, Facts, Subscription

Status = Literal["trial", "active", "past_due", "read_only", "closed"]

EXTENSION = timedelta(days=7)
GRACE = timedelta(days=14)
# Until then whoever closed comes back to everything.
RETURN = timedelta(days=90)


@dataclass(frozen=True)
class Look:
    """Where a company stands. `why`: trial, open, subscribed, comped, free, cancelled, unpaid, people, seats, closed.
    `since` is empty where no fact tells."""

    status: Status
    plan: str
    limits: Mapping[str, int]
    why: str
    since: datetime | None = None

    def is_like(self, other: "Look") -> bool:
        """Since when does not count: a date in the past is no change."""
        return replace(self, since=None) == replace(other, since=None)


@dataclass(frozen=True)
class Next:
    """What comes at a date, if nobody does anything."""

    at: datetime
    look: Look


@dataclass(frozen=True)
class Standing:
    look: Look
    next: Next | None

    @property
    def status(self) -> Status:
        return self.look.status

    @property
    def plan(self) -> str:
        return self.look.plan

    @property
    def limits(self) -> Mapping[str, int]:
        return self.look.limits

    @property
    def why(self) -> str:
        return self.look.why

    @property
    def since(self) -> datetime | None:
        return self.look.since

    @property
    def next_change_at(self) -> datetime | None:
        return self.next.at if self.next else None


def standing(facts: Facts, at: datetime) -> Standing:
    """Total: there is one answer for any facts and any moment. Stripe's clock may be ahead of ours; nothing began later than now."""
    present = look(facts, at)
    since = min(present.since, at) if present.since else None
    return Standing(replace(present, since=since), _next(facts, at, present))


def look(facts: Facts, at: datetime) -> Look:
    closing = facts.closed_at or facts.closes_at
    if facts.closed_at or (closing and closing <= at):
        return Look("closed", plans.FREE.name, plans.limits_of(plans.FREE.name), "closed", closing)
    return _leaving(facts, _paid(facts, at) or _on_trial(facts, at) or _without(facts, at))


def is_given(facts: Facts, at: datetime) -> bool:
    """Whether what counts is a plan that we gave: then nothing that is used is charged."""
    paid = None if look(facts, at).status == "closed" else _paid(facts, at)
    return paid is not None and paid.why == "comped"


def unpaid_since(facts: Facts) -> datetime | None:
    """Since when a bill waits on which it depends whether agents can work: its date, but never later than we heard of it."""
    since = _billed_since(facts)
    if since is None or facts.past_due_since is None or facts.past_due_bill != _bill_that_waits(facts):
        return since
    return min(since, facts.past_due_since)


def heard(facts: Facts, at: datetime) -> Facts:
    """With the moment at which we first heard of the bill that waits; heard again it stays the same. Dates of bills are
    Stripe's, and days are counted by our clock."""
    since = unpaid_since(facts)
    if since is None:
        return replace(facts, past_due_since=None, past_due_bill="")
    return replace(facts, past_due_since=min(since, at), past_due_bill=_bill_that_waits(facts))


def _bill_that_waits(facts: Facts) -> str:
    return facts.unpaid.id if facts.unpaid else ""


def _billed_since(facts: Facts) -> datetime | None:
    bought = facts.subscription
    if bought is None or bought.runs:
        return None
    if bought.waits:
        return facts.unpaid.issued_at if facts.unpaid else bought.period_start or bought.created_at
    settled = facts.free_since is not None and facts.free_since >= (bought.ended_at or bought.created_at)
    return facts.unpaid.issued_at if facts.unpaid and not settled else None


def read_only_from(facts: Facts) -> datetime | None:
    """When agents can only read, unless the bill that waits is paid."""
    since = unpaid_since(facts)
    return since + GRACE if since else None


def fits_free(facts: Facts) -> bool:
    return facts.people <= plans.FREE.seats


def may_extend(facts: Facts, at: datetime) -> bool:
    """Once; also in the week after the end, for whoever comes too late."""
    if (
        facts.extended_at
        or facts.trial_spent
        or facts.trial_ends_at is None
        or facts.subscription
        or at >= facts.trial_ends_at + EXTENSION
    ):
        return False
    return look(facts, at).why in ("trial", "free", "people")


def _paid(facts: Facts, at: datetime) -> Look | None:
    """By the company, or by us; the larger plan of both."""
    bought, given = facts.subscription, _comp(facts, at)
    if given and not (bought and bought.runs and _rank(bought.plan) > _rank(given.plan)):
        return given
    if bought and bought.runs:
        limits = _limits(bought.plan, bought.seats)
        if facts.people > limits.get("seats", facts.people):
            return Look("read_only", bought.plan, limits, "seats", bought.period_start or bought.created_at)
        return Look("active", bought.plan, limits, "subscribed", bought.created_at)
    return _owing(facts, at, bought) if bought else None


def _owing(facts: Facts, at: datetime, bought: Subscription) -> Look | None:
    """Also when Stripe has given up, as long as the bill is open and nobody has settled for Free."""
    since = unpaid_since(facts)
    if since is None:
        return None
    limits = _limits(bought.plan, bought.seats)
    if at < since + GRACE:
        return Look("past_due", bought.plan, limits, "unpaid", since)
    return Look("read_only", bought.plan, limits, "unpaid", since + GRACE)


def _comp(facts: Facts, at: datetime) -> Look | None:
    plan = facts.comp_plan
    if plan is None or (facts.comp_runs_until and facts.comp_runs_until <= at):
        return None
    bought = facts.subscription
    return Look("active", plan, _limits(plan, bought.seats if bought and bought.runs else 0), "comped")


def _on_trial(facts: Facts, at: datetime) -> Look | None:
    if facts.trial_ends_at is None and facts.subscription is None and not facts.comp_plan:
        return Look("active", plans.TRIAL, {}, "open", facts.created_at)
    settled = facts.trial_spent or (facts.free_since is not None and facts.free_since <= at)
    if facts.trial_runs_until is None or at >= facts.trial_runs_until or settled:
        return None
    return Look("trial", plans.TRIAL, plans.limits_of(plans.TRIAL), "trial", facts.created_at)


def _without(facts: Facts, at: datetime) -> Look:
    """Nothing was chosen, or it has ended: Free, if the people fit into it."""
    limits, since = plans.limits_of(plans.FREE.name), _ended(facts, at)
    if fits_free(facts):
        return Look("active", plans.FREE.name, limits, "free", since)
    return Look("read_only", plans.FREE.name, limits, "people", since)


def _ended(facts: Facts, at: datetime) -> datetime:
    """When the last of what there was before came to its end."""
    bought = facts.subscription
    dates = (facts.trial_ends_at, facts.comp_until, bought and (bought.ended_at or bought.created_at), facts.free_since)
    return max((date for date in dates if date and date <= at), default=facts.created_at)


def _leaving(facts: Facts, present: Look) -> Look:
    """Whoever cancelled keeps what there is until the day."""
    return replace(present, why="cancelled") if facts.closes_at and present.status in ("trial", "active") else present


def _next(facts: Facts, at: datetime, present: Look) -> Next | None:
    for date in sorted(set(_dates(facts))):
        if date > at:
            then = look(_as_planned(facts, after=at, until=date), date)
            if not then.is_like(present):
                return Next(date, then)
    return None


def _dates(facts: Facts) -> Iterator[datetime]:
    """Every date at which something may change by itself."""
    ends = (facts.trial_runs_until, facts.comp_runs_until, facts.closes_at)
    own = (*ends, read_only_from(facts), facts.free_since)
    of_stripe = [date for one in facts.subscriptions for date in (one.ahead and one.ahead.at, one.cancel_at)]
    return (date for date in (*own, *of_stripe) if date)


def _as_planned(facts: Facts, *, after: datetime, until: datetime) -> Facts:
    """As Stripe will say by then, when it does what it was told."""
    planned = tuple(_by_then(one, after, until) for one in facts.subscriptions)
    return replace(facts, subscriptions=planned)


def _by_then(one: Subscription, after: datetime, until: datetime) -> Subscription:
    if one.ahead and after < one.ahead.at <= until:
        one = replace(one, plan=one.ahead.plan, cycle=one.ahead.cycle, seats=one.ahead.seats, ahead=None)
    if one.runs and one.cancel_at and after < one.cancel_at <= until:
        one = replace(one, status=ENDED, ended_at=one.cancel_at)
    return one


def _limits(plan: str, seats: int = 0) -> Mapping[str, int]:
    """A plan that we do not know any more, but that somebody pays for, limits nothing."""
    return plans.limits_of(plan, seats) if plan in plans.NAMES else {}


def _rank(plan: str) -> int:
    return list(plans.PLANS).index(plan) if plan in plans.PLANS else -1
