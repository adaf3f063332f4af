"""Budgets as people write and read them: nothing is lost on the way into the form and back, and a day is told as a day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polydesk.sla import budgets
from polydesk.sla.budgets import UNITS
from polydesk.sla.policy import LEAST_BUDGET, MOST_BUDGET

OFFICE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@given(st.integers(LEAST_BUDGET // 60, MOST_BUDGET // 60), st.sampled_from(["business", "calendar"]))
def test_whole_minutes_come_back_as_they_were(minutes: int, clock: budgets.ClockName) -> None:
    number, unit = budgets.written(minutes * 60, clock)
    assert budgets.read(number, unit) == minutes * 60
    assert unit.clock == clock


@pytest.mark.parametrize(
    ("typed", "unit", "seconds"),
    [
        ("4", "h", 14_400),
        ("1.5", "h", 5400),
        ("1,5", "h", 5400),
        (" 30 ", "m", 1800),
        ("2", "cd", 172_800),
        ("0", "m", 0),
    ],
)
def test_it_reads(typed: str, unit: str, seconds: int) -> None:
    assert budgets.read(typed, UNITS[unit]) == seconds


@pytest.mark.parametrize("typed", ["", "soon", "-1", "1e9", "1.2.3", "9" * 40, "0x10"])
def test_it_reads_nothing_into_what_is_no_number(typed: str) -> None:
    assert budgets.read(typed, UNITS["h"]) is None


def test_support_time_is_never_said_in_days() -> None:
    assert budgets.said_by(40 * 3600, "business") == "40 h of support time"
    assert budgets.said_by(40 * 3600, "calendar") == "40 h"
    assert budgets.said_by(48 * 3600, "calendar") == "2 days"


def test_a_working_day_is_the_usual_one_of_the_week() -> None:
    assert budgets.working_day_of(OFFICE | {"sat": [["10:00", "12:00"]]}) == 8 * 3600
    assert budgets.working_day_of({"fri": [["22:00", "06:00"]]}) == 8 * 3600
    assert budgets.working_day_of({"sun": [["00:00", "24:00"]]}) == 24 * 3600
    assert budgets.working_day_of({}) == 0


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0.5, ""),
        (2, "≈ ¼ working day"),
        (4, "≈ ½ working day"),
        (6, "≈ ¾ working day"),
        (8, "≈ 1 working day"),
        (12, "≈ 1.5 working days"),
        (40, "≈ 5 working days"),
    ],
)
def test_it_says_how_many_working_days_that_is(hours: float, said: str) -> None:
    assert budgets.in_working_days(round(hours * 3600), 8 * 3600) == said
