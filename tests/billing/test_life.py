"""The life of a company, for any facts and any moment: one answer, no flip without a fact, nothing that was not announced."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests_depth import examples
from tests_life import BEGAN, DAY, TRIAL, TRIAL_ENDS, a_bill, a_subscription, owing, paying

from billing import plans
from billing.facts import Ahead, Bill, Facts, Subscription
from billing.life import EXTENSION, GRACE, heard, look, may_extend, read_only_from, standing, unpaid_since


@pytest.mark.parametrize(("people", "then"), [(2, ("active", "free", "free")), (3, ("read_only", "free", "people"))])
def test_its_trial_ends_where_its_people_fit(people: int, then: tuple[str, str, str]) -> None:
    facts = replace(TRIAL, people=people)
    before = standing(facts, TRIAL_ENDS - timedelta(seconds=1))
    assert (before.status, before.next_change_at) == ("trial", TRIAL_ENDS)
    after = standing(facts, TRIAL_ENDS)
    assert (after.status, after.plan, after.why) == then
    assert after.next is None


def test_it_can_be_extended_once_also_a_little_late() -> None:
    assert may_extend(TRIAL, BEGAN)
    assert may_extend(replace(TRIAL, people=9), TRIAL_ENDS + EXTENSION - DAY)
    assert not may_extend(TRIAL, TRIAL_ENDS + EXTENSION)
    assert not may_extend(replace(TRIAL, extended_at=BEGAN), BEGAN)
    assert not may_extend(paying(), BEGAN)


def test_a_bill_that_waits_takes_nothing_for_two_weeks_and_then_only_the_pen() -> None:
    due = BEGAN + 34 * DAY
    assert standing(owing(), due).status == "past_due"
    assert standing(owing(), due).next_change_at == due + GRACE == read_only_from(owing())
    assert standing(owing(), due + GRACE - timedelta(seconds=1)).status == "past_due"
    assert standing(owing(), due + GRACE).status == "read_only"
    paid = replace(owing(), subscriptions=(a_subscription(),), bills=(a_bill(status="paid"),))
    assert standing(paid, due + GRACE).status == "active"


def test_it_owes_also_when_stripe_has_given_up_until_it_settles_for_free() -> None:
    ended = a_subscription(status="canceled", ended_at=BEGAN + 40 * DAY)
    facts = replace(owing(), subscriptions=(ended,))
    assert standing(facts, BEGAN + 41 * DAY).status == "past_due"
    assert standing(facts, BEGAN + 60 * DAY).status == "read_only"
    settled = replace(facts, free_since=BEGAN + 61 * DAY)
    assert (standing(settled, BEGAN + 61 * DAY).status, settled.people) == ("active", 2)
    written_off = replace(facts, bills=(a_bill(status="uncollectible"),))
    assert standing(written_off, BEGAN + 60 * DAY).plan == "free"


def test_with_more_people_than_paid_seats_agents_only_read() -> None:
    facts = replace(TRIAL, people=5, subscriptions=(a_subscription(seats=2),))
    assert standing(facts, BEGAN + 20 * DAY).why == "subscribed"
    found = standing(replace(facts, people=6), BEGAN + 20 * DAY)
    assert (found.status, found.plan, found.why) == ("read_only", "team", "seats")
    given = replace(facts, people=6, comp_plan="team", subscriptions=())
    assert standing(given, BEGAN + 20 * DAY).status == "active"  # a present locks nobody out


def test_a_date_of_stripes_announces_and_does_not_act() -> None:
    end = BEGAN + 34 * DAY
    facts = replace(TRIAL, people=5, subscriptions=(a_subscription(cancel_at=end, seats=2),))
    announced = standing(facts, BEGAN + 20 * DAY).next
    assert announced
    assert (announced.at, announced.look.status) == (end, "read_only")
    assert standing(facts, end + DAY).status == "active"
    said = replace(facts, subscriptions=(a_subscription(status="canceled", cancel_at=end, ended_at=end),))
    assert look(said, end).is_like(announced.look)


def test_a_smaller_plan_of_the_next_period_is_announced() -> None:
    ahead = Ahead("team", "month", 0, BEGAN + 34 * DAY)
    facts = replace(TRIAL, subscriptions=(a_subscription(plan="business", ahead=ahead),))
    coming = standing(facts, BEGAN + 20 * DAY).next
    assert coming
    assert (coming.at, coming.look.plan, coming.look.limits["seats"]) == (ahead.at, "team", 3)


def test_of_two_subscriptions_the_one_that_runs_counts() -> None:
    newer = a_subscription(id="sub_2", status="past_due", created_at=BEGAN + 9 * DAY, plan="business")
    for pair in ((a_subscription(), newer), (newer, a_subscription())):
        assert standing(replace(TRIAL, subscriptions=pair), BEGAN + 10 * DAY).plan == "team"


def test_what_was_begun_and_never_paid_changes_nothing() -> None:
    facts = replace(TRIAL, subscriptions=(a_subscription(status="incomplete"),))
    assert standing(facts, BEGAN) == standing(TRIAL, BEGAN)


def test_the_larger_of_a_gift_and_a_purchase_counts() -> None:
    until = BEGAN + 90 * DAY
    given = replace(owing(), comp_plan="business", comp_until=until)
    assert standing(given, BEGAN + 60 * DAY).why == "comped"
    assert standing(given, BEGAN + 60 * DAY).next_change_at == until
    small = paying(comp_plan="free", comp_until=until)
    assert standing(small, BEGAN + 60 * DAY).plan == "team"


def test_whoever_cancels_keeps_everything_until_the_day() -> None:
    facts = paying(cancelled_at=BEGAN + 20 * DAY, closes_at=BEGAN + 34 * DAY)
    before = standing(facts, BEGAN + 21 * DAY)
    assert (before.status, before.why, before.next_change_at) == ("active", "cancelled", facts.closes_at)
    assert standing(facts, BEGAN + 34 * DAY).status == "closed"


@pytest.mark.parametrize("runs", [{}, {"trial_ends_at": None, "comp_plan": "team", "comp_until": BEGAN + 12 * DAY}])
def test_whoever_cancels_just_before_an_end_keeps_everything_too(runs: dict[str, Any]) -> None:
    facts = replace(TRIAL, people=5, **runs, cancelled_at=BEGAN + 11 * DAY, closes_at=BEGAN + 18 * DAY)
    for day in (11, 13, 15, 17):
        found = standing(facts, BEGAN + day * DAY)
        assert (found.status, found.why) == ("active" if runs else "trial", "cancelled")
        assert (found.next_change_at, found.next and found.next.look.status) == (facts.closes_at, "closed")
    late = replace(facts, cancelled_at=BEGAN + 16 * DAY, closes_at=BEGAN + 23 * DAY)
    assert standing(late, BEGAN + 17 * DAY).why == "people"  # what was over before is not brought back
    assert standing(replace(facts, cancelled_at=None, closes_at=None), BEGAN + 15 * DAY).why == "people"


def test_a_plan_that_is_sold_no_more_limits_nobody_who_pays_for_it() -> None:
    facts = replace(TRIAL, subscriptions=(a_subscription(plan="golden"),))
    assert dict(standing(facts, BEGAN + 5 * DAY).limits) == {}


moments = st.integers(0, 120 * 24).map(lambda hours: BEGAN + timedelta(hours=hours))
maybe = st.none() | moments
aheads = st.builds(Ahead, st.sampled_from(["free", "team", "business"]), st.just("month"), st.integers(0, 3), moments)
STATUSES = ["active", "trialing", "past_due", "unpaid", "canceled", "paused", "incomplete", "incomplete_expired"]
subscriptions = st.builds(
    Subscription,
    id=st.sampled_from(["sub_1", "sub_2"]),
    status=st.sampled_from(STATUSES),
    plan=st.sampled_from(["team", "business", "golden"]),
    cycle=st.sampled_from(["month", "year"]),
    currency=st.just("eur"),
    seats=st.integers(0, 4),
    created_at=moments,
    period_start=maybe,
    period_end=maybe,
    cancel_at=maybe,
    ended_at=maybe,
    ahead=st.none() | aheads,
)
bills = st.builds(
    Bill,
    id=st.sampled_from(["in_1", "in_2"]),
    status=st.sampled_from(["open", "paid", "void", "uncollectible"]),
    number=st.just("R-1"),
    currency=st.just("eur"),
    remaining=st.just(100),
    attempts=st.integers(0, 3),
    issued_at=moments,
)
many = st.lists(subscriptions, max_size=2, unique_by=lambda one: one.id).map(tuple)
any_facts = st.builds(
    Facts,
    created_at=st.just(BEGAN),
    trial_ends_at=maybe,
    people=st.integers(0, 5),
    subscriptions=many,
    bills=st.lists(bills, max_size=2).map(tuple),
    comp_plan=st.none() | st.sampled_from(list(plans.PLANS)),
    comp_until=maybe,
    free_since=maybe,
    past_due_since=maybe,
    past_due_bill=st.sampled_from(["", "in_1", "in_2"]),
    cancelled_at=maybe,
    closes_at=maybe,
    closed_at=maybe,
    extended_at=maybe,
)


@settings(max_examples=examples(500))
@given(any_facts, moments, st.floats(0, 1))
def test_nothing_flips_before_the_date_that_was_announced(facts: Facts, at: datetime, share: float) -> None:
    found = standing(facts, at)
    until = found.next_change_at or at + 400 * DAY
    assert until > at
    between = at + (until - at) * share
    assert between == until or look(facts, between).is_like(found.look)
    assert found.since is None or found.since <= at


@given(any_facts, moments, moments)
def test_when_we_heard_of_a_bill_is_never_later_than_our_clock_and_never_moves(
    facts: Facts, at: datetime, later: datetime
) -> None:
    known = heard(facts, at)
    assert known.past_due_since is None or known.past_due_since <= at
    assert heard(known, max(at, later)) == known
    assert unpaid_since(known) == known.past_due_since


def test_each_bill_has_two_weeks_of_its_own() -> None:
    first = heard(owing(), BEGAN + 34 * DAY)
    second = heard(replace(first, bills=(a_bill(id="in_2", issued_at=BEGAN + 64 * DAY),)), BEGAN + 65 * DAY)
    assert read_only_from(second) == BEGAN + 64 * DAY + GRACE


@settings(max_examples=examples(1_000))
@given(any_facts, moments)
def test_what_is_announced_is_what_comes(facts: Facts, at: datetime) -> None:
    coming = standing(facts, at).next
    if coming is None:
        return
    done = replace(facts, subscriptions=tuple(_as_stripe_says(one, coming.at) for one in facts.subscriptions))
    assert look(done, coming.at).is_like(coming.look) or _stripe_had_the_date(facts, at)


def _as_stripe_says(one: Subscription, at: datetime) -> Subscription:
    if one.ahead and one.ahead.at <= at:
        one = replace(one, plan=one.ahead.plan, seats=one.ahead.seats, ahead=None)
    if one.cancel_at and one.cancel_at <= at and one.runs:
        one = replace(one, status="canceled", ended_at=one.cancel_at)
    return one


def _stripe_had_the_date(facts: Facts, at: datetime) -> bool:
    """A date of Stripe's has passed and Stripe has not said so yet: then nobody knows what comes."""
    return any(
        (one.ahead and one.ahead.at <= at) or (one.cancel_at and one.cancel_at <= at) for one in facts.subscriptions
    )
