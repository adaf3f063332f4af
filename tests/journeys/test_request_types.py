"""A company asks more than subject and message: set up by its owner, asked step by step, found again after a reload."""

from typing import Any

import pytest
from playwright.async_api import expect
from tests_browser import PHONE, Window
from tests_company import found
from tests_running import Running

pytestmark = pytest.mark.browser

FIELDS = "/admin/settings/fields"


async def test_what_is_asked_follows_what_is_chosen(polydesk: Running, window: Any) -> None:
    company = await found(polydesk, window, "kettle-returns")
    await _set_up(company.owner)
    carl = await company.visitor(size=PHONE)
    await carl.goes("/en/tickets/new")
    reason, damage = carl.page.get_by_label("Reason"), carl.page.get_by_label("Damage")
    await expect(damage).to_have_count(0)
    await reason.focus()
    await carl.page.keyboard.press("ArrowDown")
    await expect(damage).to_be_visible()
    await expect(reason).to_be_focused()
    await carl.looks()

    await damage.fill("A dent")
    await carl.types(subject="It came broken", message="See above.")
    await carl.waits_until("localStorage.length && JSON.stringify(localStorage).includes('See above')")
    await carl.page.reload()
    await expect(damage).to_have_value("A dent")
    await expect(carl.page.locator("[data-draft-note]")).to_be_visible()

    await carl.types(email="carl@returns.example")
    await carl.page.locator("[name=subject]").press("Enter")
    await carl.page.wait_for_url("**/receipt")
    await carl.submits("See my ticket")
    await carl.sees("Reason", "damaged", "A dent")


async def _set_up(olga: Window) -> None:
    """A return asks why, and what is damaged only of who says so."""
    await olga.goes(FIELDS)
    await olga.types(label_en="Reason", options="damaged\nunwanted")
    await olga.page.select_option("[name=kind]", "choice")
    await olga.submits("Add the field")
    await olga.goes(FIELDS)
    await olga.types(label_en="Damage")
    await olga.submits("Add the field")
    await olga.page.select_option("[name=parent_id]", label="Reason")
    await olga.page.get_by_label("damaged").check()
    await olga.submits("Save")
    await olga.looks()
    await olga.goes(FIELDS)
    await olga.looks()
    await olga.types(name_en="Return")
    await olga.submits("Add the request type")
    for field in ("Damage", "Reason"):
        await olga.page.select_option("[name=field]", label=field)
        await olga.submits(olga.page.get_by_role("button", name="Add", exact=True))
    await olga.looks()
    await olga.submits(olga.page.get_by_role("button", name="Move Reason up"))
    await expect(olga.page.locator(".rule-list .rule-name")).to_have_text(["Reason", "Damage"])
