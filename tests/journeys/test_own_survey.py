"""A company asks in its own words: looked at while they are typed, published, mailed, tapped, confirmed; read on the ticket
and in the report, and the lead hears of it."""

from typing import Any

import pytest
from playwright.async_api import expect
from tests_browser import PHONE, Window
from tests_company import found
from tests_running import Running, link_in

pytestmark = pytest.mark.browser

CORA = "cora@own-survey.example"


async def test_an_own_question_comes_back_with_its_answer(polydesk: Running, window: Any) -> None:
    company = await found(polydesk, window, "own-survey")
    olga = company.owner
    await _write_the_form(olga)
    ticket = await company.was_asked(email=CORA, subject="A flat tyre", message="Again.")
    await olga.goes(f"/desk/tickets/{ticket.number}")
    await olga.types(body="A new tube is on its way.")
    await olga.presses("Send and resolve")
    await olga.sees("A new tube", within="#thread")

    mail = await polydesk.letter(CORA, "How was the ride?")
    cora = await company.visitor(size=PHONE)
    await cora.goes(link_in(mail, "/rate/"))
    reason = cora.page.get_by_label("Too slow")
    for score, check in (("5", expect(reason).to_be_hidden), ("2", reason.check)):
        await cora.page.locator(".rating-step", has=cora.page.locator(f"[value='{score}']")).click()
        await check()
    await cora.looks()
    await cora.reads_on()
    await cora.submits("Confirm my answer")
    await cora.sees("Thank you!")
    await olga.goes(f"/desk/tickets/{ticket.number}")
    await olga.sees("How was the ride?", "Bad", "Too slow", within="#ticket-side")
    await olga.goes("/desk/notices")
    await olga.sees(f"A low rating in ticket {ticket.number}", within="#notices-list")
    await olga.goes("/admin/reports/surveys")
    await olga.page.get_by_role("link", name="1 answer", exact=True).click()
    await olga.sees("A flat tyre", "Bad")


async def _write_the_form(olga: Window) -> None:
    """In two languages, with a reason for the two lowest scores; the preview follows what is typed."""
    await olga.goes("/admin/surveys/forms")
    await olga.submits("Standard form")
    seen = olga.page.frame_locator("#survey-preview")
    await olga.types(question_en="How was the ride?")
    await expect(seen.get_by_role("heading", name="How was the ride?")).to_be_visible()
    await olga.page.locator(".texts-more summary").first.click()
    await olga.types(question_it="Com’è andata?")
    await olga.page.select_option("[name=preview_language]", "it")
    await expect(seen.get_by_role("heading", name="Com’è andata?")).to_be_visible()
    await olga.page.check("[name=preview_of][value=mail]")
    await expect(seen.get_by_role("link")).to_have_count(6)
    await olga.presses("Add a reason")
    row = olga.page.locator(".editor-row")
    await row.get_by_label("English").fill("Too slow")
    for word in ("Very bad", "Bad"):
        await row.get_by_label(word, exact=True).check()
    await olga.page.check("[name=preview_of][value=page]")
    await seen.locator(".rating-step").first.click()
    await expect(seen.get_by_label("Too slow")).to_be_visible()
    await olga.looks()
    await olga.submits("Publish")
    await olga.sees("Published.")
