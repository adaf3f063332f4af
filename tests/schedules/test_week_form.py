"""The week as fields: what is typed is understood, kept, and rearranged by buttons."""

import pytest

from polydesk.hours.form import BadHours, Fault
from polydesk.kernel.web import empty
from polydesk.schedules.bars import Bar, week_bars
from polydesk.schedules.forms import HoursForm
from polydesk.schedules.saying import hours_text, week_text
from polydesk.schedules.week_form import WeekForm, tidy_time

WEEK = {"mon": [["09:00", "12:30"], ["13:30", "17:00"]], "fri": [["22:00", "06:00"]]}


def pressed(wish: str, weekly: dict[str, list[list[str]]] = WEEK, **copies: list[str]) -> WeekForm:
    week, form = WeekForm(weekly), empty(HoursForm)
    form.values.update(copies)
    week.rearrange(wish, form)
    return week


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *[("9", "09:00"), ("930", "09:30"), ("9.30", "09:30"), ("9h30", "09:30"), (" 09:30 ", "09:30"), ("0930", "09:30")],
        *[("5pm", "17:00"), ("5:15 PM", "17:15"), ("12am", "00:00"), ("12 p.m.", "12:00"), ("24", "24:00"), ("2400", "24:00")],
        *[("noon", "noon"), ("13pm", "13pm"), ("25:00", "25:00"), ("", ""), ("9:5", "9:5")],
    ],
)  # fmt: skip
def test_it_understands_how_people_write_times(typed: str, meant: str) -> None:
    assert tidy_time(typed) == meant


def test_it_reads_pairs_of_fields_and_leaves_blank_lines_out() -> None:
    form = empty(HoursForm)
    form.values.update(mon_from=["9", "", "13:30"], mon_to=["12:30", "", "5pm"], tue_from=["8"], tue_to=[""])
    assert WeekForm.read(form).weekly() == {
        "mon": [["09:00", "12:30"], ["13:30", "17:00"]],
        "tue": [["08:00", ""]],
    }


def test_it_adds_and_removes_hours() -> None:
    assert pressed("add:sat").weekly()["sat"] == [["09:00", "17:00"]]
    added = pressed("add:mon").day("mon")
    assert added is not None
    assert [each.is_new for each in added.intervals] == [False, False, True]
    assert pressed("drop:mon:0").weekly()["mon"] == [["13:30", "17:00"]]


def test_it_closes_a_day_or_opens_it_whole() -> None:
    assert "mon" not in pressed("closed:mon").weekly()
    assert pressed("whole:mon").weekly()["mon"] == [["00:00", "24:00"]]


def test_it_copies_a_day_to_others_alone() -> None:
    week = pressed("copy:mon", copy_mon=["tue", "sat"]).weekly()
    assert week["tue"] == week["sat"] == week["mon"] == WEEK["mon"]
    assert week["fri"] == WEEK["fri"]
    assert "wed" not in week


@pytest.mark.parametrize(
    "wish", ["", "add", "add:xyz", "drop:mon:9", "drop:mon:-1", "drop:mon:x", "burn:mon", "copy:mon"]
)
def test_a_button_that_nobody_drew_does_nothing(wish: str) -> None:
    assert pressed(wish).weekly() == WEEK


def test_it_blames_the_interval_that_is_wrong_past_blank_lines() -> None:
    week = WeekForm({"mon": [["09:00", "12:00"], ["", ""], ["13:00", "13:00"]]})
    told = week.blame(BadHours([Fault("weekly.mon[1]", "Same."), Fault("tz", "No zone."), Fault("", "Too much.")]))
    assert told == {"mon-2": "Monday: Same.", "zone": "No zone.", "": "Too much."}
    monday = week.day("mon")
    assert monday is not None
    assert [each.error for each in monday.intervals] == ["", "", "Same."]


def test_a_half_filled_line_is_asked_for_its_other_half() -> None:
    week = WeekForm({"mon": [["09:00", ""]]})
    told = week.blame(BadHours([Fault("weekly.mon[0]", "“” is not a time between 00:00 and 24:00.")]))
    assert "both times" in told["mon-0"]


def test_it_draws_what_runs_over_midnight_on_the_next_day() -> None:
    bars = week_bars(WEEK | {"sun": [["23:00", "01:00"]], "tue": [["09:", "10:00"], ["", ""]]})
    assert bars["mon"] == [Bar(540, 210), Bar(810, 210), Bar(0, 60, is_tail=True)]
    assert bars["fri"] == [Bar(1320, 120)]
    assert bars["sat"] == [Bar(0, 360, is_tail=True)]
    assert bars["tue"] == []


def test_it_says_hours_as_people_do() -> None:
    same = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed")}
    told = [(days, hours.replace("\u202f", " ")) for days, hours in week_text(same | {"sun": [["00:00", "24:00"]]})]
    assert told == [("Mon – Wed", "9:00 AM – 5:00 PM"), ("Thu – Sat", "Closed"), ("Sun", "Open all day")]
    assert hours_text([["22:00", "24:00"]]).endswith("midnight")
