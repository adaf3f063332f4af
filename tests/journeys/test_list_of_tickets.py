"""The list of tickets at a desk, on a narrow screen and on a phone: what a ticket is about can be read."""

import pytest
from playwright.async_api import Locator, Page
from tests_browser import DESKTOP, PHONE, Window
from tests_company import Company
from tests_errands import sends

pytestmark = pytest.mark.browser

# 46 letters: what a customer writes who means to be short.
ABOUT = "My parcel with the red bell has not come today"
LONG = "Fahrradkettenschaltungsverlängerungskabelhalterung"
ARABIC = "هل يمكنني استبدال الجرس الذي اشتريته الشهر الماضي"
LINES = "e => Math.round(e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight))"
HIDDEN = "e => Math.max(e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight)"


async def test_a_subject_has_the_room(acme: Company) -> None:
    alice = acme.people["alice"]
    for subject in (ABOUT, LONG, ARABIC):
        ticket = await acme.was_asked(email="carl@room.example", subject=subject, message="Please look.")
        await sends(alice, f"/desk/tickets/{ticket.number}/status", to="waiting_customer")
    await alice.goes("/desk/tickets?view=waiting")
    assert await lines(alice.page, ABOUT) == 1
    for size in (DESKTOP, (768, 900), PHONE):
        await alice.page.set_viewport_size({"width": size[0], "height": size[1]})
        for subject in (ABOUT, LONG, ARABIC):
            assert await lines(alice.page, subject) <= 2, size
            assert await of_link(alice.page, subject).evaluate(HIDDEN) <= 1, (size, subject)
    await alice.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


async def test_more_columns_than_fit_can_be_scrolled_to(acme: Company) -> None:
    alice = acme.people["alice"]
    await acme.was_asked(email="carl@columns.example", subject=ABOUT, message="Please look.")
    await saves_a_view_with_every_column(alice)
    title = of_link(alice.page, ABOUT)
    assert await title.evaluate("e => e.getBoundingClientRect().width") >= 220
    frame = alice.page.locator(".work-frame")
    await frame.evaluate("e => { e.scrollLeft = e.scrollWidth }")
    edge = await frame.evaluate("e => e.getBoundingClientRect().right")
    due = alice.page.locator(".of-due")
    assert await due.evaluate("e => e.getBoundingClientRect().right") <= edge + 1


async def saves_a_view_with_every_column(window: Window) -> None:
    await window.goes("/desk/views/new?like=open")
    await window.types(name="Everything about them")
    for box in await window.page.locator("input[name=columns]").all():
        await box.check()
    await window.submits(window.page.locator("form[action='/desk/views'] [type=submit]"))
    await window.looks()


def of_link(page: Page, subject: str) -> Locator:
    return page.locator("a.work-subject", has_text=subject).first


async def lines(page: Page, subject: str) -> int:
    return int(await of_link(page, subject).evaluate(LINES))
