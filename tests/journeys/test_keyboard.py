"""An agent who never touches the mouse."""

from typing import Any

import pytest
from playwright.async_api import expect
from tests_company import Company

pytestmark = pytest.mark.browser


async def test_from_the_list_to_the_next_ticket(acme: Company) -> None:
    await acme.was_asked(email="carl@keys.example", subject="Keys first", message="One.")
    second = await acme.was_asked(email="carl@keys.example", subject="Keys second", message="Two.")
    alice = acme.people["alice"]
    keys = alice.page.keyboard

    await alice.goes("/desk")
    await keys.press("/")
    await keys.type("Keys")
    async with alice.page.expect_navigation():
        await keys.press("Enter")
    await alice.sees("Keys first", "Keys second")

    await keys.press("j")
    await keys.press("j")
    await keys.press("k")
    await keys.press("j")
    current = alice.page.locator("[data-row][data-current]")
    subject = await current.locator("a").inner_text()
    async with alice.page.expect_navigation():
        await keys.press("o")
    await alice.sees(subject, within="h1")

    await keys.press("n")
    await expect(alice.page.locator("#note-body")).to_be_focused()
    await keys.type("Bob knows this one, jk.")
    await keys.press("Control+Enter")
    await alice.sees("Bob knows this one, jk.", within="#thread")
    await keys.press("Escape")
    await keys.press("r")
    await expect(alice.page.locator("#reply-body")).to_be_focused()
    await keys.type("Answered without a mouse.")
    await keys.press("Control+Enter")
    await alice.sees("Answered without a mouse.", within="#thread")
    await keys.press("Escape")
    await keys.press("e")
    await expect(alice.page.get_by_role("button", name="Reopen")).to_be_visible()
    await alice.looks()

    mail = await acme.polydesk.letter("carl@keys.example", "Answered without a mouse.")
    assert all("Bob knows" not in each.text for each in acme.polydesk.letters("carl@keys.example")), mail.subject
    async with alice.page.expect_navigation():
        await keys.press("u")
    await alice.looks()
    assert alice.path.startswith("/desk/tickets/")
    assert second.number


async def test_a_refresh_of_the_list_leaves_alone_what_somebody_does_meanwhile(acme: Company) -> None:
    for number in ("one", "two"):
        await acme.was_asked(email="carl@refresh.example", subject=f"Refresh {number}", message="Please.")
    alice = acme.people["alice"]
    await alice.goes("/desk/tickets")
    rows = alice.page.locator("#queue [data-row]")
    await alice.page.keyboard.press("j")
    await alice.page.keyboard.press("j")
    await rows.first.locator("input").check()
    await alice.page.evaluate(
        """for (const [what, then] of [
             ["afterSwap", () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "k", bubbles: true }))],
             ["afterSettle", () => { document.body.dataset.refreshed = "yes" }],
           ]) document.addEventListener(`htmx:${what}`, event => event.detail.target.id === "queue" && then())"""
    )
    await alice.page.evaluate("document.body.dispatchEvent(new CustomEvent('live-tickets'))")
    await expect(alice.page.locator("body[data-refreshed]")).to_be_attached()
    await expect(rows.first.locator("input")).to_be_checked()
    await expect(alice.page.locator("[data-row][data-current]")).to_have_count(1)
    await expect(rows.first).to_have_attribute("data-current", "")


async def test_a_canned_reply_comes_in_by_keys_and_leaves_only_whole(acme: Company) -> None:
    ticket = await acme.was_asked(email="carl@canned.example", subject="Where is it?", message="I wait.")
    alice = acme.people["alice"]
    keys, text = alice.page.keyboard, alice.page.locator("#reply-body")
    await alice.goes("/desk/replies/new")
    await alice.types(name="Parcel has left", text_en="Hello {{customer.name}}, it left today.")
    await alice.submits(alice.page.locator("form[action='/desk/replies'] [type=submit]"))
    await alice.looks()

    await alice.goes(f"/desk/tickets/{ticket.number}")
    await keys.press("r")
    await keys.type("Good morning!")
    await keys.press("Escape")
    await keys.press("i")
    await expect(alice.page.get_by_label("Search canned replies")).to_be_focused()
    await alice.looks()
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("Enter")
    await expect(text).to_have_value("Good morning!\n\nHello {{customer.name}}, it left today.")
    await expect(text).to_be_focused()
    await alice.sees("Nobody knows what belongs here")
    await alice.looks()

    await keys.press("Control+Enter")
    await alice.sees("Fill in {{customer.name}}, or take it out.")
    await text.fill("Good morning!\n\nHello Carl, it left today.")
    await keys.press("Control+Enter")
    await alice.sees("Hello Carl, it left today.", within="#thread")


async def test_a_question_mark_lists_the_keys_of_the_page(acme: Company, window: Any) -> None:
    alice = acme.people["alice"]
    await alice.goes("/desk/tickets")
    await alice.page.keyboard.press("?")
    help_card = alice.page.locator("#keyboard-help")
    await expect(help_card).to_be_visible()
    await expect(help_card).to_contain_text("Search")
    await alice.looks()
    await alice.page.keyboard.press("Escape")
    await expect(help_card).to_be_hidden()

    ticket = await acme.was_asked(email="carl@keys.example", subject="Which keys?", message="Which?")
    await alice.goes(f"/desk/tickets/{ticket.number}")
    await alice.page.keyboard.press("?")
    said = dict(zip(*[await help_card.locator(each).all_inner_texts() for each in ("dt", "dd")], strict=True))
    assert (said["r"], said["n"]) == ("Reply", "Internal note"), "a key stands in the name of what it does"
    assert said["u"] == said["."] == "Next most urgent ticket", "either key, not one after the other"
    await alice.page.keyboard.press("Escape")


async def test_a_menu_stays_open_while_the_ticket_is_refreshed(acme: Company) -> None:
    ticket = await acme.was_asked(email="carl@menus.example", subject="An old name", message="Please.")
    alice = acme.people["alice"]
    await alice.goes(f"/desk/tickets/{ticket.number}")
    head = alice.page.locator("#ticket-head")
    await head.locator("summary", has_text="More").click()
    await head.locator("summary", has_text="Change the subject").click()
    await head.locator("[name=subject]").fill("A new na")
    async with alice.page.expect_response(lambda answer: "/changes" in answer.url):
        await alice.page.evaluate("document.body.dispatchEvent(new CustomEvent('live-all'))")
    await alice.waits_until("!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
    await expect(head.locator("[name=subject]")).to_have_value("A new na")
    await head.locator("[name=subject]").press_sequentially("me")
    await alice.page.keyboard.press("Enter")
    await alice.sees("A new name", within="#ticket-subject")
    await expect(head.locator("details.menu[open]")).to_have_count(0)


QUICK_FINGER = """() => {
  const watch = new MutationObserver(() => {
    if (document.querySelector("#ticket-head [data-key=a]")) return
    watch.disconnect()
    document.querySelector("#ticket-head [data-key=e]").click()
  })
  watch.observe(document.querySelector("#ticket-head"), { childList: true, subtree: true, attributes: true })
}"""


async def test_a_button_does_what_it_says_however_fresh_it_is(acme: Company) -> None:
    ticket = await acme.was_asked(email="carl@quick.example", subject="Quick finger", message="Now!")
    alice = acme.people["alice"]
    await alice.goes(f"/desk/tickets/{ticket.number}")
    await alice.page.evaluate(QUICK_FINGER)
    await alice.page.keyboard.press("a")
    await expect(alice.page.get_by_role("button", name="Reopen")).to_be_visible()
    await expect(alice.page.locator("#f-assignee option:checked")).to_contain_text("Alice")
    assert "removed" not in await alice.page.locator("#thread").inner_text()
