"""A real browser goes from the platform's host to a desk and back: the one who set out without a click, others asked."""

from typing import Any

import pytest
from tests_company import PASSWORD
from tests_running import Running

pytestmark = pytest.mark.browser


async def test_the_way_over_needs_no_click_from_whoever_set_out(polydesk: Running, window: Any) -> None:
    olga = await window()
    await olga.goes("/signup")
    await olga.types(email="olga@lanterns.example", password=PASSWORD)
    await olga.submits(olga.page.locator("form[action='/signup'] [type=submit]"))
    assert olga.page.url == f"{polydesk.at('lanterns')}/admin/welcome"
    await olga.goes(f"{polydesk.at('lanterns')}/account")
    await olga.page.locator(".desk-person").click()
    await olga.submits("Switch the help desk", within="header")
    assert olga.page.url == f"{polydesk.base_url}/desks"
    await olga.submits(olga.page.locator(".desk-choice"))
    assert olga.page.url == f"{polydesk.at('lanterns')}/desk"


async def test_somebody_lured_onto_a_strangers_way_is_asked(polydesk: Running, window: Any) -> None:
    mallory, victim = await window(), await window()
    await mallory.goes("/signup")
    await mallory.types(email="mallory@traps.example", password=PASSWORD)
    ways: list[str] = []

    async def keep_the_way(route: Any) -> None:
        answer = await route.fetch(max_redirects=0)
        ways.append(answer.headers["location"])
        await route.fulfill(status=200, body="kept")

    await mallory.page.route("**/signup", keep_the_way)
    async with mallory.page.expect_navigation():
        await mallory.page.locator("form[action='/signup'] [type=submit]").click()
    await victim.goes("/")
    await victim.page.evaluate("way => { location.href = way }", ways[0])
    await victim.page.wait_for_url("**/enter/*")
    await victim.sees("Sign in as mallory@traps.example")
    assert not [cookie for cookie in await victim.context.cookies() if "session" in cookie["name"]]
