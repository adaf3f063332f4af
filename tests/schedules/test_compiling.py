"""Which word counts on a date: the schedule's own beats the company's, and that beats the holidays."""

from datetime import date

import pytest
from tests_schedules import at, week

from polydesk.hours.schedule import schedule_of
from polydesk.schedules.compiling import (
    Content,
    DateException,
    Holiday,
    dates_made_other,
    form_of,
    hash_of,
    never_open,
    read_hours,
    without_past,
)
from polydesk.schedules.refusals import BadHours

FRIDAY = date(2026, 12, 25)
SATURDAY = date(2026, 12, 26)
MORNING = (("09:00", "13:00"),)


def open_on(form: dict[str, object], day: date) -> list[tuple[int, int]]:
    """The open hours of a date in Rome in winter, in whole hours of the wall."""
    begins = at(f"{day} 00:00") - 3600
    return [
        ((a - begins) // 3600, (b - begins) // 3600)
        for a, b in schedule_of(form).open_intervals(begins, begins + 86_400)
    ]


def test_it_compiles_a_week_alone() -> None:
    assert form_of(week()) == {
        "tz": "Europe/Rome",
        "weekly": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
        "closures": [],
        "special": {},
    }


def test_it_closes_on_a_holiday() -> None:
    assert form_of(week(), [Holiday(FRIDAY, "Christmas")])["closures"] == ["2026-12-25"]


def test_it_opens_on_a_holiday_when_the_company_says_so() -> None:
    form = form_of(week(), [Holiday(FRIDAY, "Christmas")], [DateException(FRIDAY, "hours", MORNING)])
    assert form["closures"] == []
    assert form["special"] == {"2026-12-25": [["09:00", "13:00"]]}


def test_it_lets_the_schedule_overrule_the_company() -> None:
    said = [DateException(FRIDAY, "closed"), DateException(FRIDAY, "hours", MORNING, is_own=True)]
    assert open_on(form_of(week(), [], said), FRIDAY) == [(9, 13)]


def test_it_lets_the_schedule_close_what_the_company_opens() -> None:
    said = [DateException(FRIDAY, "hours", MORNING), DateException(FRIDAY, "closed", is_own=True)]
    assert open_on(form_of(week(), [], said), FRIDAY) == []


def test_it_takes_parts_of_both_levels_away() -> None:
    said = [
        DateException(FRIDAY, "partial", (("09:00", "10:00"),)),
        DateException(FRIDAY, "partial", (("12:00", "13:00"),), is_own=True),
    ]
    assert open_on(form_of(week(), [], said), FRIDAY) == [(10, 12), (13, 17)]


def test_it_keeps_a_holiday_closed_when_only_a_part_is_said_to_be() -> None:
    said = [DateException(FRIDAY, "partial", (("09:00", "10:00"),))]
    assert open_on(form_of(week(), [Holiday(FRIDAY, "Christmas")], said), FRIDAY) == []


def test_it_forgets_the_companys_part_when_the_schedule_names_hours() -> None:
    said = [
        DateException(FRIDAY, "partial", (("09:00", "10:00"),)),
        DateException(FRIDAY, "hours", MORNING, is_own=True),
    ]
    assert open_on(form_of(week(), [], said), FRIDAY) == [(9, 13)]


def test_it_closes_early_on_a_half_day() -> None:
    form = form_of(week(), [Holiday(FRIDAY, "Eve", "half", (("00:00", "12:00"),))])
    assert form["special"] == {"2026-12-25": [["09:00", "12:00"]]}


def test_it_does_not_open_a_closed_day_for_half_of_it() -> None:
    form = form_of(week(), [Holiday(SATURDAY, "Eve", "half", (("09:00", "12:00"),))])
    assert open_on(form, SATURDAY) == []


def test_it_opens_a_working_saturday_like_a_weekday() -> None:
    form = form_of(week("08:00", "16:00"), [Holiday(SATURDAY, "Working day", "workday")])
    assert open_on(form, SATURDAY) == [(8, 16)]


def test_it_opens_a_working_saturday_at_its_own_hours() -> None:
    form = form_of(week(), [Holiday(SATURDAY, "Working day", "workday", MORNING)])
    assert open_on(form, SATURDAY) == [(9, 13)]


def test_it_closes_when_one_of_two_calendars_does() -> None:
    days = [Holiday(FRIDAY, "Eve", "half", MORNING), Holiday(FRIDAY, "Christmas")]
    assert open_on(form_of(week(), days), FRIDAY) == []


def test_it_takes_what_runs_over_from_the_evening_before_into_a_half_day() -> None:
    nights = Content("Europe/Rome", {"thu": [["22:00", "06:00"]], "fri": [["22:00", "06:00"]]})
    form = form_of(nights, [Holiday(FRIDAY, "Eve", "half", (("00:00", "04:00"),))])
    assert form["special"] == {"2026-12-25": [["00:00", "04:00"]]}


def test_it_names_the_place_of_each_fault() -> None:
    with pytest.raises(BadHours) as refused:
        form_of(Content("Mars/Olympus", {"mon": [["09:00", "09:00"]], "tue": [["25:00", "26:00"]]}))
    assert {fault.place for fault in refused.value.faults} == {"tz", "weekly.mon[0]", "weekly.tue[0]"}


def test_it_names_the_place_of_faults_in_hours_of_a_date() -> None:
    with pytest.raises(BadHours) as refused:
        read_hours([["09:00", "12:00"], ["14:00", "13:00"]])
    assert [fault.place for fault in refused.value.faults] == ["hours[1]"]


def test_it_refuses_more_than_800_dates_with_their_number() -> None:
    days = [Holiday(date.fromordinal(FRIDAY.toordinal() + n), f"Day {n}") for n in range(801)]
    with pytest.raises(BadHours, match="801"):
        form_of(week(), days)
    assert len(form_of(week(), days[:800])["closures"]) == 800


def test_it_refuses_a_21st_interval() -> None:
    hours = [[f"{n:02}:00", f"{n:02}:30"] for n in range(21)]
    assert form_of(Content("Europe/Rome", {"mon": hours[:20]}))["weekly"]["mon"] == hours[:20]
    with pytest.raises(BadHours, match="21"):
        form_of(Content("Europe/Rome", {"mon": hours}))


def test_it_gives_the_same_hours_the_same_name() -> None:
    one = Content("Europe/Rome", {"mon": [["14:00", "18:00"], ["09:00", "13:00"]], "tue": []})
    other = Content("Europe/Rome", {"mon": [("09:00", "13:00"), ("14:00", "18:00")]})
    assert hash_of(form_of(one)) == hash_of(form_of(other))
    assert hash_of(form_of(week())) != hash_of(form_of(other))


def test_it_forgets_dates_that_are_over() -> None:
    form = form_of(
        week(),
        [Holiday(date(2026, 1, 1), "New year"), Holiday(FRIDAY, "Christmas")],
        [DateException(date(2026, 2, 7), "hours", MORNING)],
    )
    assert without_past(form, date(2026, 3, 1)) == form_of(week(), [Holiday(FRIDAY, "Christmas")])


def test_it_knows_hours_that_never_open() -> None:
    moment = at("2026-03-09 08:00")
    saturday = [DateException(SATURDAY, "hours", MORNING)]
    assert never_open(form_of(Content("Europe/Rome", {})), moment)
    assert not never_open(form_of(Content("Europe/Rome", {}), [], saturday), moment)
    assert never_open(form_of(Content("Europe/Rome", {}), [], saturday), at("2027-03-09 08:00"))


def test_it_tells_holidays_that_make_a_difference() -> None:
    days = [Holiday(FRIDAY, "Christmas"), Holiday(SATURDAY, "St Stephen"), Holiday(date(2026, 12, 24), "Eve")]
    overruled = [DateException(date(2026, 12, 24), "hours", MORNING)]
    assert dates_made_other(week(), days, overruled) == {FRIDAY}
