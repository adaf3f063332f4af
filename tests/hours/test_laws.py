"""The laws of b3, over all zones and the years 1985 to 2037."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests_depth import examples

from polydesk.hours.schedule import HORIZON, schedule_of
from tests_hours import FIRST, LAST, WEEKDAYS, ZONES, places, scenes

SPANS = st.integers(0, 40 * 86_400)
BUDGETS = st.integers(1, 200_000) | st.integers(1, 20_000_000)
bounded = settings(max_examples=examples(120), deadline=None)

Scene = tuple[dict[str, Any], int]


@bounded
@given(scenes(), SPANS)
def test_elapsed_is_between_nothing_and_all(scene: Scene, span: int) -> None:
    raw, start = scene
    assert 0 <= schedule_of(raw).elapsed(start, start + span) <= span


@bounded
@given(scenes(), SPANS, SPANS)
def test_elapsed_adds_up(scene: Scene, first: int, second: int) -> None:
    raw, a = scene
    hours, b, c = schedule_of(raw), a + first, a + first + second
    assert hours.elapsed(a, c) == hours.elapsed(a, b) + hours.elapsed(b, c)
    assert hours.elapsed(b, a) == 0


@bounded
@given(scenes(), BUDGETS)
def test_the_deadline_is_the_earliest_instant(scene: Scene, budget: int) -> None:
    raw, start = scene
    hours = schedule_of(raw)
    due = hours.deadline(start, budget)
    if due is None:
        assert hours.elapsed(start, start + HORIZON) < budget
    else:
        assert start < due <= start + HORIZON
        assert hours.elapsed(start, due) == budget
        assert hours.elapsed(start, due - 1) == budget - 1


@bounded
@given(scenes(), BUDGETS, st.integers(0, 100_000), st.integers(0, 100_000))
def test_the_deadline_never_decreases(scene: Scene, budget: int, later: int, more: int) -> None:
    raw, start = scene
    hours = schedule_of(raw)
    due, after = hours.deadline(start, budget), hours.deadline(start + later, budget + more)
    if due is not None and after is not None:
        assert due <= after


@bounded
@given(scenes(), st.integers(0, 200_000), BUDGETS)
def test_a_deadline_goes_on_from_a_deadline(scene: Scene, first: int, second: int) -> None:
    raw, start = scene
    hours = schedule_of(raw)
    middle, whole = hours.deadline(start, first), hours.deadline(start, first + second)
    if middle is not None and whole is not None:
        assert hours.deadline(middle, second) == whole


@bounded
@given(scenes())
def test_no_budget_is_due_at_once(scene: Scene) -> None:
    raw, start = scene
    assert schedule_of(raw).deadline(start, 0) == start


@bounded
@given(scenes(), SPANS, BUDGETS)
def test_over_midnight_is_the_same_as_split(scene: Scene, span: int, budget: int) -> None:
    raw, start = scene
    weekly: dict[str, list[list[str]]] = {day: [] for day in WEEKDAYS}
    for number, day in enumerate(WEEKDAYS):
        for begins, ends in raw["weekly"].get(day, []):
            if begins < ends:
                weekly[day].append([begins, ends])
                continue
            weekly[day].append([begins, "24:00"])
            if ends != "00:00":
                weekly[WEEKDAYS[(number + 1) % 7]].append(["00:00", ends])
    assert_same(raw, {**raw, "weekly": weekly}, start, span, budget)


@bounded
@given(scenes(), SPANS, BUDGETS, st.randoms(use_true_random=False))
def test_order_overlap_and_cutting_do_not_matter(scene: Scene, span: int, budget: int, chance: Any) -> None:
    raw, start = scene

    def untidy(intervals: list[list[str]]) -> list[list[str]]:
        pieces = [list(pair) for pair in intervals]
        for begins, ends in intervals:
            if begins < "12:00" < ends:
                pieces += [[begins, "12:00"], ["12:00", ends]]
        chance.shuffle(pieces)
        return pieces

    other = {
        **raw,
        "weekly": {day: untidy(pairs) for day, pairs in raw["weekly"].items()},
        "special": {day: untidy(pairs) for day, pairs in raw["special"].items()},
        "closures": [*reversed(raw["closures"]), *raw["closures"]],
    }
    assert_same(raw, other, start, span, budget)


@bounded
@given(places(), SPANS, st.integers(0, HORIZON))
def test_always_open_is_the_calendar(place: tuple[str, int], span: int, budget: int) -> None:
    zone, start = place
    hours = schedule_of({"tz": zone, "weekly": {day: [["00:00", "24:00"]] for day in WEEKDAYS}})
    assert hours.elapsed(start, start + span) == span
    assert hours.deadline(start, budget) == start + budget
    assert hours.deadline(start, HORIZON + 1) is None
    assert hours.is_open(start)
    assert hours.next_closing(start) is None


@bounded
@given(scenes())
def test_open_means_that_the_second_counts(scene: Scene) -> None:
    raw, instant = scene
    hours = schedule_of(raw)
    assert hours.is_open(instant) == (hours.elapsed(instant, instant + 1) == 1)


@bounded
@given(scenes(), SPANS)
def test_the_open_intervals_are_what_elapsed_counts(scene: Scene, span: int) -> None:
    raw, start = scene
    hours = schedule_of(raw)
    found = list(hours.open_intervals(start, start + span))
    assert sum(b - a for a, b in found) == hours.elapsed(start, start + span)
    for a, b in found:
        assert start <= a < b <= start + span
        assert hours.is_open(a)
        assert hours.is_open(b - 1)
        assert b == start + span or not hours.is_open(b)
        assert a == start or not hours.is_open(a - 1)


@bounded
@given(scenes())
def test_the_next_opening_and_closing_are_the_first(scene: Scene) -> None:
    raw, instant = scene
    hours = schedule_of(raw)
    opening, closing = hours.next_opening(instant), hours.next_closing(instant)
    assert instant in (opening, closing)
    if opening is not None:
        assert hours.is_open(opening)
        assert hours.elapsed(instant, opening) == 0
    if closing is not None:
        assert not hours.is_open(closing)
        assert hours.elapsed(instant, closing) == closing - instant


@bounded
@given(
    scenes(), SPANS, BUDGETS, st.sampled_from((("Europe/Dublin", "Europe/London"), ("Europe/Rome", "Europe/Budapest")))
)
def test_zones_with_the_same_clock_agree(scene: Scene, span: int, budget: int, pair: tuple[str, str]) -> None:
    raw, start = scene
    one, other = ({**raw, "tz": zone} for zone in pair)
    assert_same(one, other, start, span, budget)


def assert_same(one: dict[str, Any], other: dict[str, Any], start: int, span: int, budget: int) -> None:
    left, right = schedule_of(one), schedule_of(other)
    assert left.is_open(start) == right.is_open(start)
    assert left.elapsed(start, start + span) == right.elapsed(start, start + span)
    assert left.deadline(start, budget) == right.deadline(start, budget)


@pytest.mark.parametrize("start", range(FIRST, LAST, (LAST - FIRST) // 6))
def test_the_laws_hold_in_each_zone_there_is(start: int) -> None:
    weekly = {"mon": [["09:00", "13:00"], ["14:00", "18:00"]], "fri": [["22:00", "02:30"]], "sun": [["00:30", "03:00"]]}
    for zone in ZONES:
        hours = schedule_of({"tz": zone, "weekly": weekly})
        for budget in (1, 40_000, 9_000_000):
            due = hours.deadline(start, budget)
            assert due is not None
            assert hours.elapsed(start, due) == budget
            assert hours.elapsed(start, due - 1) == budget - 1
            assert hours.is_open(due - 1)
