"""Laws of a schedule through its versions, over all zones."""

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests_depth import examples

from polydesk.hours.history import CALENDAR, History, history_of
from polydesk.hours.instants import moment_of
from polydesk.hours.schedule import HORIZON, schedule_of
from polydesk.hours.spans import DAY
from polydesk.schedules.versions import Publication, counting, eras
from tests_hours import places, scenes, schedules

SPAN = 30 * DAY
MANY = settings(max_examples=examples(100))


@st.composite
def histories(draw: st.DrawFn) -> tuple[History, int]:
    """Up to four versions around an instant, in zones of their own."""
    raw, near = draw(scenes())
    versions = [(near - SPAN, schedule_of(raw))]
    for _ in range(draw(st.integers(0, 3))):
        zone, _instant = draw(places())
        form: dict[str, Any] = draw(schedules(near=near, zone=zone))
        versions.append((near + draw(st.integers(-SPAN, SPAN)), schedule_of(form)))
    return history_of(versions), near


@MANY
@given(scenes(), st.integers(0, SPAN), st.integers(0, 20 * 86_400))
def test_it_is_its_schedule_when_there_is_one_version(scene: Any, length: int, budget: int) -> None:
    raw, near = scene
    hours = schedule_of(raw)
    history = history_of([(near + 7, hours)])
    assert history.elapsed(near, near + length) == hours.elapsed(near, near + length)
    assert history.deadline(near, budget) == hours.deadline(near, budget)
    assert history.is_open(near) == hours.is_open(near)
    assert history.next_opening(near) == hours.next_opening(near)


@MANY
@given(histories(), st.integers(-SPAN, SPAN), st.integers(0, SPAN), st.integers(0, SPAN))
def test_it_adds_up_over_versions(scene: tuple[History, int], begins: int, first: int, second: int) -> None:
    history, near = scene
    a = near + begins
    b, c = a + first, a + first + second
    assert history.elapsed(a, c) == history.elapsed(a, b) + history.elapsed(b, c)
    assert 0 <= history.elapsed(a, b) <= b - a
    assert history.elapsed(b, a) == (0 if first else history.elapsed(a, a))


@settings(max_examples=examples(60))
@given(histories(), st.integers(-SPAN, SPAN), st.integers(1, 40 * 86_400))
def test_it_is_due_when_the_budget_has_passed(scene: tuple[History, int], begins: int, budget: int) -> None:
    history, near = scene
    start = near + begins
    due = history.deadline(start, budget)
    if due is None:
        assert history.elapsed(start, start + HORIZON) < budget
        return
    assert history.elapsed(start, due) == budget
    assert history.elapsed(start, due - 1) == budget - 1


@MANY
@given(histories(), st.integers(-SPAN, SPAN))
def test_it_is_open_where_a_second_counts(scene: tuple[History, int], offset: int) -> None:
    history, near = scene
    assert history.is_open(near + offset) == (history.elapsed(near + offset, near + offset + 1) == 1)


@MANY
@given(histories(), st.integers(-SPAN, SPAN), st.integers(0, SPAN), st.integers(0, 20 * 86_400))
def test_it_is_not_moved_by_a_version_that_changes_nothing(
    scene: tuple[History, int], begins: int, length: int, budget: int
) -> None:
    history, near = scene
    split = near + length
    assume(split not in history.begins)
    versions = [*zip(history.begins, history.schedules, strict=True), (split, history.at(split))]
    longer = history_of(versions)
    start = near + begins
    assert longer.elapsed(start, start + SPAN) == history.elapsed(start, start + SPAN)
    assert longer.deadline(start, budget) == history.deadline(start, budget)


@MANY
@given(histories(), st.integers(-SPAN, SPAN), st.integers(0, SPAN))
def test_it_opens_in_pieces_that_add_up(scene: tuple[History, int], begins: int, length: int) -> None:
    history, near = scene
    start = near + begins
    pieces = list(history.open_intervals(start, start + length))
    assert sum(b - a for a, b in pieces) == history.elapsed(start, start + length)
    assert all(a < b for a, b in pieces)


def test_it_counts_every_second_on_the_calendar() -> None:
    assert (CALENDAR.elapsed(5, 12), CALENDAR.elapsed(12, 5), CALENDAR.deadline(5, 7)) == (7, 0, 12)
    assert CALENDAR.deadline(0, HORIZON + 1) is None


def version(no: int, valid_from: int, superseded_by: int | None = None) -> Publication:
    from uuid import UUID

    moment = moment_of(valid_from)
    return Publication(
        UUID(int=no), UUID(int=0), no, moment, "Etc/UTC", {}, (), "", {}, "edited", "", moment, "", superseded_by
    )


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8), st.integers(0, 60))
def test_it_puts_versions_into_the_order_in_which_they_hold(begins: list[int], at: int) -> None:
    """As the engine does: the latest beginning counts, of equal ones the highest number."""
    versions = [version(no, instant) for no, instant in enumerate(begins, 1)]
    held = eras(versions, moment_of(at))
    expected = max(
        (one for one in versions if one.valid_from <= moment_of(at)),
        key=lambda one: (one.valid_from, one.no),
        default=None,
    )
    assert held[0] == (expected or min(versions, key=lambda one: (one.valid_from, -one.no)))
    assert [one.valid_from for one in held] == sorted({one.valid_from for one in held})


def test_it_reads_the_past_as_it_was_before_a_correction() -> None:
    versions = [version(1, 0), version(2, 10, superseded_by=3), version(3, 5)]
    assert [one.no for one in counting(versions)] == [1, 3]
    assert [one.no for one in counting(versions, up_to=2)] == [1, 2]
