"""Open now, open again at, and the days as they will be applied."""

from datetime import date
from typing import Any

import pytest
from tests_schedules import OLGA, at, found, moment, week

from polydesk.hours.schedule import schedule_of
from polydesk.kernel.clock import travel
from polydesk.kernel.refusals import NotFound
from polydesk.schedules import editing, exceptions, holidays, opening
from polydesk.schedules.applying import AppliedDay, Mark, applied_days, marks_of
from polydesk.schedules.compiling import Content, DateException, Holiday, form_of

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def daily(tz: str, *hours: list[str]) -> Content:
    return Content(tz, {day: list(hours) for day in DAYS})


def one(content: Content, on: str, *parts: Any) -> AppliedDay:
    [day] = applied_days(
        schedule_of(form_of(content, *parts)), content.tz, date.fromisoformat(on), 1, marks_of(*(parts or ((), ())))
    )
    return day


async def test_it_says_when_it_closes_and_when_it_opens(acme: Any) -> None:
    async with acme.unit():
        assert await opening.opening(at("2026-03-09 10:00")) is None
        assert await opening.opening_hours() == []
        with travel(moment("2026-03-02 08:00")):
            made = await found()
        monday = await opening.opening(at("2026-03-09 10:00"))
        assert monday == opening.Opening(True, None, at("2026-03-09 16:00"), "Europe/Rome")
        friday = await opening.opening(at("2026-03-06 16:00"), made)
        assert friday == opening.Opening(False, at("2026-03-09 08:00"), None, "Europe/Rome")


async def test_it_looks_over_the_edge_of_a_version(acme: Any) -> None:
    async with acme.unit():
        with travel(moment("2026-03-02 08:00")):
            made = await found(daily("Europe/Rome", ["00:00", "24:00"]))
            await editing.publish(
                made, week("09:00", "18:00"), based_on=1, by=OLGA, valid_from=moment("2026-03-10 12:00")
            )
        now_open = await opening.opening(at("2026-03-09 10:00"))
        assert now_open is not None
        assert now_open.closes_at == at("2026-03-10 17:00")


async def test_it_never_closes_around_the_clock_and_never_opens_when_empty(acme: Any) -> None:
    async with acme.unit():
        always = await found(daily("Europe/Rome", ["00:00", "24:00"]), "Always")
        never = await found(Content("Europe/Rome", {}), "Never", never_open_ok=True)
        moment_ = at("2026-03-09 10:00")
        assert await opening.opening(moment_, always) == opening.Opening(True, None, None, "Europe/Rome")
        assert await opening.opening(moment_, never) == opening.Opening(False, None, None, "Europe/Rome")


async def test_it_shows_14_days_with_their_reasons(acme: Any) -> None:
    async with acme.unit():
        with travel(moment("2026-12-20 08:00")):
            calendar_id = await holidays.begin_calendar("IT", by=OLGA)
            made = await found(week(calendars=(calendar_id,)))
            await exceptions.add(
                None, date(2026, 12, 24), kind="partial", hours=[["13:00", "24:00"]], note="Party", by=OLGA
            )
            shown = await opening.opening_hours(schedule_id=made)
            same = await opening.preview(week(calendars=(calendar_id,)), schedule_id=made)
        assert shown == same
        assert [str(day.date) for day in shown] == [f"2026-12-{n}" for n in range(20, 32)] + [
            "2027-01-01",
            "2027-01-02",
        ]
        by_date = {str(day.date): day for day in shown}
        assert by_date["2026-12-20"].open == ()
        assert by_date["2026-12-21"].open == (("09:00", "17:00"),)
        assert (by_date["2026-12-24"].open, by_date["2026-12-24"].marks) == (
            (("09:00", "13:00"),),
            (Mark("partial", "Party"),),
        )
        assert (by_date["2026-12-25"].open, by_date["2026-12-25"].marks) == ((), (Mark("holiday", "Christmas Day"),))
        with pytest.raises(NotFound):
            await opening.opening_hours(schedule_id=calendar_id)


def test_it_shows_the_true_length_of_a_night_without_an_hour() -> None:
    day = one(daily("America/New_York", ["00:00", "06:00"]), "2026-03-08")
    assert (day.open, day.open_s) == ((("00:00", "06:00"),), 5 * 3600)
    assert (day.clock_moved, day.clock_moved_at, day.exists) == (3600, "02:00", True)


def test_it_shows_a_repeated_half_hour_twice() -> None:
    day = one(daily("America/New_York", ["00:00", "01:30"]), "2026-11-01")
    assert (day.open, day.open_s) == ((("00:00", "01:30"), ("01:00", "01:30")), 6300 + 900)
    assert (day.clock_moved, day.clock_moved_at) == (-3600, "02:00")


def test_it_moves_clocks_at_midnight_on_the_right_date() -> None:
    always = daily("America/Sao_Paulo", ["00:00", "24:00"])
    gap, fold = one(always, "2018-11-04"), one(always, "2019-02-16")
    assert (gap.open, gap.open_s, gap.clock_moved, gap.clock_moved_at) == (
        (("01:00", "24:00"),),
        23 * 3600,
        3600,
        "00:00",
    )
    assert (fold.open, fold.open_s, fold.clock_moved_at) == ((("00:00", "24:00"),), 25 * 3600, "24:00")
    assert one(always, "2018-11-03").clock_moved == 0


def test_it_says_that_a_date_does_not_exist() -> None:
    samoa = daily("Pacific/Apia", ["09:00", "17:00"])
    assert not one(samoa, "2011-12-30").exists
    assert one(samoa, "2011-12-31").open_s == 8 * 3600


def test_it_shows_what_runs_over_midnight_on_both_dates() -> None:
    nights = Content("Europe/Budapest", {"sun": [["22:00", "02:00"]]})
    shown = applied_days(schedule_of(form_of(nights)), nights.tz, date(2026, 5, 10), 2, {})
    assert [day.open for day in shown] == [(("22:00", "24:00"),), (("00:00", "02:00"),)]


def test_it_leaves_out_reasons_that_do_not_count() -> None:
    day = date(2026, 12, 25)
    said = [
        DateException(day, "closed", note="All"),
        DateException(day, "hours", (("09:00", "10:00"),), "Shop", is_own=True),
    ]
    assert marks_of([Holiday(day, "Christmas")], said) == {day: [Mark("hours", "Shop")]}
    partial = [DateException(day, "partial", (("09:00", "10:00"),), "Meeting", is_own=True)]
    assert marks_of([Holiday(day, "Christmas")], partial) == {
        day: [Mark("partial", "Meeting"), Mark("holiday", "Christmas")]
    }
