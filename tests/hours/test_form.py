"""What the form of a schedule refuses, where, and what it takes though it is untidy."""

from typing import Any

import pytest

from polydesk.hours.form import BadHours, read_form
from polydesk.hours.instants import parse_instant
from polydesk.hours.schedule import schedule_of

GOOD = {"tz": "Europe/Rome", "weekly": {"mon": [["09:00", "17:00"]]}}


def refusals(raw: object) -> list[str]:
    with pytest.raises(BadHours) as refused:
        read_form(raw)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("interval", "reason"),
    [
        (["09:00", "09:00"], "From and to are the same time; a whole day is 00:00 to 24:00."),
        (["24:00", "02:00"], "An interval cannot begin at 24:00; write 00:00 on the next day."),
        (["24:00", "24:00"], "An interval cannot begin at 24:00; write 00:00 on the next day."),
        (["09:00", "24:01"], "“24:01” is not a time between 00:00 and 24:00."),
        (["09:00", "25:00"], "“25:00” is not a time between 00:00 and 24:00."),
        (["9:00", "17:00"], "“9:00” is not a time between 00:00 and 24:00."),
        (["09:00:00", "17:00"], "“09:00:00” is not a time between 00:00 and 24:00."),
        (["09:60", "17:00"], "“09:60” is not a time between 00:00 and 24:00."),
        (["09:00\n", "17:00"], "“09:00\n” is not a time between 00:00 and 24:00."),
        (["٠٩:٠٠", "17:00"], "“٠٩:٠٠” is not a time between 00:00 and 24:00."),
        ([540, "17:00"], "“540” is not a time between 00:00 and 24:00."),
        (["09:00"], "An interval is two times, from and to."),
        (["09:00", "12:00", "17:00"], "An interval is two times, from and to."),
        ("09", "An interval is two times, from and to."),
    ],
)
def test_it_refuses_an_impossible_interval_with_the_reason(interval: Any, reason: str) -> None:
    assert refusals({"tz": "Europe/Rome", "weekly": {"mon": [["07:00", "08:00"], interval]}}) == [
        f"weekly.mon[1]: {reason}"
    ]


@pytest.mark.parametrize("zone", ["Europe/Roma", "europe/rome", "../Europe/Rome", "Europe", "", "+01:00", None, 7])
def test_it_refuses_a_zone_that_does_not_exist(zone: Any) -> None:
    assert refusals({**GOOD, "tz": zone}) == [f"tz: The time zone database knows no zone “{zone}”."]


@pytest.mark.parametrize("day", ["2026-02-29", "2026-13-01", "20261224", "2026-W52-4", "24.12.2026", "", "2026-1-1"])
def test_it_refuses_a_date_that_does_not_exist(day: str) -> None:
    reason = f"“{day}” is not a date such as 2026-12-24."
    assert refusals({**GOOD, "closures": [day]}) == [f"closures[0]: {reason}"]
    assert refusals({**GOOD, "special": {day: []}}) == [f"special.{day}: {reason}"]


@pytest.mark.parametrize(
    "closure", [{"date": "2026-12-24"}, {"date": "2026-12-24", "from": "13:00"}, 7, ["2026-12-24"]]
)
def test_it_refuses_half_a_closure(closure: Any) -> None:
    assert refusals({**GOOD, "closures": [closure]}) == [
        "closures[0]: A closure is a date, or a date with from and to."
    ]


def test_special_hours_and_closures_stay_within_their_date() -> None:
    reason = "Hours of a single date end by 24:00; write what runs over midnight on the next date."
    assert refusals({**GOOD, "special": {"2026-12-24": [["22:00", "02:00"]]}}) == [f"special.2026-12-24[0]: {reason}"]
    assert refusals({**GOOD, "closures": [{"date": "2026-12-24", "from": "22:00", "to": "02:00"}]}) == [
        f"closures[0]: {reason}"
    ]


def test_it_tells_every_fault_at_once() -> None:
    assert refusals({"weekly": {"monday": [], "tue": {}}, "closures": {}, "holidays": []}) == [
        "holidays: A schedule has no part of this name.",
        "tz: This part of the schedule is missing.",
        "weekly.monday: No weekday is called so; they are mon, tue, wed, thu, fri, sat, sun.",
        "weekly.tue: A list is expected here.",
        "closures: A list is expected here.",
    ]


@pytest.mark.parametrize("raw", [None, [], "Europe/Rome", 7])
def test_it_refuses_what_is_no_schedule(raw: Any) -> None:
    assert refusals(raw)[0] == "Names with values are expected here."


def test_it_takes_twenty_intervals_a_day_and_no_more() -> None:
    twenty = [[f"{hour:02}:00", f"{hour:02}:30"] for hour in range(20)]
    read_form({"tz": "Europe/Rome", "weekly": {"mon": twenty}})
    assert refusals({"tz": "Europe/Rome", "weekly": {"mon": [*twenty, ["20:00", "20:30"]]}}) == [
        "weekly.mon: There are 21 intervals; a day takes 20."
    ]


def test_it_takes_eight_hundred_dates_and_no_more() -> None:
    dates = [
        f"{year}-{month:02}-{day:02}" for year in (2026, 2027, 2028) for month in range(1, 13) for day in range(1, 29)
    ]
    read_form({**GOOD, "closures": dates[:800], "special": {day: [] for day in dates[:800]}})
    assert refusals({**GOOD, "closures": dates[:800], "special": {dates[800]: []}}) == [
        "There are 801 dates with special hours or closures; a schedule takes 800."
    ]


def test_overlaps_and_any_order_are_a_union() -> None:
    untidy = [["12:00", "17:00"], ["09:00", "13:00"], ["10:00", "11:00"]]
    monday = parse_instant("2026-03-09T00:00:00Z")
    assert schedule_of({"tz": "Etc/UTC", "weekly": {"mon": untidy}}).elapsed(monday, monday + 86_400) == 8 * 3600


def test_until_midnight_may_be_written_as_24_00_or_as_00_00() -> None:
    monday = parse_instant("2026-03-09T00:00:00Z")
    for ends in ("24:00", "00:00"):
        hours = schedule_of({"tz": "Etc/UTC", "weekly": {"mon": [["22:00", ends]]}})
        assert list(hours.open_intervals(monday, monday + 2 * 86_400)) == [(monday + 79_200, monday + 86_400)]


def test_a_date_with_empty_special_hours_is_closed() -> None:
    monday = parse_instant("2026-03-09T00:00:00Z")
    hours = schedule_of({"tz": "Etc/UTC", "weekly": {"mon": [["09:00", "17:00"]]}, "special": {"2026-03-09": []}})
    assert hours.elapsed(monday, monday + 86_400) == 0


def test_a_budget_below_zero_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="below zero"):
        schedule_of(GOOD).deadline(0, -1)
