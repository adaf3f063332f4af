"""Words that stand out: a reply with a bold word and a list, an article with a heading, neither typed as marks."""

import pytest
from playwright.async_api import expect
from tests_company import Company

pytestmark = pytest.mark.browser


async def test_a_reply_and_a_note_with_marks_from_the_tools(acme: Company) -> None:
    ticket = await acme.was_asked(email="carl@marks.example", subject="Two things", message="Which first?")
    alice = acme.people["alice"]
    keys = alice.page.keyboard
    await alice.goes(f"/desk/tickets/{ticket.number}")
    await keys.press("r")
    await keys.type("Do this ")
    await keys.press("Control+b")
    await keys.type("first")
    await keys.press("End")
    await keys.type(":\nchain\nbell")
    await keys.press("Shift+ArrowUp")
    reply = alice.page.get_by_role("toolbar").and_(alice.page.locator("[data-tools=reply-body]"))
    await reply.get_by_role("button", name="Numbered list").click()
    await expect(alice.page.locator("#reply-body")).to_have_value("Do this **first**:\n1. chain\n2. bell")
    await alice.looks()
    await keys.press("Control+Enter")
    thread = alice.page.locator("#thread")
    await expect(thread.locator("strong", has_text="first")).to_be_visible()
    await expect(thread.locator("ol li", has_text="bell")).to_be_visible()

    await keys.press("Escape")
    await keys.press("n")
    await keys.press("Shift+Tab")
    await keys.press("Enter")
    await keys.type("bring tools")
    await keys.press("Control+Enter")
    await expect(thread.locator(".message-note strong", has_text="bring tools")).to_be_visible()


async def test_an_article_with_a_heading(acme: Company) -> None:
    olga = acme.owner
    await olga.goes("/admin/faq/articles/new")
    await olga.page.locator("#f-body").fill("Before you ride")
    await olga.page.get_by_role("button", name="Heading").click()
    await expect(olga.page.locator("#preview").get_by_role("heading", name="Before you ride")).to_be_visible()
    await olga.looks()
