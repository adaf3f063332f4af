"""The worked examples of the specification that concern the engine, A1 to G3, with the remarks in their last column."""

from typing import Any

import pytest

from polydesk.hours.instants import instant_text, parse_instant
from polydesk.hours.schedule import Schedule, schedule_of

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
DAILY = (*WORKDAYS, "sat", "sun")


def hours(zone: str, days: tuple[str, ...], *intervals: str, **exceptions: Any) -> dict[str, Any]:
    """`hours("Etc/UTC", ("mon",), "09:00-10:00")`: the JSON form."""
    return {"tz": zone, "weekly": {day: [text.split("-") for text in intervals] for day in days}, **exceptions}


def new_york(*intervals: str, **exceptions: Any) -> dict[str, Any]:
    return hours("America/New_York", DAILY, *intervals, **exceptions)


def night(**exceptions: Any) -> dict[str, Any]:
    return hours("Europe/Budapest", DAILY, "22:00-06:00", **exceptions)


def split(*more_closures: str) -> dict[str, Any]:
    return hours(
        "Europe/Rome",
        WORKDAYS,
        "09:00-13:00",
        "14:00-18:00",
        closures=["2026-04-06", {"date": "2026-12-24", "from": "13:00", "to": "24:00"}, "2026-12-25", *more_closures],
        special={"2026-12-19": [["10:00", "14:00"]]},
    )


ROME = hours("Europe/Rome", WORKDAYS, "09:00-17:00")
CASABLANCA = hours("Africa/Casablanca", WORKDAYS, "09:00-17:00")
SPECIAL_ONLY = {"tz": "Europe/Rome", "weekly": {}, "special": {"2026-12-19": [["10:00", "14:00"]]}}
TEHRAN = {"tz": "Asia/Tehran", "weekly": {"wed": [["08:00", "16:00"]], "thu": [["08:00", "12:00"]]}}
LORD_HOWE = hours("Australia/Lord_Howe", DAILY, "00:00-06:00")
SAO_PAULO = hours("America/Sao_Paulo", DAILY, "00:00-08:00")
MONDAYS = hours("Etc/UTC", ("mon",), "09:00-10:00")
OUT_OF_GAP = new_york("22:00-02:30")

DUE = [
    ("A1", ROME, "2026-03-06T15:00:00Z", 7200, "2026-03-09T09:00:00Z"),
    ("A2", ROME, "2026-03-09T05:30:00Z", 3600, "2026-03-09T09:00:00Z"),
    ("A3", ROME, "2026-03-09T08:00:00Z", 28800, "2026-03-09T16:00:00Z"),
    ("A4", ROME, "2026-03-09T08:00:00Z", 28801, "2026-03-10T08:00:01Z"),
    ("A5", ROME, "2026-03-09T16:00:00Z", 1, "2026-03-10T08:00:01Z"),
    ("A6", ROME, "2026-03-09T15:59:59Z", 1, "2026-03-09T16:00:00Z"),
    ("A7", ROME, "2026-03-06T15:59:30Z", 60, "2026-03-09T08:00:30Z"),
    ("A8", ROME, "2026-03-07T12:00:00Z", 0, "2026-03-07T12:00:00Z"),
    ("B1", split(), "2026-04-07T10:30:00Z", 3600, "2026-04-07T12:30:00Z"),
    ("B2", split(), "2026-04-03T15:00:00Z", 7200, "2026-04-07T08:00:00Z"),
    ("B3", split(), "2026-12-18T16:30:00Z", 7200, "2026-12-19T10:30:00Z"),
    ("B4", split(), "2026-12-24T11:00:00Z", 10800, "2026-12-28T10:00:00Z"),
    ("B5", split("2026-12-19"), "2026-12-18T16:30:00Z", 7200, "2026-12-21T09:30:00Z"),
    ("C1", night(), "2026-05-05T20:00:00Z", 10800, "2026-05-05T23:00:00Z"),
    (
        "C1 split",
        hours("Europe/Budapest", DAILY, "22:00-24:00", "00:00-06:00"),
        "2026-05-05T20:00:00Z",
        10800,
        "2026-05-05T23:00:00Z",
    ),
    ("C2", night(), "2026-05-06T03:00:00Z", 7200, "2026-05-06T21:00:00Z"),
    ("C3", night(closures=["2026-05-06"]), "2026-05-05T20:00:00Z", 10800, "2026-05-06T23:00:00Z"),
    ("C4", night(closures=["2026-05-05"]), "2026-05-05T19:00:00Z", 3600, "2026-05-05T23:00:00Z"),
    (
        "C5",
        night(special={"2026-05-06": [["09:00", "10:00"]]}),
        "2026-05-05T20:00:00Z",
        10800,
        "2026-05-06T08:00:00Z",
    ),
    (
        "C6",
        hours("Europe/Budapest", ("sun",), "22:00-02:00"),
        "2026-05-10T21:00:00Z",
        7200,
        "2026-05-10T23:00:00Z",
    ),
    (
        "C7",
        hours("Europe/Rome", ("mon",), "09:00-13:00", "12:00-17:00"),
        "2026-03-09T08:00:00Z",
        28800,
        "2026-03-09T16:00:00Z",
    ),
    ("D1", new_york("00:00-24:00"), "2026-03-07T17:00:00Z", 86400, "2026-03-08T17:00:00Z"),
    (
        "D2",
        new_york("00:00-24:00", closures=["2026-03-08"]),
        "2026-03-07T17:00:00Z",
        86400,
        "2026-03-09T16:00:00Z",
    ),
    ("E1", new_york("00:00-06:00"), "2026-03-08T05:00:00Z", 18000, "2026-03-08T10:00:00Z"),
    ("E2", new_york("00:00-06:00"), "2026-11-01T04:00:00Z", 25200, "2026-11-01T11:00:00Z"),
    ("E3", new_york("02:30-05:00"), "2026-03-08T05:00:00Z", 3600, "2026-03-08T08:00:00Z"),
    ("E4", new_york("02:00-03:00"), "2026-03-08T05:00:00Z", 1, "2026-03-09T06:00:01Z"),
    ("E5", new_york("00:00-01:30"), "2026-11-01T04:00:00Z", 6300, "2026-11-01T06:15:00Z"),
    ("E6", new_york("01:30-03:00"), "2026-11-01T04:00:00Z", 5400, "2026-11-01T07:30:00Z"),
    ("E7", OUT_OF_GAP, "2026-03-08T03:00:00Z", 14400, "2026-03-08T07:00:00Z"),
    ("E7 + 1 s", OUT_OF_GAP, "2026-03-08T03:00:00Z", 14401, "2026-03-09T02:00:01Z"),
    (
        "E8",
        hours("America/New_York", ("sat",), "22:00-02:00"),
        "2026-11-01T02:00:00Z",
        18000,
        "2026-11-01T07:00:00Z",
    ),
    ("E9", hours("Europe/Rome", ("sat",), "20:00-08:00"), "2026-03-28T19:00:00Z", 39600, "2026-03-29T06:00:00Z"),
    ("F1 fold", LORD_HOWE, "2026-04-04T13:00:00Z", 23400, "2026-04-04T19:30:00Z"),
    ("F1 gap", LORD_HOWE, "2026-10-03T13:30:00Z", 19800, "2026-10-03T19:00:00Z"),
    ("F2", CASABLANCA, "2026-02-13T15:00:00Z", 7200, "2026-02-16T10:00:00Z"),
    (
        "F3",
        hours("Pacific/Apia", WORKDAYS, "09:00-17:00"),
        "2011-12-30T02:00:00Z",
        7200,
        "2012-01-01T20:00:00Z",
    ),
    (
        "F4",
        hours("Europe/Moscow", WORKDAYS, "09:00-18:00"),
        "2014-10-24T13:30:00Z",
        3600,
        "2014-10-27T06:30:00Z",
    ),
    ("F5 gap", SAO_PAULO, "2018-11-04T02:00:00Z", 25200, "2018-11-04T10:00:00Z"),
    ("F5 later", SAO_PAULO, "2019-11-03T03:00:00Z", 28800, "2019-11-03T11:00:00Z"),
    (
        "F6",
        hours("Asia/Kolkata", (*WORKDAYS, "sat"), "09:30-18:30"),
        "2026-03-09T03:45:00Z",
        5400,
        "2026-03-09T05:30:00Z",
    ),
    (
        "F7",
        hours("America/St_Johns", WORKDAYS, "08:30-16:30"),
        "2026-03-06T19:30:00Z",
        3600,
        "2026-03-09T11:30:00Z",
    ),
    ("F8", TEHRAN, "2022-09-21T11:00:00Z", 3600, "2022-09-22T05:00:00Z"),
    ("F9", hours("Europe/Dublin", DAILY, "01:00-02:00"), "2026-10-24T23:00:00Z", 7200, "2026-10-25T02:00:00Z"),
    (
        "F9 London",
        hours("Europe/London", DAILY, "01:00-02:00"),
        "2026-10-24T23:00:00Z",
        7200,
        "2026-10-25T02:00:00Z",
    ),
    ("F10", CASABLANCA, "2026-10-05T08:30:00Z", 3600, "2026-10-05T10:00:00Z"),
    (
        "F11",
        hours("America/Vancouver", WORKDAYS, "09:00-17:00"),
        "2026-11-02T16:00:00Z",
        3600,
        "2026-11-02T17:00:00Z",
    ),
    ("G1", {"tz": "Europe/Rome", "weekly": {}}, "2026-03-09T08:00:00Z", 60, None),
    ("G2", SPECIAL_ONLY, "2026-12-01T00:00:00Z", 14400, "2026-12-19T13:00:00Z"),
    ("G2 + 1 s", SPECIAL_ONLY, "2026-12-01T00:00:00Z", 14401, None),
    ("G3", MONDAYS, "2026-01-05T09:00:00Z", 1882800, "2036-01-07T10:00:00Z"),
    ("G3 horizon", MONDAYS, "2026-01-05T09:00:00Z", 1886400, None),
]

ELAPSED = [
    ("A3", ROME, "2026-03-09T08:00:00Z", "2026-03-10T08:00:00Z", 28800),
    ("A8 backwards", ROME, "2026-03-09T12:00:00Z", "2026-03-09T10:00:00Z", 0),
    ("B4", split(), "2026-12-21T00:00:00Z", "2026-12-28T00:00:00Z", 100800),
    ("D1 that date", new_york("00:00-24:00"), "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", 82800),
    ("E3 that date", new_york("02:30-05:00"), "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", 7200),
    ("G1", {"tz": "Europe/Rome", "weekly": {}}, "2026-03-09T08:00:00Z", "2036-03-09T08:00:00Z", 0),
]


@pytest.mark.parametrize(("raw", "start", "budget", "due"), [row[1:] for row in DUE], ids=[row[0] for row in DUE])
def test_it_is_due_when_two_independent_programs_said(raw: Any, start: str, budget: int, due: str | None) -> None:
    found = schedule_of(raw).deadline(parse_instant(start), budget)
    assert (None if found is None else instant_text(found)) == due


@pytest.mark.parametrize(("raw", "a", "b", "seconds"), [row[1:] for row in ELAPSED], ids=[row[0] for row in ELAPSED])
def test_it_counts_the_open_seconds(raw: Any, a: str, b: str, seconds: int) -> None:
    assert schedule_of(raw).elapsed(parse_instant(a), parse_instant(b)) == seconds


@pytest.fixture
def fold() -> Schedule:
    """E5: the fold cuts one interval of the wall into two pieces."""
    return schedule_of(new_york("00:00-01:30"))


@pytest.mark.parametrize(
    ("at", "is_open"),
    [("2026-11-01T05:29:59Z", True), ("2026-11-01T05:45:00Z", False), ("2026-11-01T06:15:00Z", True)],
)
def test_a_fold_opens_it_twice(fold: Schedule, at: str, is_open: bool) -> None:
    assert fold.is_open(parse_instant(at)) is is_open


def test_the_two_pieces_of_a_fold_are_shown_as_two(fold: Schedule) -> None:
    found = fold.open_intervals(parse_instant("2026-11-01T04:00:00Z"), parse_instant("2026-11-02T04:00:00Z"))
    assert [(instant_text(a), instant_text(b)) for a, b in found] == [
        ("2026-11-01T04:00:00Z", "2026-11-01T05:30:00Z"),
        ("2026-11-01T06:00:00Z", "2026-11-01T06:30:00Z"),
    ]


def test_a_week_that_never_closes_is_one_interval() -> None:
    always = schedule_of(new_york("00:00-24:00"))
    a, b = parse_instant("2026-01-01T00:00:00Z"), parse_instant("2027-01-01T00:00:00Z")
    assert list(always.open_intervals(a, b)) == [(a, b)]
    assert always.next_opening(a) == a
    assert always.next_closing(a) is None


def test_it_opens_again_after_the_weekend_and_closes_in_the_evening() -> None:
    rome = schedule_of(ROME)
    saturday, monday = parse_instant("2026-03-07T12:00:00Z"), parse_instant("2026-03-09T08:00:00Z")
    assert rome.next_opening(saturday) == monday
    assert rome.next_opening(monday) == monday
    assert rome.next_closing(saturday) == saturday
    assert rome.next_closing(monday) == parse_instant("2026-03-09T16:00:00Z")


def test_hours_that_never_open_have_no_next_opening() -> None:
    never = schedule_of({"tz": "Europe/Rome", "weekly": {}})
    assert never.next_opening(parse_instant("2026-03-07T12:00:00Z")) is None
    assert list(never.open_intervals(0, 10**9)) == []
