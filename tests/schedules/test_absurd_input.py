"""What nobody means, typed into the pages of support hours and promises: refused or left aside, and never kept."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests_schedules import moment
from tests_sla import Desk

from polydesk.kernel.clock import now, travel
from polydesk.schedules import editing, exceptions, holidays
from polydesk.schedules.changes import AddException
from polydesk.sla import change_rows

HOURS, LEVELS = "/admin/hours", "/admin/service-levels"
A_YEAR = timedelta(days=365)
FAR = ("0001-01-01", "9999-12-31")


@pytest.fixture
async def desk(acme: Any) -> Desk:
    made = await Desk.opens(acme)
    async with acme.unit():
        await editing.make_default(made.schedule_id, by=made.ada)
    return made


def week(**more: str) -> dict[str, str]:
    return {
        "name": "Support hours",
        "zone": "Europe/Rome",
        "based_on": "1",
        "mon_from": "09:00",
        "mon_to": "17:00",
    } | more


@pytest.mark.parametrize("day", FAR)
async def test_it_looks_at_no_days_at_the_ends_of_the_calendar(acme: Any, desk: Desk, day: str) -> None:
    form = week(schedule_id=str(desk.schedule_id), preview_from=day, ask_at=f"{day}T12:00", ask_hours="8760")
    assert (await acme.ada.post(f"{HOURS}/preview", form)).status_code == 200
    told = await acme.alice.get(f"/desk/help/due-times?at={day}T23:00&hours=8760")
    assert told.status_code == 200
    assert "Please enter a date and a time." in told.text


@pytest.mark.parametrize("day", FAR)
async def test_it_refuses_hours_that_begin_or_change_at_the_ends_of_the_calendar(
    acme: Any, desk: Desk, day: str
) -> None:
    there = f"{HOURS}/{desk.schedule_id}"
    assert (await acme.ada.post(there, week(valid_from=day))).status_code == 422
    correction = week(since=day, note="It was so", understood="yes")
    assert (await acme.ada.post(f"{there}/correction", correction)).status_code == 422


async def test_it_moves_an_exception_no_further_than_one_may_be_added(acme: Any, desk: Desk) -> None:
    async with acme.unit():
        [made] = await exceptions.add(None, now().date() + A_YEAR, kind="closed", by=desk.ada)
    answer = await acme.ada.post(f"{HOURS}/exceptions/{made}", {"first": "9999-12-31", "kind": "closed"})
    assert answer.status_code == 422
    assert "within the next ten years" in answer.text


async def test_an_old_anniversary_repeats_from_this_year_on(acme: Any, desk: Desk) -> None:
    form = {"on": "1848-03-15", "name": "Founded", "every_year": "yes"}
    with travel(moment("2026-11-22 10:00")):
        async with acme.unit():
            own = await holidays.found_calendar("Ours", by=desk.ada)
        assert (await acme.ada.post(f"{HOURS}/holidays/{own}/days", form)).status_code == 303
    async with acme.unit():
        years = [day.date.year for day in (await holidays.calendar(own)).days]
    assert years == [1848, 2026, 2027, 2028]


@pytest.mark.parametrize(
    "day",
    [
        '{"on": "2031-01-06", "name": "a", "kind": "partial", "hours": [["x", "99:99"]]}',
        '{"on": "2031-01-06", "name": "a", "kind": "partial", "hours": [["17:00", "09:00"]]}',
        '{"on": "2031-01-06", "name": "a", "kind": "partial"}',
        '{"on": "2031-01-06", "name": "\\u0000", "kind": "closed"}',
        '{"on": "2031-01-06", "name": "\\ud800", "kind": "closed"}',
        '{"on": "9999-12-31", "name": "a", "kind": "closed"}',
    ],
)
async def test_it_imports_no_day_that_its_preview_would_not_show(acme: Any, desk: Desk, day: str) -> None:
    answer = await acme.ada.post(f"{HOURS}/holidays/import/calendar", {"name": "In", "day": day, "take": "0"})
    assert answer.status_code == 422
    async with acme.unit():
        assert [one for one in await holidays.calendars() if one.source == "ics"] == []


async def test_a_change_that_cannot_be_any_more_says_why(acme: Any, desk: Desk) -> None:
    """Somebody else closed the same day while this one waited for its decision."""
    day = now().date() + A_YEAR
    change = AddException(desk.schedule_id, day, day, "closed", (), "")
    async with acme.unit():
        change_id = await change_rows.keep(change, typed=None, numbers={}, result=change_rows.Result(), by=desk.ada)
        await exceptions.add(desk.schedule_id, day, kind="closed", by=desk.ada)
    for verb in ("application", "renewal"):
        answer = await acme.ada.post(f"/admin/changes/{change_id}/{verb}", {"open": "also"})
        assert answer.status_code == 422
        assert "There is an exception for" in answer.text


async def test_it_takes_in_no_calendar_with_more_days_than_hours_may_have(acme: Any, desk: Desk) -> None:
    calendar_id = await _crowded(acme, desk)
    answer = await acme.ada.post(f"{HOURS}/holidays/{calendar_id}/schedules", {"schedules": str(desk.schedule_id)})
    assert answer.status_code == 422
    assert "800" in answer.text


async def _crowded(acme: Any, desk: Desk) -> UUID:
    async with acme.unit() as unit:
        made = await holidays.found_calendar("Crowded", by=desk.ada)
        await unit.execute(
            """INSERT INTO holiday (id, calendar_id, date, name, names, kind, active, every_year, origin, state)
               SELECT gen_random_uuid(), $1, current_date + n, 'Day ' || n, '{}', 'closed', true, false, 'manual', 'applied'
                 FROM generate_series(1, 801) n""",
            made,
        )
    return made


async def test_a_trial_in_no_language_is_one_in_ours(acme: Any, desk: Desk) -> None:
    assert (await acme.ada.get(f"{LEVELS}/trial?language=%00&tags=%00&priority=x")).status_code == 200


@pytest.mark.parametrize("number", ["1e5", "0", "99999999999999999999"])
async def test_a_policy_that_is_based_on_no_version_is_shown_what_was_published(
    acme: Any, desk: Desk, number: str
) -> None:
    form = {
        "based_on": number,
        "name_en": "Standard",
        "target_resolution_normal_n": "9",
        "target_resolution_normal_u": "h",
    }
    answer = await acme.ada.post(f"{LEVELS}/{desk.policy_id}", form)
    assert answer.status_code in (409, 422)
