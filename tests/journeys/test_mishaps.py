"""What goes wrong between people and forms: pressing twice, two tabs, mistakes, reloads, a session that ends."""

from typing import Any

import pytest
from playwright.async_api import expect
from tests_browser import Window
from tests_company import Company

pytestmark = pytest.mark.browser


async def test_pressing_twice_makes_one_ticket(acme: Company) -> None:
    carl = await acme.visitor()
    await carl.goes("/en/tickets/new")
    await carl.types(email="carl@twice.example", subject="Pressed twice", message="Nervous finger.")
    await carl.page.get_by_role("button", name="Send").dblclick()
    await carl.page.wait_for_url("**/receipt")
    await carl.looks()
    alice = acme.people["alice"]
    await alice.goes("/desk/search?q=Pressed+twice")
    await expect(alice.page.locator("[data-row]")).to_have_count(1)


async def test_a_stale_reply_asks_first_and_keeps_the_text(acme: Company) -> None:
    carl = await acme.visitor()
    ticket = await acme.was_asked(email="carl@stale.example", subject="Two at once", message="First.")
    alice = acme.people["alice"]
    await alice.goes(f"/desk/tickets/{ticket.number}")
    await alice.types(body="Written before I knew.")
    bob = acme.people["bob"]
    await bob.goes(f"/desk/tickets/{ticket.number}")
    await carl.goes(ticket.link)
    await carl.types(message="Never mind, it works!")
    await carl.submits("Send")
    await bob.sees("Never mind, it works!", within="#thread")

    await alice.presses("Send and wait")
    await alice.sees("arrived while you were writing", within="#composer")
    await alice.sees("Never mind, it works!", within="#thread")
    assert "Written before I knew." not in await alice.page.locator("#thread").inner_text()
    await expect(alice.page.locator("#reply-body")).to_have_value("Written before I knew.")
    await alice.looks()
    await alice.presses("Send anyway")
    await alice.sees("Written before I knew.", within="#thread")


async def test_a_mistake_keeps_the_text_and_the_file(acme: Company) -> None:
    carl = await acme.visitor()
    await carl.goes("/en/tickets/new")
    await carl.types(email="carl@", subject="A mistake", message="Long and careful words.")
    await carl.attaches("photo.txt", b"a bell")
    await carl.submits("Send")
    await expect(carl.page.locator("#f-email-error")).to_be_visible()
    await expect(carl.page.locator("[name=message]")).to_have_value("Long and careful words.")
    await carl.sees("photo.txt")
    await carl.types(email="carl@mistake.example")
    await carl.submits("Send")
    await carl.submits("See my ticket")
    await carl.sees("Long and careful words.", "photo.txt")


async def test_a_new_ticket_begun_survives_a_reload(acme: Company) -> None:
    carl = await acme.visitor()
    await carl.goes("/en/tickets/new")
    await carl.types(subject="Half a question", message="I was just about to")
    await carl.waits_until("Object.values(localStorage).join().includes('just about')")
    await carl.goes("/en/tickets/new")
    await expect(carl.page.locator("[name=message]")).to_have_value("I was just about to")
    await expect(carl.page.locator("[data-draft-note]")).to_be_visible()


async def test_a_draft_survives_a_reload_and_a_sign_out(acme: Company, window: Any) -> None:
    ticket = await acme.was_asked(email="carl@draft.example", subject="A long answer", message="Please.")
    bob: Window = await window(home=acme.home)
    await acme.signs_in("bob", bob)
    here = f"/desk/tickets/{ticket.number}"
    await bob.goes(here)
    await bob.types(body="It takes three steps, the first")
    await expect(bob.page.locator("#draft-reply")).to_contain_text("Draft kept")
    await bob.goes(here)
    await expect(bob.page.locator("#reply-body")).to_have_value("It takes three steps, the first")
    await bob.page.locator(".desk-person").click()
    await bob.submits("Sign out", within="header")
    await acme.signs_in("bob", bob)
    await bob.goes(here)
    await expect(bob.page.locator("#reply-body")).to_have_value("It takes three steps, the first")

    await bob.presses("Share with colleagues")
    await bob.sees("Your colleagues see this draft.", within="#composer")
    alice = acme.people["alice"]
    await alice.goes(here)
    await alice.sees("It takes three steps, the first", within="#shared-drafts")
    await alice.types(body="First of all:")
    await alice.presses("Take it over")
    await expect(alice.page.locator("#reply-body")).to_have_value("First of all:\n\nIt takes three steps, the first")
    await bob.types(body="It takes four steps, the first")
    await alice.sees("It takes four steps", within="#shared-drafts")
    await alice.looks()

    await bob.page.context.clear_cookies()
    await bob.types(body="It takes five steps")
    await bob.page.wait_for_url("**/signin?**")
    await acme.signs_in("bob", bob)
    await bob.goes(here)
    await expect(bob.page.locator("#reply-body")).to_have_value("It takes five steps")
    await bob.presses("Send and wait")
    await bob.sees("It takes five steps", within="#thread")
    await expect(bob.page.locator("#reply-body")).to_have_value("")
    await expect(alice.page.locator(".shared-draft")).to_have_count(0)
    await bob.types(body="And one more")
    await bob.page.locator(".desk-person").click()
    await bob.submits("Sign out", within="header")
    assert await bob.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('unsaved:'))") == []
    await acme.signs_in("bob", bob)
    await bob.goes(here)
    await expect(bob.page.locator("#reply-body")).to_have_value("And one more")
