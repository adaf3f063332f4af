"""From sign-up to a rated answer: every page and every mail on the way in the language of the story.

In English and in Italian with all that a company sets up before; in Hungarian, Arabic or Japanese, each day in another,
from a question on, whose customer lives in New York and reads every time as it is there.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect
from tests_arriving import asks, is_invited, signs_up
from tests_browser import PHONE, Window
from tests_company import Asked, Company, found, said
from tests_depth import in_turn
from tests_errands import sends
from tests_running import Running, language_of, link_in

from i18n import speaking
from i18n.formats import zone_name
from polydesk.kernel.lines import one_line
from polydesk.kernel.mail.twin import Caught

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Words:
    """What people write about a ticket, in their language."""

    subject: str
    question: str
    answer: str
    opinion: str


@dataclass(frozen=True)
class MoreWords(Words):
    """And what a company writes before there are any."""

    company: str
    category: str
    title: str
    text: str
    searched: str


ENGLISH = MoreWords(
    company="Acme Bikes", category="Brakes", title="My brakes squeal in the rain",
    text="Wipe the rims with a dry cloth.\n\n- Then brake **gently** a few times.", searched="squealing brakes",
    subject="The bell has no sound", question="It was fine until Sunday.\n\nIs the spring broken?",
    answer="Turn the cap to the left until it clicks.", opinion="Quick and kind.",
)  # fmt: skip
ITALIAN = MoreWords(
    company="Bici Bella", category="Freni", title="I freni fischiano con la pioggia",
    text="Asciuga i cerchi con un panno.\n\n- Poi frena **piano** alcune volte.", searched="freni che fischiano",
    subject="Il campanello non suona", question="Fino a domenica andava bene.\n\nSi è rotta la molla?",
    answer="Gira il cappuccio a sinistra fino allo scatto.", opinion="Veloce e gentile.",
)  # fmt: skip
HUNGARIAN = Words(
    subject="Nem szól a csengő", question="Vasárnapig jó volt.\n\nEltört a rugó?",
    answer="Fordítsa balra a kupakot, amíg kattan.", opinion="Gyors és kedves.",
)  # fmt: skip
ARABIC = Words(
    subject="الجرس لا يرن", question="كان يعمل حتى يوم الأحد.\n\nهل انكسر النابض في Bell 3000؟",
    answer="أدر الغطاء إلى اليسار حتى تسمع نقرة.", opinion="سريع ولطيف.",
)  # fmt: skip
JAPANESE = Words(
    subject="ベルが鳴りません", question="日曜日までは大丈夫でした。\n\nばねが壊れたのでしょうか。",
    answer="キャップを左に、カチッと音がするまで回してください。", opinion="早くて親切でした。",
)  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [("en", ENGLISH), ("it", ITALIAN)], ids=["en", "it"])
async def test_from_sign_up_to_a_rated_answer(polydesk: Running, window: Any, language: str, words: MoreWords) -> None:
    company = await signs_up(polydesk, window, f"main-{language}", language=language)
    await brand(company, words)
    await publish(company, words)
    await find_the_article(company, words)

    alice = await is_invited(company, "alice")
    await alice.goes("/desk/tickets")
    await alice.page.evaluate("window.wasHere = true")

    cora = await company.visitor(size=PHONE)
    ticket = await asks(
        cora, email="cora@rain.example", subject=words.subject, message=words.question, file=("bell.txt", b"ding")
    )
    await read_receipt(company, cora, ticket, words)
    await answer(alice, ticket, words)
    await read_answer(company, cora, words)
    await rate(company, cora, words)
    await expect(alice.page.locator("#ticket-side")).to_contain_text(words.opinion)
    assert await alice.page.evaluate("window.wasHere"), "the desk was loaded again"
    await alice.looks()


async def test_from_a_question_in_new_york_to_a_rated_answer(polydesk: Running, window: Any) -> None:
    elsewhere = (("hu", HUNGARIAN, "Europe/Budapest"), ("ar", ARABIC, "Africa/Cairo"), ("ja", JAPANESE, "Asia/Tokyo"))
    for language, words, zone in in_turn(elsewhere, 0):
        await from_a_question_to_a_rated_answer(polydesk, window, language, words, zone)


async def from_a_question_to_a_rated_answer(
    polydesk: Running, window: Any, language: str, words: Words, zone: str
) -> None:
    company = await found(polydesk, window, f"main-{language}", language=language, zone=zone)
    olga = company.owner
    await closes_for_two_days(company)
    cora = await company.visitor(size=PHONE, zone="America/New_York")
    promise = await reads_the_promise(cora)
    ticket = await asks(cora, email="cora@rain.example", subject=words.subject, message=words.question)
    await cora.sees(promise, within=".receipt")
    mail = await letter(company, "We have received your request (ticket %(number)s)", number=ticket.number)
    assert promise in " ".join(mail.text.split())
    await olga.goes("/desk/tickets")
    await olga.page.evaluate("window.wasHere = true")
    await answer(olga, ticket, words, by="Olga")
    await read_answer(company, cora, words, by="Olga")
    await rate_at_once(company, cora, words)
    await expect(olga.page.locator("#ticket-side")).to_contain_text(words.opinion)


async def closes_for_two_days(company: Company) -> None:
    """So that what is promised now is promised in a minute, too."""
    today = datetime.now(ZoneInfo(company.zone)).date()
    await sends(
        company.owner, "/admin/hours/exceptions", first=f"{today}", last=f"{today + timedelta(days=1)}", kind="closed"
    )


async def reads_the_promise(cora: Window) -> str:
    """In the customer's time, which is named as the customer's language names it."""
    await cora.goes(f"/{cora.language}/tickets/new")
    with speaking(cora.language):
        here = zone_name("America/New_York", datetime.now(UTC))
    await cora.sees(f"{here}", within="#promise")
    return str(await cora.page.locator("#promise").inner_text()).strip()


async def brand(company: Company, words: MoreWords) -> None:
    """The first page proposes everything; the preview follows what is typed."""
    olga = company.owner
    await olga.goes("/admin/welcome")
    await expect(olga.page.locator("[name=default_language]")).to_have_value(company.language)
    await olga.types(name=words.company, colour="#7a1fa2")
    await expect(olga.page.frame_locator("#brand-preview").locator("body")).to_contain_text(words.company)
    await olga.submits(olga.page.locator("form[action='/admin/welcome'] [type=submit]").first)
    assert olga.path == "/admin/welcome/done"
    carl = await company.visitor()
    await carl.goes("/")
    assert carl.path == f"/{company.language}/"
    await carl.sees(words.company, within="header")
    colour = "getComputedStyle(document.querySelector('.hero')).backgroundColor"
    assert await carl.page.evaluate(colour) == "rgb(122, 31, 162)"


async def publish(company: Company, words: MoreWords) -> None:
    """A category and an article in it, which is shown while it is written."""
    olga = company.owner
    await olga.goes("/admin/faq/categories/new")
    await olga.types(**{f"name_{company.language}": words.category})
    await olga.submits(said(company.language, "Save"))
    await olga.goes("/admin/faq/articles/new")
    await olga.page.select_option("[name=category]", label=words.category)
    await olga.types(title=words.title, body=words.text)
    await expect(olga.page.locator("#preview strong")).to_be_visible()
    await olga.submits(said(company.language, "Publish"))
    await olga.sees(words.title, within="h1")
    await expect(olga.page.locator("h1 .badge-green")).to_be_visible()
    await olga.goes("/admin/faq/articles/new")
    await expect(olga.page.locator("[name=title]")).to_have_value("")


async def find_the_article(company: Company, words: MoreWords) -> None:
    carl = await company.visitor(size=PHONE)
    await carl.goes("/")
    await carl.page.fill("#hero-q", words.searched)
    async with carl.page.expect_navigation():
        await carl.page.keyboard.press("Enter")
    await carl.looks()
    await carl.submits(words.title)
    assert carl.path.startswith(f"/{company.language}/faq/")
    await expect(carl.page.locator(".reading-text strong")).to_be_visible()


async def read_receipt(company: Company, cora: Window, ticket: Asked, words: Words) -> None:
    mail = await letter(company, "We have received your request (ticket %(number)s)", number=ticket.number)
    assert words.subject not in mail.text, "a receipt to an unknown address says nothing of the sender's"
    assert link_in(mail, "/t/") == ticket.link
    await cora.goes(link_in(mail, "/t/"))
    await cora.sees(words.subject, "bell.txt")


async def answer(alice: Window, ticket: Asked, words: Words, *, by: str = "Alice") -> None:
    """It arrives by itself; the rest is done with the keyboard."""
    row = alice.page.locator("[data-row]", has_text=words.subject)
    await expect(row).to_be_visible()
    assert await alice.page.evaluate("window.wasHere"), "the list was loaded again"
    await alice.submits(row.get_by_role("link"))
    assert alice.path == f"/desk/tickets/{ticket.number}"
    await alice.page.evaluate("window.wasHere = true")
    keys = alice.page.keyboard
    await keys.press("a")
    await expect(alice.page.locator("#f-assignee option:checked")).to_contain_text(by)
    await keys.press("r")
    await keys.type(words.answer)
    await keys.press("Control+Enter")
    await alice.sees(words.answer, within="#thread")
    await keys.press("Escape")
    await keys.press("e")
    await alice.sees(said(alice.language, "Reopen"), within="#ticket-head")
    await alice.looks()


async def read_answer(company: Company, cora: Window, words: Words, *, by: str = "Alice") -> None:
    mail = await company.polydesk.letter("cora@rain.example", words.answer)
    assert language_of(mail.message) == company.language
    await cora.goes(link_in(mail, "/t/"))
    await cora.sees(words.answer, by)


async def rate(company: Company, cora: Window, words: Words) -> None:
    """A tap, a confirmation, and another mind."""
    await taps_five_stars(company, cora)
    await cora.reads_on()
    await cora.submits(said(cora.language, "Confirm my answer"))
    await cora.sees(said(cora.language, "Thank you!"))
    await cora.submits(said(cora.language, "Change my answer"))
    await cora.page.locator(".rating-step", has=cora.page.locator("[value='4']")).click()
    await cora.types(comment=words.opinion)
    await cora.reads_on()
    await cora.submits(said(cora.language, "Confirm my answer"))
    await cora.sees(words.opinion)


async def rate_at_once(company: Company, cora: Window, words: Words) -> None:
    await taps_five_stars(company, cora)
    await cora.types(comment=words.opinion)
    await cora.reads_on()
    await cora.submits(said(cora.language, "Confirm my answer"))
    await cora.sees(words.opinion)


async def taps_five_stars(company: Company, cora: Window) -> None:
    mail = await letter(company, "How did we do?")
    await cora.goes(next(link for link in mail.links if link.endswith("score=5")))
    await expect(cora.page.locator("[name=score][value='5']")).to_be_checked()


async def letter(company: Company, sentence: str, **values: object) -> Caught:
    """A mail to Cora that says this in the company's language, as its header says too."""
    mail = await company.polydesk.letter("cora@rain.example", one_line(said(company.language, sentence) % values))
    assert language_of(mail.message) == company.language
    return mail
