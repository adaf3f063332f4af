"""Several tickets at once: by keys alone, without scripts, and twice at the same time."""

import pytest
from playwright.async_api import expect
from tests_browser import PHONE
from tests_company import Company

pytestmark = pytest.mark.browser


async def test_by_keys_alone_and_taken_back(acme: Company) -> None:
    for subject in ("Autumn one", "Autumn two"):
        await acme.was_asked(email="carl@autumn.example", subject=subject, message="Please.")
    alice = acme.people["alice"]
    keys = alice.page.keyboard
    await alice.goes("/desk/tickets?view=all")
    for key in ("j", "x", "j", "x"):
        await keys.press(key)
    bar = alice.page.locator(".bulk")
    await expect(bar).to_contain_text("2 selected")
    await alice.looks()
    await keys.press("b")
    await expect(alice.page.locator("#bulk-assignee")).to_be_focused()
    await keys.type("Bob")
    for _step in range(2):
        await keys.press("Tab")
    await keys.press("Enter")
    await alice.page.locator("#bulk-add").fill("autumn")
    async with alice.page.expect_navigation():
        await keys.press("Enter")
    await alice.sees("2 tickets change", "Autumn one", "Autumn two")
    await alice.looks()
    await alice.page.get_by_role("button", name="Change 2 tickets").focus()
    async with alice.page.expect_navigation():
        await keys.press("Enter")
    await alice.sees("2 tickets were changed.")
    await alice.looks()
    async with alice.page.expect_navigation():
        await keys.press("z")
    await alice.sees("The changes of 2 tickets were undone.")


async def test_two_tabs_do_it_once(acme: Company) -> None:
    ticket = await acme.was_asked(email="carl@once.example", subject="Once only", message="Please.")
    alice = acme.people["alice"]
    await alice.goes("/desk/tickets?view=all")
    await alice.page.get_by_label(f"Select ticket {ticket.number}", exact=True).check()
    await alice.page.locator("#bulk-status").select_option("waiting_third_party")
    await alice.submits("Look at the changes")
    other = await alice.other_tab()
    await other.goes(alice.path)
    for tab in (alice, other):
        await tab.submits("Change 1 ticket")
        await tab.sees("1 ticket was changed.")
    await alice.goes(f"/desk/tickets/{ticket.number}?history=yes")
    await expect(alice.page.locator("#thread").get_by_text("Waiting for others")).to_have_count(1)
    await other.page.close()


async def test_without_scripts_on_a_phone(acme: Company) -> None:
    ticket = await acme.was_asked(email="carl@bare.example", subject="Without scripts", message="Please.")
    bare = await acme.window(home=acme.home, size=PHONE, scripts=False)
    await acme.signs_in("bob", bare)
    await bare.goes("/desk/tickets?view=all")
    await bare.page.get_by_label(f"Select ticket {ticket.number}", exact=True).check()
    await bare.page.locator("#bulk-status").select_option("closed")
    await bare.submits("Look at the changes")
    await bare.looks()
    await bare.submits("Change 1 ticket")
    await bare.sees("1 ticket was changed.")
    await bare.submits("Undo")
    await bare.sees("The change of 1 ticket was undone.")
    await bare.looks()
