"""The editor of a schedule: proposed, typed, refused, overtaken, saved; and what it shows before anything is saved."""

import re
from typing import Any

import asyncpg
from tests_schedules import OLGA, found, moment, week

from polydesk.kernel.clock import travel
from polydesk.schedules import editing, holidays, queries

HOURS = "/admin/hours"
DAYS = ("mon", "tue", "wed", "thu", "fri")
NOW = "2026-03-09 10:00"


def typed(**changes: Any) -> dict[str, Any]:
    """The form as the browser sends it: Monday to Friday, nine to five."""
    data: dict[str, Any] = {"name": "Support", "zone": "Europe/Rome", "based_on": "1"}
    for day in DAYS:
        data |= {f"{day}_from": ["09:00"], f"{day}_to": ["17:00"]}
    return data | changes


async def schedule_of(house: Any) -> str:
    async with house.unit():
        return f"{HOURS}/{await found(week('09:00', '17:00'), 'Support')}"


async def weekly_of(house: Any) -> dict[str, Any]:
    async with house.unit():
        held = await queries.default_schedule()
        assert held is not None
        return held.weekly


async def test_a_new_schedule_is_two_clicks(acme: Any) -> None:
    """What is proposed can be created as it is."""
    page = await acme.olga.get(f"{HOURS}/new")
    assert 'value="Europe/Rome"' in page.text
    assert page.text.count('value="09:00"') == 5
    made = await acme.olga.post(HOURS, data=typed(name="Support hours"))
    assert made.status_code == 303
    assert "Monday" in (await acme.olga.get(made.headers["location"])).text
    assert set(await weekly_of(acme)) == set(DAYS)


async def test_it_takes_a_lunch_break_and_an_overnight_shift(acme: Any) -> None:
    url = await schedule_of(acme)
    answer = await acme.olga.post(
        url,
        data=typed(mon_from=["9", "13:30"], mon_to=["12.30", "5pm"], fri_from=["09:00", "22"], fri_to=["17:00", "6"]),
    )
    assert answer.status_code == 303
    kept = await weekly_of(acme)
    assert kept["mon"] == [["09:00", "12:30"], ["13:30", "17:00"]]
    assert kept["fri"] == [["09:00", "17:00"], ["22:00", "06:00"]]


async def test_a_button_keeps_everything_typed_and_saves_nothing(acme: Any) -> None:
    url = await schedule_of(acme)
    page = await acme.olga.post(url, data=typed(name="Later name", mon_from=["7"], mon_to=["x"], do="add:mon"))
    assert page.status_code == 200
    assert 'value="Later name"' in page.text
    assert 'value="07:00"' in page.text
    assert 'value="x"' in page.text
    assert page.text.count('name="mon_from"') == 2
    assert (await weekly_of(acme))["mon"] == [["09:00", "17:00"]]


async def test_with_htmx_a_button_brings_the_week_alone(acme: Any) -> None:
    url = await schedule_of(acme)
    part = await acme.olga.swap("POST", url, data=typed(do="whole:sat"))
    assert part.text.lstrip().startswith('<div id="week"')
    assert 'value="24:00"' in part.text
    assert 'id="applied" hx-swap-oob' in part.text
    assert "<html" not in part.text


async def test_each_fault_stands_beside_its_field(acme: Any) -> None:
    url = await schedule_of(acme)
    page = await acme.olga.post(
        url, data=typed(name="", zone="Atlantis", mon_from=["13:00", "9"], mon_to=["14:00", "9"], tue_to=["25:00"])
    )
    assert page.status_code == 422
    assert 'href="#f-mon-1"' in page.text
    assert re.search(r'id="f-mon-1-error">.*?same time', page.text, re.DOTALL)
    assert re.search(r'id="f-tue-0-error">.*?25:00', page.text, re.DOTALL)
    assert "Atlantis" in page.text
    assert 'id="f-name-error"' in page.text
    assert (await weekly_of(acme))["mon"] == [["09:00", "17:00"]]


async def test_it_takes_twenty_intervals_a_day_on_every_day(acme: Any) -> None:
    """More fields than other forms may have."""
    url = await schedule_of(acme)
    begins, ends = ([f"{n:02}:{minute}" for n in range(20)] for minute in ("00", "30"))
    data = typed(**{f"{day}_from": begins for day in (*DAYS, "sat", "sun")})
    answer = await acme.olga.post(url, data=data | {f"{day}_to": ends for day in (*DAYS, "sat", "sun")})
    assert answer.status_code == 303
    assert len((await weekly_of(acme))["sun"]) == 20
    many = await acme.olga.post(url, data=typed(based_on="2", mon_from=[*begins, "22:00"], mon_to=[*ends, "23:00"]))
    assert many.status_code == 422
    assert "21 intervals" in many.text


async def test_a_city_is_enough_for_a_zone(acme: Any) -> None:
    url = await schedule_of(acme)
    assert (await acme.olga.post(url, data=typed(zone="new york"))).status_code == 303
    async with acme.unit():
        held = await queries.default_schedule()
    assert held is not None
    assert held.tz == "America/New_York"


async def test_hours_that_are_never_open_ask_for_a_yes(acme: Any) -> None:
    url = await schedule_of(acme)
    nothing = {"name": "Support", "zone": "Europe/Rome", "based_on": "1"}
    page = await acme.olga.post(url, data=nothing)
    assert page.status_code == 422
    assert 'name="never_open_ok"' in page.text
    assert await weekly_of(acme) != {}
    assert (await acme.olga.post(url, data=nothing | {"never_open_ok": "yes"})).status_code == 303
    assert await weekly_of(acme) == {}


async def test_the_second_admin_learns_who_changed_what_and_keeps_what_was_typed(acme: Any) -> None:
    url = await schedule_of(acme)
    assert (await acme.olga.post(url, data=typed(mon_to=["18:00"]))).status_code == 303
    page = await acme.ada.post(url, data=typed(tue_to=["15:00"]))
    assert page.status_code == 409
    assert "Olga" in page.text
    assert re.search(r"Monday: 9:00.AM – 5:00.PM → 9:00.AM – 6:00.PM", page.text)
    assert 'value="15:00"' in page.text
    assert 'name="based_on" value="2"' in page.text
    assert (await acme.ada.post(url, data=typed(tue_to=["15:00"], based_on="2"))).status_code == 303
    assert (await weekly_of(acme))["tue"] == [["09:00", "15:00"]]


async def test_hours_may_begin_later_and_be_withdrawn(acme: Any) -> None:
    with travel(moment(NOW)):
        url = await schedule_of(acme)
        assert (await acme.olga.post(url, data=typed(mon_to=["18:00"], valid_from="2026-03-16"))).status_code == 303
        page = await acme.olga.get(url)
        assert "Other hours begin on" in page.text
        assert 'name="mon_to" value="17:00"' in page.text
        assert (await acme.olga.post(f"{url}/versions/2/withdrawal")).status_code == 303
        assert "Other hours begin on" not in (await acme.olga.get(url)).text
        past = await acme.olga.post(url, data=typed(mon_to=["18:00"], based_on="3", valid_from="2026-03-01"))
        assert past.status_code == 422
        assert 'id="f-valid_from-error"' in past.text


async def test_the_preview_shows_fourteen_days_with_holidays_and_the_clocks(acme: Any) -> None:
    """Nothing of it is saved."""
    with travel(moment("2026-10-20 10:00")):
        async with acme.unit():
            calendar = await holidays.begin_calendar("IT", by=OLGA)
        data = typed(calendars=[str(calendar)], preview_from="2026-10-24", sun_from=["00:00"], sun_to=["24:00"])
        part = await acme.olga.swap("POST", f"{HOURS}/preview", data=data)
    assert part.status_code == 200
    assert part.text.count('class="day-row') == 14
    assert "this day has 25 hours" in part.text
    assert "All Saints" in part.text
    assert part.text.count('hx-swap-oob="true"') == 7


async def test_the_preview_says_what_is_missing_while_one_types(acme: Any) -> None:
    part = await acme.olga.swap("POST", f"{HOURS}/preview", data=typed(mon_to=["9:"]))
    assert part.status_code == 200
    assert "Monday:" in part.text
    assert 'class="day-row' not in part.text


async def test_what_if_tells_the_due_time_and_every_piece(acme: Any) -> None:
    with travel(moment(NOW)):
        data = typed(ask_at="2026-03-06T16:00", ask_hours="2")
        part = await acme.olga.swap("POST", f"{HOURS}/preview", data=data)
    text = part.text.replace("\u202f", " ")
    assert "Due Mon Mar 9, 2026, 10:00 AM (CET)" in text
    assert "Fri Mar 6, 2026, 4:00 PM – 5:00 PM: open, 1 hr counted, 1 hr in all" in text
    assert "Fri Mar 6, 2026, 5:00 PM – Mon Mar 9, 2026, 9:00 AM: closed" in text
    wrong = await acme.olga.swap("POST", f"{HOURS}/preview", data=typed(ask_at="2026-03-06T16:00", ask_hours="many"))
    assert "Please enter hours between" in wrong.text


async def test_only_who_manages_settings_comes_in(acme: Any, globex: Any) -> None:
    url = await schedule_of(acme)
    for path in (HOURS, f"{HOURS}/new", url, f"{url}/versions", f"{url}/exceptions", f"{HOURS}/holidays"):
        assert (await acme.alice.get(path)).status_code == 403
        assert (await acme.visitor.get(path)).status_code in (303, 401)
    assert (await globex.mallory.get(url)).status_code == 404
    assert (await globex.mallory.post(url, data=typed())).status_code == 404


async def test_the_history_tells_who_changed_what_and_why(acme: Any) -> None:
    url = await schedule_of(acme)
    await acme.olga.post(url, data=typed(mon_to=["18:00"], note="Spring"))
    page = await acme.ada.get(f"{url}/versions")
    assert "Version 2: Edited" in page.text
    assert "Spring" in page.text
    assert "Olga" in page.text
    assert re.search(r"Monday: 9:00.AM – 5:00.PM → 9:00.AM – 6:00.PM", page.text)


async def test_the_past_is_corrected_only_with_a_reason_and_a_yes(acme: Any) -> None:
    with travel(moment("2026-03-02 10:00")):
        url = await schedule_of(acme)
    with travel(moment(NOW)):
        assert "open promises are counted again" in (await acme.olga.get(f"{url}/correction")).text
        refused = await acme.olga.post(f"{url}/correction", data=typed(mon_to=["18:00"], since="2026-03-05"))
        assert refused.status_code == 422
        assert 'id="f-note-error"' in refused.text
        wanted = typed(mon_to=["18:00"], since="2026-03-05", note="We were open longer", understood="yes")
        assert (await acme.olga.post(f"{url}/correction", data=wanted)).status_code == 303
        page = await acme.olga.get(f"{url}/versions")
    assert "The past was corrected" in page.text
    assert "We were open longer" in page.text
    async with acme.unit():
        history = await queries.history_of((await queries.schedules())[0].id)
    assert history.elapsed(moment_s("2026-03-06 16:00"), moment_s("2026-03-06 18:00")) == 0  # a Friday: 9 to 5
    assert history.elapsed(moment_s("2026-03-09 16:00"), moment_s("2026-03-09 17:00")) == 3600


def moment_s(text: str) -> int:
    return int(moment(text).timestamp())


async def test_the_list_makes_default_archives_and_restores(acme: Any) -> None:
    first = await schedule_of(acme)
    async with acme.unit():
        second = f"{HOURS}/{await editing.found('Nights', week('22:00', '23:00'), by=OLGA)}"
    page = await acme.olga.get(HOURS)
    assert page.text.count('class="schedule-card"') == 2
    refused = await acme.olga.post(f"{first}/archival")
    assert refused.status_code == 409
    assert "default" in refused.text
    assert (await acme.olga.post(f"{second}/default")).status_code == 303
    assert (await acme.olga.post(f"{first}/archival")).status_code == 303
    assert "1 archived schedule" in (await acme.olga.get(HOURS)).text
    assert (await acme.olga.post(f"{first}/restoration")).status_code == 303
    assert "archived schedule" not in (await acme.olga.get(HOURS)).text


async def test_a_button_shows_the_days_around_the_next_change_of_clocks(acme: Any) -> None:
    with travel(moment(NOW)):
        url = await schedule_of(acme)
        page = await acme.olga.post(url, data=typed(do="clocks", preview_from="2026-03-09", name="Kept"))
        assert 'value="2026-03-26"' in page.text
        assert "this day has 23 hours" in page.text
        assert 'value="Kept"' in page.text
        again = await acme.olga.post(url, data=typed(do="clocks", preview_from="2026-03-26"))
        assert "this day has 25 hours" in again.text
        nowhere = await acme.olga.post(url, data=typed(do="clocks", zone="Atlantis", preview_from="x"))
        assert nowhere.status_code == 200


async def test_a_zone_that_is_known_no_longer_can_be_replaced(acme: Any, superuser_url: str) -> None:
    url = await schedule_of(acme)
    await forget_zone(acme, superuser_url)
    for path in (HOURS, f"{url}/versions", f"{url}/exceptions", f"{url}/correction"):
        assert (await acme.olga.get(path)).status_code == 200, path
    page = await acme.olga.get(url)
    assert "no longer knows this zone" in page.text
    assert 'value="Asia/Atlantis"' in page.text
    assert (await acme.visitor.get("/en/hours")).status_code == 200
    assert (await acme.olga.post(url, data=typed())).status_code == 303
    assert "no longer knows this zone" not in (await acme.olga.get(url)).text


async def forget_zone(house: Any, superuser_url: str) -> None:
    connection = await asyncpg.connect(superuser_url)
    await connection.execute(
        "UPDATE schedule_version SET tz = 'Asia/Atlantis', compiled = jsonb_set(compiled, '{tz}', '\"Asia/Atlantis\"')"
        " WHERE tenant_id = $1",
        house.id,
    )
    await connection.close()
