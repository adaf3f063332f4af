"""An admin picks a preset and other hours, sees what both would do before they do it, and decides."""

import re
from typing import Any

import pytest
from playwright.async_api import expect
from tests_browser import PHONE, Window
from tests_company import found
from tests_running import Running

pytestmark = pytest.mark.browser

NIGHTS = {"mon": "23:30", "tue": "23:30", "wed": "23:30", "thu": "23:30", "fri": "23:30"}


async def test_pick_a_preset_simulate_apply(polydesk: Running, window: Any) -> None:
    company = await found(polydesk, window, "simulator", zone="Europe/Rome")
    olga = company.owner
    ticket = await company.was_asked(email="nia@hill.example", subject="The gears slip", message="Uphill only.")

    await olga.goes("/admin/service-levels")
    await olga.submits(olga.page.locator(".preset-tiles a").nth(1))
    await olga.submits("Publish")
    await replays(olga)
    await olga.sees("No open promise moves.", within="#found")
    await olga.submits("Apply")
    await olga.sees("The policy is in force.")

    await olga.goes("/admin/hours")
    await olga.submits("Edit")
    for day, closes in NIGHTS.items():
        await olga.types(**{f"{day}_to": closes})
    await olga.submits("Save", within="#hours")
    await replays(olga)
    await olga.sees("Due earlier", f"#{ticket.number}", "The gears slip", within="#found")
    there = olga.path
    await olga.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    await olga.looks()

    await olga.submits("Back to the form")
    await expect(olga.page.locator("[name=mon_to]")).to_have_value(NIGHTS["mon"])
    await olga.goes("/admin/hours")
    await olga.submits("See what it would do")
    await olga.submits(olga.page.locator(f"a[href='{there}']"))
    await olga.submits("Apply to open tickets too")
    await olga.sees("Saved.")
    await expect(olga.page.locator("[name=mon_to]")).to_have_value(NIGHTS["mon"])


async def replays(admin: Window) -> None:
    """The job comes round while the page is looked at."""
    assert re.match("/admin/changes/", admin.path), admin.path
    await expect(admin.page.locator("#found .assumptions")).to_be_visible()
    if await admin.page.locator("#found .heat").count():  # where nothing is missed there is nothing to draw
        await expect(admin.page.locator("#found canvas")).to_be_visible()
    await admin.looks()
