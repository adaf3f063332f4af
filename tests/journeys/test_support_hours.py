"""An admin sets the hours: a lunch break, a night shift on Friday, a holiday in two clicks; customers read them."""

from typing import Any

import pytest
from playwright.async_api import expect
from tests_browser import PHONE, Window
from tests_company import Company

pytestmark = pytest.mark.browser

FRIDAY = "[name=fri_from] >> nth=1"


async def test_a_lunch_break_a_night_shift_and_a_holiday_in_two_clicks(acme: Company, window: Any) -> None:
    """Without the mouse but for the two clicks; the picture of the week follows what is typed."""
    olga = await window(home=acme.home)
    await acme.signs_in("olga", olga)
    await olga.goes("/admin/hours")
    await olga.submits("Edit")
    keys = olga.page.keyboard

    await olga.page.locator("[name=mon_to]").focus()
    await keys.press("ControlOrMeta+A")
    await keys.type("12:30")
    await adds_hours_to(olga, "Monday")
    await keys.type("1330")
    await keys.press("Tab")
    await keys.type("5pm")
    await adds_hours_to(olga, "Friday")
    await keys.type("22")
    await keys.press("Tab")
    await keys.type("6")
    await expect(olga.page.locator("#bar-mon .bar-open")).to_have_count(2)
    await expect(olga.page.locator("#bar-sat .bar-tail")).to_have_count(1)
    async with olga.page.expect_navigation():
        await keys.press("Enter")
    await olga.looks()
    await past_the_simulator(olga)
    await olga.sees("Saved.")
    await expect(olga.page.locator("[name=mon_from] >> nth=1")).to_have_value("13:30")
    await expect(olga.page.locator(FRIDAY)).to_have_value("22:00")

    await olga.goes("/admin/hours/holidays")
    await olga.submits(olga.page.locator(".rule-name").first)
    switch = olga.page.get_by_role("switch").first
    await expect(switch).to_be_checked()
    await switch.click()
    await expect(olga.page.locator(".holiday-line").first).to_contain_text("A usual day")
    await olga.looks()

    carl = await window(home=acme.home, size=PHONE, zone="Asia/Tokyo")
    await carl.goes("/en/hours")
    await carl.sees("Times in Tokyo", "We are in New York", within="main")


async def test_impossible_hours_are_refused_beside_the_field(acme: Company, window: Any) -> None:
    olga = await window(home=acme.home, size=PHONE)
    await acme.signs_in("olga", olga)
    await olga.goes("/admin/hours/new")
    await olga.types(name="Nights", tue_to="9:00")
    await olga.submits("Create")
    await expect(olga.page.locator("#f-tue-0-error")).to_contain_text("same time")
    await olga.page.locator("[name=tue_to]").fill("18:00")
    await olga.submits("Create")
    await olga.sees("Nights", within="h1")


async def test_without_scripts_every_button_keeps_what_was_typed(acme: Company, window: Any) -> None:
    olga = await window(home=acme.home, scripts=False)
    await acme.signs_in("olga", olga)
    await olga.goes("/admin/hours/new")
    await olga.types(name="Weekend")
    await olga.submits(olga.page.get_by_role("button", name="Add hours to Saturday"))
    await expect(olga.page.locator("[name=name]")).to_have_value("Weekend")
    await olga.page.locator("[name=sat_to]").fill("14:00")
    await olga.submits("Preview")
    await olga.sees("9:00 AM – 2:00 PM", within="#applied")
    await olga.submits("Create")
    await olga.sees("Weekend", within="h1")
    await expect(olga.page.locator("[name=sat_to]")).to_have_value("14:00")


async def past_the_simulator(admin: Window) -> None:
    """It asks where promises would move, so it depends on what other scenes have left open."""
    if admin.path.startswith("/admin/changes/"):
        await admin.submits(admin.page.locator("button.btn-primary[name=open]"))


async def adds_hours_to(window: Window, day: str) -> None:
    """With the keyboard; the new field has the focus."""
    button = window.page.get_by_role("button", name=f"Add hours to {day}")
    fields = window.page.locator(f"[name={day[:3].lower()}_from]")
    before = await fields.count()
    await button.focus()
    await window.page.keyboard.press("Enter")
    await expect(fields).to_have_count(before + 1)
    await expect(fields.last).to_be_focused()
