"""From one host to another without a second sign-in: a browser that set out where the way was opened walks through; one
that was lured onto it is asked first, by name."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from polydesk.kernel.clock import now, travel

PASSWORD = "green lamps at night"
SESSION, PLATFORM_SESSION = "__Host-desk-session", "__Host-platform-session"
PLATFORM = "localhost:8000"
LURED = (None, "https://evil.example/", "http://other.localhost:8000/", "http://localhost:80001/", "http://[", "x")


async def signed_up(browser: Any, email: str) -> Any:
    return await browser.post("/signup", {"email": email, "password": PASSWORD})


def host_of(answer: Any) -> str:
    return str(urlsplit(answer.headers["location"]).netloc)


def lured(referer: str | None) -> dict[str, str]:
    return {"sec-fetch-site": "cross-site"} | ({"referer": referer} if referer else {})


async def test_signing_up_lands_on_the_welcome_page_without_another_click(alone: Any, fresh: Any) -> None:
    door = await signed_up(alone, fresh())
    inside = await alone.follow(door)
    assert (inside.status_code, inside.headers["location"]) == (303, "/admin/welcome")
    assert (await alone.follow(inside)).status_code == 200


async def test_signing_in_on_the_platform_leads_into_the_only_desk(alone: Any, browser: Any, fresh: Any) -> None:
    email, other = fresh(), browser()
    await signed_up(alone, email)
    door = await other.post("/signin", {"email": email, "password": PASSWORD})
    inside = await other.follow(door)
    assert (inside.status_code, inside.headers["location"]) == (303, "/desk")
    assert other.cookie(host_of(door), SESSION)


async def test_switching_goes_to_the_platform_and_back_without_a_click(alone: Any, fresh: Any) -> None:
    door = await signed_up(alone, fresh())
    await alone.follow(door)
    del alone.jars[PLATFORM]
    listed = await alone.follow(await alone.get(f"http://{host_of(door)}/desks"))
    assert (listed.status_code, listed.headers["location"]) == (303, "/desks")
    assert alone.cookie(PLATFORM, PLATFORM_SESSION)


async def test_a_browser_that_was_lured_is_asked_first(alone: Any, browser: Any, fresh: Any) -> None:
    email = fresh()
    door = await signed_up(alone, email)
    for referer in LURED:
        victim = browser()
        page = await victim.get(door.headers["location"], headers=lured(referer))
        assert page.status_code == 200, referer
        assert email in page.text, referer
        assert "no-store" in page.headers["cache-control"], referer
        assert victim.cookie(host_of(door), SESSION) is None, referer


async def test_on_the_platform_too(alone: Any, browser: Any, fresh: Any) -> None:
    email, victim = fresh(), browser()
    door = await signed_up(alone, email)
    await alone.follow(door)
    way = (await alone.get(f"http://{host_of(door)}/desks")).headers["location"]
    page = await victim.get(way, headers=lured(f"http://{PLATFORM}/"))
    assert page.status_code == 200
    assert email in page.text
    assert victim.cookie(PLATFORM, PLATFORM_SESSION) is None
    assert (await victim.post(way)).headers["location"] == "/desks"
    assert victim.cookie(PLATFORM, PLATFORM_SESSION)


async def test_whoever_is_asked_has_time_to_read_and_walks_on_once(alone: Any, fresh: Any) -> None:
    address = (await signed_up(alone, fresh())).headers["location"]
    page = await alone.get(address)
    assert f'action="{urlsplit(address).path}"' in page.text
    with travel(now() + timedelta(minutes=5)):
        inside = await alone.post(address)
    assert (inside.status_code, inside.headers["location"]) == (303, "/admin/welcome")
    assert (await alone.post(address)).headers["location"] == "/signin"


async def test_the_question_stands_for_ten_minutes_however_often_it_is_asked(alone: Any, fresh: Any) -> None:
    address = (await signed_up(alone, fresh())).headers["location"]
    for minutes in (0, 5, 9):
        with travel(now() + timedelta(minutes=minutes)):
            assert (await alone.get(address)).status_code == 200
    with travel(now() + timedelta(minutes=11)):
        assert (await alone.get(address)).headers["location"] == "/signin"


async def test_nobody_asks_about_a_way_that_is_over(alone: Any, fresh: Any) -> None:
    address = (await signed_up(alone, fresh())).headers["location"]
    with travel(now() + timedelta(seconds=61)):
        assert (await alone.get(address)).headers["location"] == "/signin"
        assert (await alone.post(address)).headers["location"] == "/signin"


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
async def test_no_other_site_presses_the_button(alone: Any, fresh: Any, site: str) -> None:
    address = (await signed_up(alone, fresh())).headers["location"]
    assert (await alone.post(address, headers={"sec-fetch-site": site})).status_code == 403


async def test_a_way_to_one_house_leads_into_no_other(alone: Any, browser: Any, fresh: Any) -> None:
    door, other = await signed_up(alone, fresh()), await signed_up(browser(), fresh("otto"))
    path = urlsplit(door.headers["location"]).path
    for answer in (
        await alone.get(f"http://{host_of(other)}{path}", headers={"referer": f"http://{PLATFORM}/"}),
        await alone.post(f"http://{host_of(other)}{path}"),
        await alone.get(f"http://{PLATFORM}{path}"),
        await alone.post(f"http://{PLATFORM}{path}"),
    ):
        assert "/signin" in answer.headers["location"]
    assert (await alone.follow(door)).headers["location"] == "/admin/welcome"
