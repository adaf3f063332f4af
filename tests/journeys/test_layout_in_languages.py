"""Pages in a language that runs to the left, in one of long words and in one without blanks: nothing is cut, nothing
overlaps, nothing is wider than the window, on a desk and on a phone. Each page in one of them each day, in all with
EXAMPLES=all."""

from typing import Any

import pytest
from tests_browser import DESKTOP, PHONE, RTL, Window
from tests_company import OWN, Asked, Company, found, set_up
from tests_depth import in_turn
from tests_layout import faults_of
from tests_running import Running

pytestmark = pytest.mark.browser

LANGUAGES = ("de", "ar", "ja")
DESK = (
    "/desk", "/desk/tickets?view=all", "/desk/tickets/{number}?history=yes", "/desk/tickets/{number}/service-level", "/admin/members",
    "/admin/settings", "/admin/hours", "/admin/service-levels", "/admin/audit", "/admin/billing", "/admin/billing/plans",
)  # fmt: skip
PORTAL = ("/", "/tickets/new", "/hours", "/signin")


@pytest.fixture(scope="session")
async def wide(polydesk: Running, stage: Any) -> tuple[Company, Asked]:
    """A company that speaks all three, with a ticket whose words are long, and partly run the other way."""
    company = await found(polydesk, stage, f"wide{OWN}", language=LANGUAGES[0])
    await set_up(company, name="Donaudampfschifffahrt محمد", colour="#0b7a5c", languages=LANGUAGES)
    subject = "Die Kettenschaltung und العربة springen"
    return company, await company.was_asked(email="mohammed@lang.example", subject=subject, message="Im dritten Gang.")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_box_has_its_place(wide: tuple[Company, Asked], language: str) -> None:
    company, ticket = wide
    olga = company.owner
    await speaks(olga, language)
    pages = [path.format(number=ticket.number) for path in DESK] + [f"/{language}{path}" for path in PORTAL]
    turn = LANGUAGES.index(language)
    found = {path: await looks_at(olga, path, language) for path in in_turn(pages, turn)}
    assert {path: faults for path, faults in found.items() if faults} == {}


async def speaks(olga: Window, language: str) -> None:
    await olga.page.goto(olga.home + "/account")
    await olga.page.select_option("[name=language]", language)
    async with olga.page.expect_navigation():
        await olga.page.locator("form:has([name=language]) [type=submit]").click()
    olga.language = language


async def looks_at(olga: Window, path: str, language: str) -> list[str]:
    await olga.page.goto(olga.home + path)
    root = await olga.page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    wrong = [] if root == [language, "rtl" if language in RTL else "ltr"] else [f"the page says it is {root}"]
    for width, height in (DESKTOP, PHONE):
        wrong += await faults_of(olga.page, width=width, height=height)
    return wrong
