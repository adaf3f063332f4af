"""What customers see: the hours in their zone, whether somebody is there, and that no cache tells of an open door too long."""

import re
from typing import Any

from tests_schedules import OLGA, found, moment, week

from polydesk.kernel import unit
from polydesk.kernel.clock import travel
from polydesk.kernel.web import page_cache
from polydesk.schedules import editing, exceptions

MONDAY = "2026-03-09 10:00"  # 11 o'clock in Rome


def words(text: str) -> str:
    return text.replace("\u202f", " ")


async def open_house(house: Any, **named: Any) -> None:
    with travel(moment("2026-03-01 10:00")):
        async with house.unit():
            await found(week(**named), "Support")


async def test_it_says_until_when_and_from_when(acme: Any) -> None:
    await open_house(acme)
    with travel(moment(MONDAY)):
        page = words((await acme.visitor.get("/en/hours")).text)
        assert "Open now, until 5:00 PM (CET)" in page
        assert page.count("9:00 AM – 5:00 PM") == 5
        assert "Times in Rome (CET)." in page
    with travel(moment("2026-03-13 18:00")):
        page_cache.drop(acme.id)
        assert "We open again Monday, 9:00 AM (CET)" in words((await acme.visitor.get("/en/hours")).text)


async def test_it_speaks_every_language_of_the_portal(acme: Any) -> None:
    await open_house(acme)
    page = await acme.visitor.get("/it/hours")
    assert page.status_code == 200
    assert '<html lang="it"' in page.text
    assert 'hreflang="en"' in page.text
    assert (await acme.visitor.get("/de/hours")).headers["location"] == "/en/hours"
    assert f"{acme.host}/it/hours" in (await acme.visitor.get("/it/sitemap.xml")).text


async def test_it_shows_another_zone_and_names_both(acme: Any) -> None:
    await open_house(acme)
    with travel(moment(MONDAY)):
        page = words((await acme.visitor.get("/en/hours?zone=America/New_York")).text)
        assert "Times in New York (EDT). We are in Rome (CET)." in page
        assert "Open now, until 12:00 PM (EDT)" in page
        assert "4:00 AM – 12:00 PM" in page
        assert 'href="/en/hours?zone=Europe/Rome"' in page
        assert "Berlin" not in page
        same = words((await acme.visitor.get("/en/hours?zone=Europe/Berlin")).text)
        assert "Times in Rome (CET)." in same
        assert "New York (EDT)" in words((await acme.visitor.get("/en/hours?zone=new+york")).text)
        wrong = await acme.visitor.get("/en/hours?zone=Atlantis")
        assert wrong.status_code == 200
        assert "We know no time zone “Atlantis”" in wrong.text


async def test_a_part_comes_by_htmx_in_the_browsers_zone(acme: Any) -> None:
    await open_house(acme)
    whole = await acme.visitor.get("/en/hours")
    assert 'data-hours-zone="Europe/Rome"' in whole.text
    part = await acme.visitor.swap("GET", "/en/hours?zone=Asia/Tokyo")
    assert "<html" not in part.text
    assert "data-hours-zone" not in part.text


async def test_single_days_are_announced_with_their_note(acme: Any) -> None:
    await open_house(acme)
    with travel(moment(MONDAY)):
        async with acme.unit():
            day = moment("2026-03-20 00:00").date()
            await exceptions.add(None, day, kind="closed", note="We move house", by=OLGA)
        page = await acme.visitor.get("/en/hours")
    assert "We move house" in page.text


async def test_the_mark_is_on_other_pages_and_leads_to_the_hours(acme: Any) -> None:
    await open_house(acme)
    with travel(moment(MONDAY)):
        for path in ("/en/", "/en/tickets/new", "/en/signin", "/en/search?q=x"):
            page = words((await acme.visitor.get(path)).text)
            assert '<a href="/en/hours">Open now, until 5:00 PM (CET)</a>' in page, path


async def test_a_company_may_keep_its_hours_to_itself(acme: Any) -> None:
    await open_house(acme)
    assert "/en/hours" in (await acme.visitor.get("/en/")).text
    assert (await acme.olga.post("/admin/hours/visibility", data={})).status_code == 303
    assert (await acme.visitor.get("/en/hours")).status_code == 404
    assert "/en/hours" not in (await acme.visitor.get("/en/")).text
    assert "/en/hours" not in (await acme.visitor.get("/en/sitemap.xml")).text
    assert (await acme.olga.post("/admin/hours/visibility", data={"public": "yes"})).status_code == 303
    assert (await acme.visitor.get("/en/hours")).status_code == 200


async def test_without_a_schedule_there_is_no_page_and_no_mark(acme: Any) -> None:
    assert (await acme.visitor.get("/en/hours")).status_code == 404
    assert "/en/hours" not in (await acme.visitor.get("/en/")).text


async def test_no_cache_keeps_a_page_past_the_next_opening_or_closing(acme: Any) -> None:
    await open_house(acme)
    with travel(moment("2026-03-09 15:59:40")):
        page = await acme.visitor.get("/en/")
        assert page.headers["cache-control"] == "public, max-age=20, stale-while-revalidate=0"
    page_cache.drop(acme.id)
    with travel(moment("2026-03-09 15:54:00")):
        page = await acme.visitor.get("/en/hours")
        assert page.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=300"
    page_cache.drop(acme.id)
    with travel(moment(MONDAY)):
        page = await acme.visitor.get("/en/hours")
        assert page.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600"


async def test_a_change_of_hours_reaches_pages_in_memory_at_once(acme: Any) -> None:
    await open_house(acme)
    with travel(moment(MONDAY)):
        assert "until 5:00 PM" in words((await acme.visitor.get("/en/")).text)
        async with acme.unit():
            [[schedule_id]] = await _ids()
            await editing.publish(schedule_id, week("09:00", "18:00"), based_on=1, by=OLGA)
        assert "until 6:00 PM" in words((await acme.visitor.get("/en/")).text)


async def test_hours_around_the_clock_and_none_have_words_of_their_own(acme: Any, globex: Any) -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    async with acme.unit():
        content = week()
        await editing.found("Always", type(content)(content.tz, {day: [["00:00", "24:00"]] for day in days}), by=OLGA)
    async with globex.unit():
        await editing.found("Never", type(content)(content.tz, {}), by=OLGA, never_open_ok=True)
    assert "Open around the clock" in (await acme.visitor.get("/en/hours")).text
    assert "Closed until further notice" in (await globex.visitor.get("/en/hours")).text


async def test_who_is_signed_in_reads_in_a_zone_of_their_own(acme: Any) -> None:
    await open_house(acme)
    async with acme.unit():
        await unit.execute("UPDATE person SET zone = 'America/New_York' WHERE id = $1", acme.carl.id)
    with travel(moment(MONDAY)):
        page = words((await acme.carl.get("/en/hours")).text)
    assert "Open now, until 12:00 PM (EDT)" in page
    assert "We are in Rome (CET)" in page
    assert not re.search(r"data-hours-zone", page)


async def _ids() -> list[Any]:
    return await unit.fetch("SELECT id FROM schedule")
