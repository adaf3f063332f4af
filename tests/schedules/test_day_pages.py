"""Holidays and single days: chosen by country, switched, halved, added, removed and brought back; files with a preview."""

import re
from html import unescape
from typing import Any
from uuid import UUID

from tests_schedules import OLGA, at, found, moment, week

from polydesk.kernel.clock import travel
from polydesk.schedules import holidays, queries

HOLIDAYS = "/admin/hours/holidays"
SINGLE = "/admin/hours/exceptions"
NOW = "2026-03-09 10:00"
FILE = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n"
    "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260504\r\nDTEND;VALUE=DATE:20260507\r\nSUMMARY:Outing\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n"
)


async def in_italy(house: Any) -> tuple[UUID, UUID]:
    """A schedule with the holidays of Italy: their ids."""
    async with house.unit():
        calendar = await holidays.begin_calendar("IT", by=OLGA)
        return await found(week(calendars=(calendar,)), "Support"), calendar


async def is_open(house: Any, schedule_id: UUID, when: str) -> bool:
    async with house.unit():
        return (await queries.history_of(schedule_id)).is_open(at(when))


async def day_of(house: Any, calendar: UUID, name: str) -> holidays.HolidayRow:
    async with house.unit():
        view = await holidays.calendar(calendar)
    return next(day for day in view.days if name in (day.name, *day.names.values()) and day.date.year == 2026)


async def test_the_holidays_of_a_country_are_two_clicks(acme: Any) -> None:
    with travel(moment(NOW)):
        async with acme.unit():
            schedule_id = await found(week(), "Support")
        page = await acme.olga.get(HOLIDAYS, params={"country": "DE"})
        assert "Bayern" in page.text
        part = await acme.olga.swap("GET", f"{HOLIDAYS}/places", params={"country": "DE"})
        assert "Bayern" in part.text
        assert "<html" not in part.text
        made = await acme.olga.post(HOLIDAYS, data={"country": "DE", "schedules": [str(schedule_id)]})
        assert made.status_code == 303
        shown = await acme.olga.get(made.headers["location"])
        assert "Good Friday" in shown.text
        assert not await is_open(acme, schedule_id, "2026-04-03 10:00")


async def test_a_country_whose_holidays_are_there_is_not_proposed_again(acme: Any) -> None:
    def is_proposed(text: str) -> bool:
        return '<option value="IT" selected' in text

    async with acme.unit() as held:
        await held.execute("UPDATE tenant SET country = 'IT' WHERE id = app.tenant_id()")
    assert is_proposed((await acme.olga.get(HOLIDAYS)).text)
    await acme.olga.post(HOLIDAYS, data={"country": "IT"})
    assert not is_proposed((await acme.olga.get(HOLIDAYS)).text)


async def test_a_country_without_data_is_refused_beside_its_field(acme: Any) -> None:
    page = await acme.olga.post(HOLIDAYS, data={"country": "XX"})
    assert page.status_code == 422
    assert 'id="f-country-error"' in page.text


async def test_one_click_switches_a_holiday_off_and_on(acme: Any) -> None:
    with travel(moment(NOW)):
        schedule_id, calendar = await in_italy(acme)
        day = await day_of(acme, calendar, "Easter Monday")
        state = f"{HOLIDAYS}/days/{day.id}/state"
        line = await acme.olga.swap("POST", state)
        assert "A usual day" in line.text
        assert await is_open(acme, schedule_id, "2026-04-06 10:00")
        assert (await acme.olga.post(state, data={"active": "yes"})).status_code == 303
        assert not await is_open(acme, schedule_id, "2026-04-06 10:00")


async def test_a_half_day_is_open_at_its_hours_only(acme: Any) -> None:
    with travel(moment(NOW)):
        schedule_id, calendar = await in_italy(acme)
        day = await day_of(acme, calendar, "Easter Monday")
        hours = f"{HOLIDAYS}/days/{day.id}/hours"
        refused = await acme.olga.post(hours, data={"day_from": "13", "day_to": "9"})
        assert refused.status_code == 422
        assert "24:00" in refused.text
        assert (await acme.olga.post(hours, data={"day_from": "9", "day_to": "13"})).status_code == 303
        assert await is_open(acme, schedule_id, "2026-04-06 08:00")
        assert not await is_open(acme, schedule_id, "2026-04-06 12:00")
        assert (await acme.olga.post(hours)).status_code == 303
        assert not await is_open(acme, schedule_id, "2026-04-06 08:00")


async def test_an_own_day_comes_every_year_and_goes(acme: Any) -> None:
    with travel(moment(NOW)):
        schedule_id, calendar = await in_italy(acme)
        url = f"{HOLIDAYS}/{calendar}"
        bad = await acme.olga.post(f"{url}/days", data={"on": "", "name": "Patron"})
        assert bad.status_code == 422
        assert 'value="Patron"' in bad.text
        wanted = {"on": "2026-12-07", "name": "Patron saint", "every_year": "yes"}
        assert (await acme.olga.post(f"{url}/days", data=wanted)).status_code == 303
        assert not await is_open(acme, schedule_id, "2026-12-07 10:00")
        assert not await is_open(acme, schedule_id, "2027-12-07 10:00")
        day = await day_of(acme, calendar, "Patron saint")
        assert (
            await acme.olga.post(f"{HOLIDAYS}/days/{day.id}/removal", data={"every_year": "yes"})
        ).status_code == 303
        assert await is_open(acme, schedule_id, "2027-12-07 10:00")


async def test_a_working_saturday_waits_for_a_yes(acme: Any) -> None:
    with travel(moment("2026-01-05 10:00")):
        async with acme.unit():
            calendar = await holidays.begin_calendar("HU", by=OLGA)
            schedule_id = await found(week(calendars=(calendar,), tz="Europe/Budapest"), "Support")
        page = await acme.olga.get(f"{HOLIDAYS}/{calendar}")
        assert "To confirm" in page.text
        assert not await is_open(acme, schedule_id, "2026-01-10 10:00")
        [action] = re.findall(rf'action="({HOLIDAYS}/days/[^"]+/acceptance)"', page.text)[:1]
        assert (await acme.olga.post(action)).status_code == 303
        assert await is_open(acme, schedule_id, "2026-01-10 10:00")


async def test_a_calendar_that_nobody_uses_says_so_and_is_taken_in(acme: Any) -> None:
    with travel(moment(NOW)):
        async with acme.unit():
            schedule_id = await found(week(), "Support")
        made = await acme.olga.post(f"{HOLIDAYS}/own", data={"name": "Company days"})
        url = made.headers["location"]
        assert "No schedule takes these days in" in (await acme.olga.get(url)).text
        assert (await acme.olga.post(f"{url}/schedules", data={"schedules": [str(schedule_id)]})).status_code == 303
        assert "No schedule takes" not in (await acme.olga.get(url)).text
        refused = await acme.olga.post(f"{url}/archival")
        assert refused.status_code == 409


async def test_a_file_is_shown_before_it_is_imported(acme: Any) -> None:
    with travel(moment(NOW)):
        async with acme.unit():
            schedule_id = await found(week(), "Support")
        preview = await acme.olga.post(f"{HOLIDAYS}/import", files={"file": ("team.ics", FILE, "text/calendar")})
        assert preview.status_code == 200
        assert "3 days were read" in preview.text
        assert await is_open(acme, schedule_id, "2026-05-04 10:00")
        days = [unescape(day) for day in re.findall(r'name="day" value="([^"]+)"', preview.text)]
        chosen = {"day": days, "take": ["0", "2"], "name": "Team", "use": "yes"}
        assert (await acme.olga.post(f"{HOLIDAYS}/import/calendar", data=chosen)).status_code == 303
        assert not await is_open(acme, schedule_id, "2026-05-04 10:00")
        assert await is_open(acme, schedule_id, "2026-05-05 10:00")
        assert not await is_open(acme, schedule_id, "2026-05-06 10:00")


async def test_a_file_that_is_no_calendar_is_refused_with_the_reason(acme: Any) -> None:
    page = await acme.olga.post(f"{HOLIDAYS}/import", files={"file": ("x.ics", b"\x00\xff nothing", "text/calendar")})
    assert page.status_code == 422
    assert 'id="f-file-error"' in page.text
    none = await acme.olga.post(f"{HOLIDAYS}/import", data={"name": ""})
    assert none.status_code == 422
    nothing = await acme.olga.post(f"{HOLIDAYS}/import/calendar", data={"day": ["{}", "no"], "take": ["0", "1"]})
    assert nothing.status_code == 422


async def test_a_single_day_of_one_schedule_leaves_the_others(acme: Any) -> None:
    with travel(moment(NOW)):
        async with acme.unit():
            one, other = await found(week(), "One"), await found(week(), "Other")
        url = f"/admin/hours/{one}/exceptions"
        wanted = {"first": "2026-03-14", "kind": "hours", "day_from": ["10", ""], "day_to": ["2pm", ""], "note": "Sale"}
        assert (await acme.olga.post(url, data=wanted)).status_code == 303
        assert await is_open(acme, one, "2026-03-14 10:00")
        assert not await is_open(acme, other, "2026-03-14 10:00")
        assert "Sale" in (await acme.olga.get(url)).text


async def test_days_of_the_company_hold_for_all_and_removing_them_can_be_undone(acme: Any) -> None:
    with travel(moment(NOW)):
        async with acme.unit():
            one, other = await found(week(), "One"), await found(week(), "Other")
        wanted = {"first": "2026-03-16", "last": "2026-03-18", "kind": "partial", "day_from": "13", "day_to": "15"}
        assert (await acme.olga.post(SINGLE, data=wanted)).status_code == 303
        assert not await is_open(acme, other, "2026-03-17 13:00")
        page = await acme.olga.get(SINGLE)
        assert page.text.count('class="run"') == 1  # three dates in one line
        ids = re.findall(r'name="ids" value="([^"]+)"', page.text)
        assert len(ids) == 3
        gone = await acme.olga.post(f"{SINGLE}/removal", data={"ids": ids})
        assert gone.status_code == 200
        assert await is_open(acme, one, "2026-03-17 13:00")
        undo = {name: re.findall(rf'name="{name}" value="([^"]*)"', gone.text)[0] for name in ("first", "last", "kind")}
        times = {name: re.findall(rf'name="{name}" value="([^"]*)"', gone.text)[:1] for name in ("day_from", "day_to")}
        assert (await acme.olga.post(SINGLE, data=undo | times)).status_code == 303
        assert not await is_open(acme, one, "2026-03-17 13:00")


async def test_a_single_day_is_changed(acme: Any) -> None:
    with travel(moment(NOW)):
        async with acme.unit():
            one = await found(week(), "One")
        await acme.olga.post(SINGLE, data={"first": "2026-03-16", "kind": "closed", "note": "Move"})
        [edit] = re.findall(rf'href="({SINGLE}/[^"]+)"', (await acme.olga.get(SINGLE)).text)
        assert 'value="2026-03-16"' in (await acme.olga.get(edit)).text
        changed = {"first": "2026-03-17", "kind": "closed", "note": "Move"}
        assert (await acme.olga.post(edit, data=changed)).status_code == 303
        assert await is_open(acme, one, "2026-03-16 10:00")
        assert not await is_open(acme, one, "2026-03-17 10:00")


async def test_what_is_wrong_with_a_single_day_stands_beside_it(acme: Any) -> None:
    wrong = {
        "first": "2026-03-16",
        "last": "2026-03-14",
        "kind": "hours",
        "day_from": ["9", "22"],
        "day_to": ["12", "2"],
    }
    with travel(moment(NOW)):
        page = await acme.olga.post(SINGLE, data=wrong)
        assert page.status_code == 422
        assert 'value="22:00"' in page.text
        more = await acme.olga.post(SINGLE, data=wrong | {"do": "add"})
        assert more.status_code == 200
        assert more.text.count('name="day_from"') == 3
        over = await acme.olga.post(SINGLE, data=wrong | {"last": ""})
        assert 'id="f-day-1-error"' in over.text
        empty = await acme.olga.post(SINGLE, data={"first": "2026-03-16", "kind": "hours"})
        assert empty.status_code == 422
        assert 'id="f-day-0-error"' in empty.text
