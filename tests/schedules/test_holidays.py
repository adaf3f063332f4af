"""Holidays are rows: from the library, from oneself; switched, halved, repeated, proposed. Hours follow them."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests_schedules import OLGA, at, found, moment, week

from i18n import speaking
from polydesk.kernel.clock import travel
from polydesk.kernel.refusals import NotFound
from polydesk.schedules import editing, exceptions, growing, holidays, library, queries
from polydesk.schedules.holiday_days import OfTheLibrary
from polydesk.schedules.holidays import HolidayRow
from polydesk.schedules.library import LibraryDay
from polydesk.schedules.refusals import BadHours, InUse, NoHolidayData

AUTUMN = "2026-11-22 08:00"


async def day_of(calendar_id: UUID, on: str) -> HolidayRow:
    view = await holidays.calendar(calendar_id)
    return next(day for day in view.days if day.date == date.fromisoformat(on))


async def italian(**named: Any) -> tuple[UUID, UUID]:
    """A calendar of Italy, and the schedule that takes it in."""
    made = await holidays.begin_calendar("IT", by=OLGA, **named)
    return made, await found(week(calendars=(made,)))


async def test_it_writes_24_months_of_holidays(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(AUTUMN)):
            made, schedule_id = await italian()
            view = await holidays.calendar(made)
            assert view.calendar.name == "Holidays in Italy"
            assert view.calendar.through == date(2028, 12, 31)
            assert view.calendar.schedule_ids == (schedule_id,)
            assert {day.date.year for day in view.days} == {2026, 2027, 2028}
            assert not (await queries.history_of(schedule_id)).is_open(at("2026-12-08 10:00"))
            assert (await queries.history_of(schedule_id)).is_open(at("2026-12-09 10:00"))


async def test_it_names_days_in_every_language_there_is(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(AUTUMN)):
            made, _schedule = await italian()
            german = await holidays.begin_calendar("DE", "BY", by=OLGA)
            assert (await holidays.calendar(german)).calendar.name == "Holidays in Germany, Bayern"
            christmas = await day_of(german, "2026-12-25")
        assert (christmas.names["de"], christmas.names["en"]) == ("Erster Weihnachtstag", "Christmas Day")
        assert christmas.name == "Christmas Day"
        with speaking("it"):
            assert (await day_of(made, "2026-12-08")).shown_name == "Immacolata Concezione"
            assert "عيد الميلاد" in christmas.names["ar"]  # which is no holiday in Egypt
            assert christmas.shown_name == "Natale"  # as Italians call it, though the German calendar does not say so


async def test_it_tells_regions_apart(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(AUTUMN)):
            bavaria = await holidays.begin_calendar("DE", "BY", by=OLGA)
            berlin = await holidays.begin_calendar("de", "BE", by=OLGA)
            assert date(2027, 1, 6) in {day.date for day in (await holidays.calendar(bavaria)).days}
            assert date(2027, 1, 6) not in {day.date for day in (await holidays.calendar(berlin)).days}
    assert ("BY", "Bayern") in [(place.code, place.name) for place in await holidays.subdivisions("DE")]
    assert await holidays.subdivisions("XX") == []


async def test_it_knows_countries_by_name() -> None:
    with speaking("it"):
        named = {place.code: place.name for place in await holidays.countries()}
    assert (named["DE"], named["HU"]) == ("Germania", "Ungheria")
    assert len(named) > 200
    assert (await holidays.categories("CH"))[0] == "public"


@pytest.mark.parametrize("country", ["HM", "ZZ", "", "Italy"])
async def test_it_says_so_when_a_country_has_no_data(acme: Any, country: str) -> None:
    async with acme.unit():
        with pytest.raises(NoHolidayData, match="No holidays are known for"):
            await holidays.begin_calendar(country, by=OLGA)
        with pytest.raises(NoHolidayData):
            await holidays.begin_calendar("IT", "NOWHERE", by=OLGA)
        assert await holidays.calendars() == []


async def test_it_switches_a_day_off_and_on(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(AUTUMN)):
            made, schedule_id = await italian()
            day = await day_of(made, "2026-12-08")
            await holidays.switch(day.id, False, by=OLGA)
            assert (await queries.history_of(schedule_id)).is_open(at("2026-12-08 10:00"))
            await holidays.switch(day.id, True, by=OLGA)
            assert not (await queries.history_of(schedule_id)).is_open(at("2026-12-08 10:00"))
            assert [one.reason for one in await queries.versions_of(schedule_id)] == ["holidays", "holidays", "created"]


async def test_it_makes_half_a_day_of_a_holiday(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(AUTUMN)):
            made, schedule_id = await italian()
            day = await day_of(made, "2026-12-08")
            await holidays.set_half_day(day.id, [["09:00", "13:00"]], by=OLGA)
            hours = await queries.history_of(schedule_id)
            assert hours.elapsed(at("2026-12-08 00:00"), at("2026-12-09 00:00")) == 4 * 3600
            with pytest.raises(BadHours) as refused:
                await holidays.set_half_day(day.id, [["09:00", "13:00"], ["12", "13:00"]], by=OLGA)
            await holidays.set_half_day(day.id, None, by=OLGA)
            assert not (await queries.history_of(schedule_id)).is_open(at("2026-12-08 10:00"))
    assert [fault.place for fault in refused.value.faults] == ["hours[1]"]


async def test_it_begins_half_days_of_the_library_as_half_days(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(AUTUMN)):
            made = await holidays.begin_calendar("GR", None, ["public", "half_day"], by=OLGA)
            halves = [day for day in (await holidays.calendar(made)).days if day.kind == "half"]
            assert halves
            assert {day.hours for day in halves} == {(("00:00", "12:00"),)}


async def test_it_repeats_own_days_each_year(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(AUTUMN)):
            made = await holidays.found_calendar("Ours", by=OLGA)
            await found(week(calendars=(made,)))
            ids = await holidays.add_own(made, date(2026, 12, 13), "Founders' day", every_year=True, by=OLGA)
            leap = await holidays.add_own(made, date(2028, 2, 29), "Leap day", every_year=True, by=OLGA)
            assert (len(ids), len(leap)) == (3, 1)
            with pytest.raises(BadHours, match="already"):
                await holidays.add_own(made, date(2026, 12, 13), "Founders'  day", by=OLGA)
        with travel(moment("2027-11-22 08:00")):
            await growing.grow_all()
            days = (await holidays.calendar(made)).days
            assert [day.date.year for day in days if day.name == "Founders' day"] == [2026, 2027, 2028, 2029]
            assert await holidays.remove_own(ids[1], every_year=True, by=OLGA) == 3
            assert [str(day.date) for day in (await holidays.calendar(made)).days] == ["2026-12-13", "2028-02-29"]


async def test_it_keeps_days_of_the_library(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(AUTUMN)):
            made, _schedule = await italian()
            with pytest.raises(OfTheLibrary):
                await holidays.remove_own((await day_of(made, "2026-12-08")).id, by=OLGA)


async def test_it_proposes_working_saturdays(acme: Any) -> None:
    async with acme.unit():
        with travel(moment("2025-12-20 08:00")):
            made = await holidays.begin_calendar("HU", by=OLGA)
            schedule_id = await found(week(calendars=(made,)))
            assert (await holidays.calendar(made)).calendar.proposals == 2
            hours = await queries.history_of(schedule_id)
            assert not hours.is_open(at("2026-01-10 10:00"))
            saturday, other = await day_of(made, "2026-01-10"), await day_of(made, "2026-08-08")
            assert (saturday.state, saturday.kind, saturday.shown_name) == ("proposed", "workday", "Working day")
            await holidays.accept(saturday.id, by=OLGA)
            await holidays.decline(other.id, by=OLGA)
            hours = await queries.history_of(schedule_id)
        assert hours.elapsed(at("2026-01-10 00:00"), at("2026-01-11 00:00")) == 8 * 3600
        assert not hours.is_open(at("2026-08-08 10:00"))
        assert (await holidays.calendar(made)).calendar.proposals == 0


async def test_it_accepts_a_working_saturday_at_hours_of_its_own(acme: Any) -> None:
    async with acme.unit():
        with travel(moment("2025-12-20 08:00")):
            made = await holidays.begin_calendar("HU", by=OLGA)
            schedule_id = await found(week(calendars=(made,)))
            await holidays.accept((await day_of(made, "2026-01-10")).id, [["08:00", "12:00"]], by=OLGA)
            hours = await queries.history_of(schedule_id)
        assert hours.elapsed(at("2026-01-10 00:00"), at("2026-01-11 00:00")) == 4 * 3600


def saying(monkeypatch: pytest.MonkeyPatch, *days: tuple[str, str]) -> None:
    """From now on the library says these days."""
    said = [LibraryDay(date.fromisoformat(on), name, {"en": name}, "closed") for on, name in days]
    monkeypatch.setattr(library, "days_of", lambda *_args: said)


async def test_it_shows_what_the_library_says_later_as_proposals(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async with acme.unit():
        saying(monkeypatch, ("2027-05-03", "Labour day"), ("2027-10-04", "Old day"))
        with travel(moment(AUTUMN)):
            made, schedule_id = await italian()
            saying(monkeypatch, ("2027-05-03", "Labour Day"), ("2027-10-05", "Saint Francis"))
            await growing.grow_all()
            hours = await queries.history_of(schedule_id)
            assert not hours.is_open(at("2027-10-04 10:00"))
            assert hours.is_open(at("2027-10-05 10:00"))
            states = {day.name: day.state for day in (await holidays.calendar(made)).days}
            assert states == {"Labour day": "applied", "Old day": "vanished", "Saint Francis": "proposed"}
            assert (await day_of(made, "2027-05-03")).shown_name == "Labour Day"
            assert len(await queries.versions_of(schedule_id)) == 1
            await holidays.accept((await day_of(made, "2027-10-04")).id, by=OLGA)
            await holidays.switch((await day_of(made, "2027-10-05")).id, True, by=OLGA)
            hours = await queries.history_of(schedule_id)
            assert hours.is_open(at("2027-10-04 10:00"))
            assert not hours.is_open(at("2027-10-05 10:00"))


async def test_it_takes_no_for_an_answer(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async with acme.unit():
        saying(monkeypatch, ("2027-10-04", "Old day"))
        with travel(moment(AUTUMN)):
            made, schedule_id = await italian()
            saying(monkeypatch, ("2027-10-05", "Saint Francis"))
            await growing.grow_all()
            for on in ("2027-10-04", "2027-10-05"):
                await holidays.decline((await day_of(made, on)).id, by=OLGA)
            await growing.grow_all()
            kept = [(day.name, day.active, day.state, day.origin) for day in (await holidays.calendar(made)).days]
            assert kept == [("Old day", True, "applied", "manual"), ("Saint Francis", False, "applied", "library")]
            assert len(await queries.versions_of(schedule_id)) == 1


async def test_it_forgets_a_doubt_when_the_library_does(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async with acme.unit():
        saying(monkeypatch, ("2027-10-04", "Feast"))
        with travel(moment(AUTUMN)):
            made, _schedule = await italian()
            saying(monkeypatch, ("2027-10-05", "Feast"))
            await growing.grow_all()
            saying(monkeypatch, ("2027-10-04", "Feast"))
            await growing.grow_all()
            assert [(str(day.date), day.state) for day in (await holidays.calendar(made)).days] == [
                ("2027-10-04", "applied")
            ]


async def test_it_writes_further_years_as_the_earlier_ones_were_set(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    years = (2026, 2027, 2028, 2029)
    feasts = [(f"{year}-12-{day}", name) for year in years for day, name in ((24, "Eve"), (8, "Mary"), (25, "Xmas"))]
    feasts = [(on.replace("-8", "-08"), name) for on, name in feasts]
    async with acme.unit():
        saying(monkeypatch, *(feast for feast in feasts if feast[0] < "2029"))
        with travel(moment(AUTUMN)):
            made, schedule_id = await italian()
            for year in (2027, 2028):
                await holidays.set_half_day((await day_of(made, f"{year}-12-24")).id, [["09:00", "13:00"]], by=OLGA)
                await holidays.switch((await day_of(made, f"{year}-12-08")).id, False, by=OLGA)
        saying(monkeypatch, *feasts)
        with travel(moment("2027-11-22 08:00")):
            await growing.grow_all()
            view = await holidays.calendar(made, since=date(2029, 1, 1))
        assert view.calendar.through == date(2029, 12, 31)
        assert [(day.name, day.active, day.kind, day.state) for day in view.days] == [
            ("Mary", False, "closed", "applied"),
            ("Eve", True, "half", "applied"),
            ("Xmas", True, "closed", "applied"),
        ]
        assert (await queries.versions_of(schedule_id))[0].reason == "holidays"


async def test_it_tells_the_next_days_that_make_a_difference(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(AUTUMN)):
            _made, schedule_id = await italian()
            await exceptions.add(schedule_id, date(2026, 12, 25), kind="hours", hours=[["09:00", "10:00"]], by=OLGA)
            found_days = await holidays.next_applied(schedule_id, at(AUTUMN), most=3)
        # 25 December is decided by an exception, 26 December is a Saturday.
        assert [str(day.date) for day in found_days] == ["2026-12-08", "2027-01-01", "2027-01-06"]


async def test_it_keeps_a_calendar_in_use_from_the_archive(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(AUTUMN)):
            made, schedule_id = await italian()
            with pytest.raises(InUse, match="Hours"):
                await holidays.archive_calendar(made, by=OLGA)
            await editing.publish(schedule_id, week(), based_on=1, by=OLGA)
            await holidays.archive_calendar(made, by=OLGA)
            assert await holidays.calendars() == []
            await holidays.restore_calendar(made, by=OLGA)
            await holidays.rename_calendar(made, to="Italia", by=OLGA)
            assert [row.name for row in await holidays.calendars()] == ["Italia"]


async def test_it_shows_no_calendar_of_another_company(acme: Any, globex: Any) -> None:
    async with acme.unit():
        made = await holidays.found_calendar("Ours", by=OLGA)
        [day] = await holidays.add_own(made, date(2027, 1, 1), "New year", by=OLGA)
    async with globex.unit():
        for asked in (holidays.calendar(made), holidays.switch(day, False, by=OLGA), holidays.remove_own(day, by=OLGA)):
            with pytest.raises(NotFound):
                await asked
