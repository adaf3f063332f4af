"""Two tickets about one thing: merged with both in view, while a colleague is writing, and taken apart again."""

import pytest
from playwright.async_api import expect
from tests_company import Company

pytestmark = pytest.mark.browser


async def test_a_merge_and_its_undoing(acme: Company) -> None:
    carl = await acme.visitor()
    first = await acme.was_asked(email="carl@merging.example", subject="A bell without a sound", message="It is mute.")
    second = await acme.was_asked(email="carl@merging.example", subject="Bell, once more", message="Still mute.")
    alice, bob = acme.people["alice"], acme.people["bob"]
    await bob.goes(f"/desk/tickets/{second.number}")
    await bob.types(body="Have you tried to")

    await alice.goes(f"/desk/tickets/{second.number}")
    await alice.page.get_by_text("More", exact=True).click()
    await alice.page.get_by_role("link", name="Merge into another ticket").click()
    await alice.looks()
    await alice.page.get_by_role("link", name="A bell without a sound").click()
    await alice.sees("It is mute.", "Still mute.", "You can undo it at any time")
    await alice.looks()
    await alice.submits(f"Merge #{second.number} into #{first.number}")
    await alice.sees("It is mute.", "Still mute.", f"from #{second.number}", within="#thread")
    await alice.looks()

    await bob.sees(f"This ticket was merged into #{first.number}", within="#ticket-head")
    await expect(bob.page.locator("#reply-body")).to_have_value("Have you tried to")
    await carl.goes(second.link)
    await carl.sees("It is mute.", "Still mute.")

    await alice.submits("Undo")
    await alice.sees(f"#{second.number} stands by itself again.")
    await expect(alice.page.locator("#thread")).not_to_contain_text("Still mute.")
    await bob.sees("Still mute.", within="#thread")
    await expect(bob.page.locator("#reply-body")).to_have_value("Have you tried to")


async def test_tags_are_added_and_taken_away(acme: Company) -> None:
    ticket = await acme.was_asked(email="carl@tags.example", subject="Which bell?", message="The big one.")
    alice = acme.people["alice"]
    await alice.goes(f"/desk/tickets/{ticket.number}")
    await alice.types(tags="Big bell, advice")
    await alice.page.keyboard.press("Enter")
    await alice.sees("big bell", "advice", within="#ticket-side")
    await alice.page.get_by_role("button", name="Remove the tag advice").click()
    await expect(alice.page.locator("#ticket-side .tags")).not_to_contain_text("advice")
    await alice.looks()
