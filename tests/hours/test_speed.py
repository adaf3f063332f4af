"""The bars of b5, with room for a busy machine: the best of several rounds must stay below them."""

import timeit
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from polydesk.hours.instants import parse_instant
from polydesk.hours.schedule import schedule_of

START = parse_instant("2026-03-06T15:00:00Z")
SPLIT: dict[str, Any] = {
    "tz": "America/New_York",
    "weekly": {day: [["09:00", "13:00"], ["14:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
}
CLOSED = [(date(2026, 1, 5) + timedelta(days=4 * n)).isoformat() for n in range(800)]
MANY = {**SPLIT, "weekly": {**SPLIT["weekly"], "sat": [["00:00", "24:00"]]}, "closures": CLOSED}


def best(ask: Callable[[], object], rounds: int = 200) -> float:
    """Seconds of one call, in the best of five rounds."""
    ask()
    return min(timeit.repeat(ask, number=rounds, repeat=5)) / rounds


def test_sixteen_hours_take_less_than_200_microseconds() -> None:
    hours = schedule_of(SPLIT)
    assert best(lambda: hours.deadline(START, 16 * 3600)) < 200e-6


def test_twenty_thousand_hours_take_less_than_two_milliseconds() -> None:
    hours = schedule_of(SPLIT)
    assert hours.deadline(START, 20_000 * 3600) is not None
    assert best(lambda: hours.deadline(START, 20_000 * 3600)) < 2e-3


def test_eight_hundred_exceptions_make_it_hardly_slower() -> None:
    hours = schedule_of(MANY)
    assert hours.deadline(START, 18_000 * 3600) is not None
    assert best(lambda: hours.deadline(START, 18_000 * 3600)) < 2e-3


def test_a_year_costs_a_few_days_and_not_a_hundred_times_more() -> None:
    hours = schedule_of(SPLIT)
    week, decade = (best(lambda span=span: hours.elapsed(START, START + span)) for span in (7 * 86_400, 3650 * 86_400))
    assert decade < 60 * week  # twenty changes of the clocks; a step for each day would be five hundred times


def test_a_schedule_with_all_it_may_hold_compiles_at_once() -> None:
    assert best(lambda: schedule_of(MANY), rounds=3) < 0.5
