"""What our scripts add to pages that work without them."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Awaitable[Page]]


async def test_the_theme_changes_at_once_and_is_remembered(visit: Visit) -> None:
    page = await visit("/portal_home")
    await page.click(".theme-choice[value=dark]")
    assert await page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert "theme=dark" in await page.evaluate("document.cookie")
    await expect(page.locator(".theme-choice[value=dark]")).to_have_attribute("aria-pressed", "true")


async def test_keys_walk_through_the_queue(visit: Visit) -> None:
    page = await visit("/desk_queue")
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("k")
    await page.keyboard.press("j")
    await expect(page.locator("[data-row][data-current]")).to_contain_text("Delivery came")
    assert "Delivery came" in str(await page.evaluate("document.activeElement.textContent"))


async def test_keys_are_letters_while_somebody_types(visit: Visit) -> None:
    page = await visit("/desk_ticket")
    await page.keyboard.press("r")
    await page.keyboard.type("jr?/")
    await expect(page.locator("textarea")).to_have_value("jr?/")
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await expect(page.locator("#desk-q")).to_be_focused()


async def test_a_question_mark_shows_the_keys_of_this_page(visit: Visit) -> None:
    page = await visit("/desk_queue")
    await page.keyboard.press("?")
    await expect(page.locator("#keyboard-help")).to_be_visible()
    await expect(page.locator("#keyboard-help dl")).to_contain_text("New ticket")
    await expect(page.locator("#keyboard-help dl")).to_contain_text("Next in the list")


async def test_two_keys_lead_to_a_place(visit: Visit) -> None:
    page = await visit("/desk_ticket")
    await page.clock.set_fixed_time("2026-11-22T08:00:00Z")  # whoever takes longer than a second means something else
    await page.keyboard.press("g")
    await page.keyboard.press("t")
    await page.wait_for_url("**/desk/tickets")


async def test_a_menu_closes_by_escape_and_by_a_click_elsewhere(visit: Visit) -> None:
    page = await visit("/desk_queue")
    await page.click(".desk-person")
    await page.keyboard.press("Escape")
    await expect(page.locator("details.menu[open]")).to_have_count(0)
    await page.click(".desk-person")
    await page.click("h1")
    await expect(page.locator("details.menu[open]")).to_have_count(0)


async def test_the_side_bar_opens_on_a_phone_without_javascript(visit: Visit) -> None:
    page = await visit("/desk_queue", width=360, scripts=False)
    await expect(page.locator("#desk-nav")).to_be_hidden()
    await page.click(".desk-toggle")
    await expect(page.locator("#desk-nav")).to_be_visible()


async def test_a_draft_survives_a_reload_and_can_be_discarded(visit: Visit) -> None:
    page = await visit("/portal_draft")
    await page.fill("#f-subject", "Flat tyre")
    await until(page, "localStorage.length > 0")
    await page.reload()
    await expect(page.locator("#f-subject")).to_have_value("Flat tyre")
    await page.click("[data-draft-note] button")
    await expect(page.locator("#f-subject")).to_have_value("")
    assert await page.evaluate("localStorage.length") == 0


async def test_a_draft_goes_when_the_form_was_accepted(visit: Visit) -> None:
    page = await visit("/portal_draft")
    await page.fill("#f-subject", "Flat tyre")
    await until(page, "localStorage.length > 0")
    await page.click("main button[type=submit]")
    await page.wait_for_url("**/sent")
    await until(page, "localStorage.length === 0")


async def test_a_refused_answer_of_htmx_takes_its_place(visit: Visit) -> None:
    page = await visit("/portal_htmx")
    await page.click("#refused")
    await expect(page.locator("#place")).to_contain_text("Please check one thing")


async def test_an_error_of_htmx_is_told_and_leaves_the_page_alone(visit: Visit) -> None:
    page = await visit("/portal_htmx")
    await page.click("#broken")
    await expect(page.locator(".toast-danger")).to_contain_text("That did not work")
    await expect(page.locator("#place")).to_have_text("Here")


async def test_a_form_is_sent_once(visit: Visit) -> None:
    page = await visit("/portal_draft")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    await page.fill("#f-subject", "Flat tyre")
    await page.evaluate("const f = document.querySelector('main form'); f.requestSubmit(); f.requestSubmit()")
    await page.wait_for_url("**/sent")
    assert len(sent) == 1


async def test_files_are_listed_and_can_be_taken_back(visit: Visit) -> None:
    page = await visit("/portal_draft")
    await page.set_input_files(
        "#f-files",
        [
            {"name": "one.txt", "mimeType": "text/plain", "buffer": b"1"},
            {"name": "two.txt", "mimeType": "text/plain", "buffer": b"22"},
            {"name": "big.txt", "mimeType": "text/plain", "buffer": b"x" * 5000},
        ],
    )
    await expect(page.locator(".file-list li")).to_have_count(3)
    await expect(page.locator(".file-failed")).to_contain_text("too large")
    await page.click(".file-list li:first-child button")
    assert await page.evaluate("[...document.querySelector('#f-files').files].map(file => file.name)") == ["two.txt"]


async def test_files_go_up_with_progress_and_leave_their_id(visit: Visit) -> None:
    page = await visit("/portal_form")
    await page.set_input_files("#f-files", [{"name": "one.txt", "mimeType": "text/plain", "buffer": b"1"}])
    await expect(page.locator(".file-list input[name=file_ids]")).to_have_value("file-1")


async def test_the_colour_is_shown_while_it_is_chosen(visit: Visit) -> None:
    page = await visit("/portal_form")
    await page.fill("#f-colour", "#ffee00")
    assert await page.evaluate("document.querySelector('[data-colour-for]').value") == "#ffee00"
    assert await page.evaluate("document.querySelector('#box').style.getPropertyValue('--brand-fg')") == "#000000"


async def test_times_stay_true(visit: Visit) -> None:
    page = await visit("/desk_queue", clock="2026-11-22T08:00:00Z")
    await page.clock.run_for(31_000)
    await expect(page.locator("time[data-ago]").first).to_have_text("3 hours ago")
    await page.clock.fast_forward("02:00:00")
    await expect(page.locator("time[data-ago]").first).to_have_text("5 hours ago")


async def test_a_table_becomes_a_chart_and_stays_for_readers(visit: Visit) -> None:
    page = await visit("/portal_chart")
    await expect(page.locator("figure canvas")).to_be_visible()
    await expect(page.locator("figure table")).to_have_class("table visually-hidden")


async def until(page: Page, condition: str) -> None:
    """Waits inside the page: Playwright's own waiting needs eval, which the CSP forbids."""
    await page.evaluate(
        f"new Promise(done => {{ const look = () => {condition} ? done() : setTimeout(look, 20); look() }})"
    )
