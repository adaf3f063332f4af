"""What our scripts add to pages that work without them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]


def test_the_theme_changes_at_once_and_is_remembered(visit: Visit) -> None:
    page = visit("/portal_home")
    page.click(".theme-choice[value=dark]")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert "theme=dark" in page.evaluate("document.cookie")
    expect(page.locator(".theme-choice[value=dark]")).to_have_attribute("aria-pressed", "true")


def test_keys_walk_through_the_queue(visit: Visit) -> None:
    page = visit("/desk_queue")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    expect(page.locator("[data-row][data-current]")).to_contain_text("Delivery came")
    assert "Delivery came" in str(page.evaluate("document.activeElement.textContent"))


def test_keys_are_letters_while_somebody_types(visit: Visit) -> None:
    page = visit("/desk_ticket")
    page.keyboard.press("r")
    page.keyboard.type("jr?/")
    expect(page.locator("textarea")).to_have_value("jr?/")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#desk-q")).to_be_focused()


def test_a_question_mark_shows_the_keys_of_this_page(visit: Visit) -> None:
    page = visit("/desk_queue")
    page.keyboard.press("?")
    expect(page.locator("#keyboard-help")).to_be_visible()
    expect(page.locator("#keyboard-help dl")).to_contain_text("New ticket")
    expect(page.locator("#keyboard-help dl")).to_contain_text("Next in the list")


def test_two_keys_lead_to_a_place(visit: Visit) -> None:
    page = visit("/desk_ticket")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/desk/tickets")


def test_a_menu_closes_by_escape_and_by_a_click_elsewhere(visit: Visit) -> None:
    page = visit("/desk_queue")
    page.click(".desk-person")
    page.keyboard.press("Escape")
    expect(page.locator("details.menu[open]")).to_have_count(0)
    page.click(".desk-person")
    page.click("h1")
    expect(page.locator("details.menu[open]")).to_have_count(0)


def test_the_side_bar_opens_on_a_phone_without_javascript(visit: Visit) -> None:
    page = visit("/desk_queue", width=360, scripts=False)
    expect(page.locator("#desk-nav")).to_be_hidden()
    page.click(".desk-toggle")
    expect(page.locator("#desk-nav")).to_be_visible()


def test_a_draft_survives_a_reload_and_can_be_discarded(visit: Visit) -> None:
    page = visit("/portal_draft")
    page.fill("#f-subject", "Flat tyre")
    until(page, "localStorage.length > 0")
    page.reload()
    expect(page.locator("#f-subject")).to_have_value("Flat tyre")
    page.click("[data-draft-note] button")
    expect(page.locator("#f-subject")).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


def test_a_draft_goes_when_the_form_was_accepted(visit: Visit) -> None:
    page = visit("/portal_draft")
    page.fill("#f-subject", "Flat tyre")
    until(page, "localStorage.length > 0")
    page.click("main button[type=submit]")
    page.wait_for_url("**/sent")
    until(page, "localStorage.length === 0")


def test_a_refused_answer_of_htmx_takes_its_place(visit: Visit) -> None:
    page = visit("/portal_htmx")
    page.click("#refused")
    expect(page.locator("#place")).to_contain_text("Please check one thing")


def test_an_error_of_htmx_is_told_and_leaves_the_page_alone(visit: Visit) -> None:
    page = visit("/portal_htmx")
    page.click("#broken")
    expect(page.locator(".toast-danger")).to_contain_text("That did not work")
    expect(page.locator("#place")).to_have_text("Here")


def test_a_form_is_sent_once(visit: Visit) -> None:
    page = visit("/portal_draft")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.fill("#f-subject", "Flat tyre")
    page.evaluate("const f = document.querySelector('main form'); f.requestSubmit(); f.requestSubmit()")
    page.wait_for_url("**/sent")
    assert len(sent) == 1


def test_files_are_listed_and_can_be_taken_back(visit: Visit) -> None:
    page = visit("/portal_draft")
    page.set_input_files(
        "#f-files",
        [
            {"name": "one.txt", "mimeType": "text/plain", "buffer": b"1"},
            {"name": "two.txt", "mimeType": "text/plain", "buffer": b"22"},
            {"name": "big.txt", "mimeType": "text/plain", "buffer": b"x" * 5000},
        ],
    )
    expect(page.locator(".file-list li")).to_have_count(3)
    expect(page.locator(".file-failed")).to_contain_text("too large")
    page.click(".file-list li:first-child button")
    assert page.evaluate("[...document.querySelector('#f-files').files].map(file => file.name)") == ["two.txt"]


def test_files_go_up_with_progress_and_leave_their_id(visit: Visit) -> None:
    page = visit("/portal_form")
    page.set_input_files("#f-files", [{"name": "one.txt", "mimeType": "text/plain", "buffer": b"1"}])
    expect(page.locator(".file-list input[name=file_ids]")).to_have_value("file-1")


def test_the_summary_of_errors_says_in_which_field_each_is(visit: Visit) -> None:
    page = visit("/portal_form")
    for link in page.locator(".errors-summary a").all():
        field = page.locator(str(link.get_attribute("href")))
        label = page.locator(f"label[for={field.get_attribute('id')}]")
        expect(link.locator("strong")).to_have_text(label.inner_text())


def test_the_colour_is_shown_while_it_is_chosen(visit: Visit) -> None:
    page = visit("/portal_form")
    page.fill("#f-colour", "#ffee00")
    assert page.evaluate("document.querySelector('[data-colour-for]').value") == "#ffee00"
    assert page.evaluate("document.querySelector('#box').style.getPropertyValue('--brand-fg')") == "#000000"


def test_times_stay_true(visit: Visit) -> None:
    page = visit("/desk_queue", clock="2026-11-22T08:00:00Z")
    page.clock.run_for(31_000)
    expect(page.locator("time[data-ago]").first).to_have_text("3 hours ago")
    page.clock.fast_forward("02:00:00")
    expect(page.locator("time[data-ago]").first).to_have_text("5 hours ago")


def test_a_table_becomes_a_chart_and_stays_for_readers(visit: Visit) -> None:
    page = visit("/portal_chart")
    expect(page.locator("figure canvas")).to_be_visible()
    expect(page.locator("figure table")).to_have_class("table visually-hidden")


def until(page: Page, condition: str) -> None:
    """Waits inside the page: Playwright's own waiting needs eval, which the CSP forbids."""
    page.evaluate(f"new Promise(done => {{ const look = () => {condition} ? done() : setTimeout(look, 20); look() }})")
