"""The account of a deadline: it leaves no hole, adds up to the budget and names the rule of each piece."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests_depth import examples

from polydesk.hours.explanation import Cause, Explanation, explain
from polydesk.hours.instants import instant_text, parse_instant
from polydesk.hours.schedule import HORIZON, schedule_of
from tests_hours import scenes

NIGHTS = {"tz": "America/New_York", "weekly": {day: [["00:00", "03:30"]] for day in ("sun", "mon")}}


def told(raw: Any, start: str, budget: int) -> Explanation:
    return explain(schedule_of(raw), parse_instant(start), budget)


def short(explanation: Explanation) -> list[tuple[str, str, str]]:
    return [(instant_text(p.start), "open" if p.is_open else "closed", str(p.cause)) for p in explanation.pieces]


def test_a_weekend_with_a_holiday_after_it() -> None:
    raw = {
        "tz": "Europe/Rome",
        "weekly": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "fri")},
        "closures": ["2026-04-06"],
    }
    found = told(raw, "2026-04-03T14:00:00Z", 7200)
    assert short(found) == [
        ("2026-04-03T14:00:00Z", "open", "weekly"),
        ("2026-04-03T15:00:00Z", "closed", "weekly"),
        ("2026-04-05T22:00:00Z", "closed", "closure"),
        ("2026-04-06T22:00:00Z", "closed", "weekly"),
        ("2026-04-07T07:00:00Z", "open", "weekly"),
    ]
    assert [piece.passed for piece in found.pieces] == [3600, 3600, 3600, 3600, 7200]
    assert str(found.pieces[2].day) == "2026-04-06"
    assert found.due == found.pieces[-1].end == parse_instant("2026-04-07T08:00:00Z")


def test_special_hours_with_a_partial_closure() -> None:
    raw = {
        "tz": "Etc/UTC",
        "weekly": {},
        "special": {"2026-12-24": [["09:00", "12:00"]]},
        "closures": [{"date": "2026-12-24", "from": "10:00", "to": "11:00"}],
    }
    assert short(told(raw, "2026-12-23T20:00:00Z", 7200)) == [
        ("2026-12-23T20:00:00Z", "closed", "weekly"),
        ("2026-12-24T00:00:00Z", "closed", "special"),
        ("2026-12-24T09:00:00Z", "open", "special"),
        ("2026-12-24T10:00:00Z", "closed", "closure"),
        ("2026-12-24T11:00:00Z", "open", "special"),
    ]


def test_a_gap_is_named_where_the_clock_jumps() -> None:
    found = told(NIGHTS, "2026-03-08T05:00:00Z", 9000)
    [before, after] = found.pieces
    assert (before.seconds, before.jump) == (7200, None)
    assert (after.seconds, after.jump, after.clock_moved) == (1800, Cause.GAP, 3600)


def test_a_fold_is_named_where_the_clock_goes_back() -> None:
    found = told(NIGHTS, "2026-11-01T04:00:00Z", 16_200)
    assert [(piece.seconds, piece.jump) for piece in found.pieces] == [(7200, None), (9000, Cause.FOLD)]


def test_hours_that_never_open_are_one_closed_piece() -> None:
    found = told({"tz": "Etc/UTC", "weekly": {}}, "2026-03-09T08:00:00Z", 60)
    [piece] = found.pieces
    assert found.due is None
    assert (piece.is_open, piece.seconds, found.passed) == (False, HORIZON, 0)


def test_nothing_to_wait_for_has_no_pieces() -> None:
    assert told(NIGHTS, "2026-03-09T08:00:00Z", 0).pieces == ()


@settings(max_examples=examples(150), deadline=None)
@given(scenes(), st.integers(1, 400_000))
def test_it_has_no_hole_and_adds_up(scene: tuple[dict[str, Any], int], budget: int) -> None:
    raw, start = scene
    hours = schedule_of(raw)
    found = explain(hours, start, budget)
    end = start + HORIZON if found.due is None else found.due
    edges = [start, *(piece.end for piece in found.pieces)]
    assert edges == [*(piece.start for piece in found.pieces), end]
    assert found.passed == hours.elapsed(start, end)
    assert found.due is None or found.passed == budget
    for piece in found.pieces[:60]:
        assert hours.elapsed(piece.start, piece.end) == (piece.seconds if piece.is_open else 0)
        assert (piece.day is None) == (piece.cause is Cause.WEEKLY)
        assert piece.clock_moved == hours.offsets.at(piece.start) - hours.offsets.at(piece.start - 1)
    assert explain(schedule_of(raw), start, budget) == found
