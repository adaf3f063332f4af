"""The bell in two tabs: it rings while somebody looks elsewhere, and what is read in one tab is read in the other."""

import pytest
from playwright.async_api import expect
from tests_company import Company, asks

pytestmark = pytest.mark.browser

NEW = "1 new notification"


async def test_the_bell_rings_in_every_tab_and_is_still_in_every_tab(acme: Company) -> None:
    carl, alice, bob = await acme.visitor(), acme.people["alice"], acme.people["bob"]
    ticket = await asks(carl, email="carl@bell.example", subject="A bell without a clapper", message="It is mute.")
    await bob.goes("/desk/notices")
    if await bob.page.get_by_role("button", name="Mark all as seen").count():
        await bob.submits("Mark all as seen")
    other = await bob.other_tab()
    await other.goes("/desk")

    await alice.goes(f"/desk/tickets/{ticket.number}?write=note")
    await alice.page.locator("#note-body").fill("@bob do you know these bells?")
    await alice.presses("Add internal note")

    for tab in (bob, other):
        await tab.sees(NEW, within=".desk-bell-count")
    await bob.sees(f"mentioned you in ticket {ticket.number}", within="#notices-list")
    await bob.looks()
    await other.goes(f"/desk/tickets/{ticket.number}")
    await expect(bob.page.locator(".desk-bell-count")).not_to_contain_text(NEW)
    await expect(bob.page.locator("#notices-list .badge-soft")).to_have_count(0)
