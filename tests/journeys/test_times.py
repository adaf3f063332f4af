"""Everybody reads times in their own zone."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect
from tests_arriving import asks
from tests_browser import Window
from tests_company import Company

pytestmark = pytest.mark.browser


async def test_times_are_the_readers_own(acme: Company, window: Any) -> None:
    # Olga signed up in New York, so that is what was proposed.
    await acme.owner.goes("/admin/settings")
    await expect(acme.owner.page.locator("[name=zone]")).to_have_value("America/New_York")
    guest = await acme.visitor(zone="Europe/Rome")
    ticket = await asks(guest, email="carl@times.example", subject="What time is it?", message="Here?")
    await guest.goes(ticket.link)
    await reads_a_clock_of(guest, "Europe/Rome")

    bob = await window(home=acme.home)
    await acme.signs_in("bob", bob)
    await bob.goes("/account")
    await bob.page.select_option("[name=zone]", "Asia/Tokyo")
    await bob.submits("Save")
    await bob.goes(f"/desk/tickets/{ticket.number}")
    await reads_a_clock_of(bob, "Asia/Tokyo")


async def reads_a_clock_of(reader: Window, zone: str) -> None:
    shown = reader.page.locator(".thread time").first
    at = datetime.fromisoformat(str(await shown.get_attribute("datetime")))
    await expect(shown).to_contain_text(f"{at.astimezone(ZoneInfo(zone)):%-I:%M}")
