"""Every page at phone size: inside the window, sound, in one language. A third of them each day, and all with
EXAMPLES=all, in both lights and in Italian, too."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests_browser import PHONE, Window
from tests_company import Company
from tests_depth import in_turn
from tests_errands import calls
from tests_running import link_in

pytestmark = pytest.mark.browser

# Words that English cannot do without and Italian does not have.
ENGLISH = re.compile(
    r"\b(the|and|your|you|with|this|that|for|from|not|was|were|will|have|has|of|to|what|who|how|when|they|their|our|are|can"
    r"|please|search|send|sign|save|new|more|nobody|closed|here|there|it's|change|choose|add|show)\b"
)
# Addresses, and places that are called so in every language.
NOT_WORDS = re.compile(r"\S*[@/.:#]\S*|new (york|mexico|hampshire|jersey|south wales)|district of columbia")

LEAF = """html => {
  const read = new DOMParser().parseFromString(html, "text/html")
  const styles = page => [...page.querySelectorAll("link[rel=stylesheet]")].map(link => link.getAttribute("href")).join()
  if (styles(read) !== styles(document)) return false
  for (const {name, value} of read.documentElement.attributes) document.documentElement.setAttribute(name, value)
  document.title = read.title
  document.body.replaceWith(document.adoptNode(read.body))
  return true
}"""

PLATFORM = ("/", "/signup", "/signin", "/signin/link", "/password/reset", "/desks", "/nothing-here")
PORTAL = ("/", "/search?q=", "/hours", "/tickets/new", "/signin", "/nothing-here")
DESK = (
    *("/desk", "/desk/tickets", "/desk/tickets?view=all", "/desk/tickets/new", "/desk/search", "/desk/search?q=bell"),
    *("/desk/replies", "/desk/replies/new", "/desk/replies?archived=yes"),
    *("/desk/views", "/desk/views/new", "/desk/absence", "/account", "/account/sessions", "/desk/tickets/999999"),
)
ADMIN = (
    *("/admin", "/admin/welcome", "/admin/welcome/done", "/admin/brand", "/admin/members", "/admin/invitations"),
    "/admin/brand/further/new",
    *("/admin/languages", "/admin/languages/exchange", "/admin/languages/texts/brand/tagline"),
    "/admin/languages/machine",
    *(
        "/admin/teams",
        "/admin/roles",
        "/admin/settings",
        "/admin/settings/categories",
        "/admin/settings/fields",
        "/admin/announcements",
        "/admin/announcements/new",
        "/admin/settings/tickets/priorities/urgent",
        "/admin/mail-habits",
        "/admin/sender",
        "/admin/mail-in",
        "/admin/mail-in/addresses/support",
        "/admin/mail-in/mailboxes/new",
        "/admin/webhooks",
        "/admin/webhooks/new",
        "/admin/access-tokens",
        "/admin/reports/mails",
        "/admin/reports/wall",
        "/admin/reports/wall/links",
        "/admin/surveys",
        "/admin/surveys/forms",
        "/admin/surveys/forms/new",
        "/admin/surveys/doubts",
        "/admin/surveys/praise",
        "/admin/audit",
    ),
    *("/admin/faq", "/admin/faq/categories/new", "/admin/faq/articles/new"),
    *("/admin/hours", "/admin/hours/new", "/admin/hours/holidays", "/admin/hours/exceptions", "/admin/changes"),
    *(
        "/admin/service-levels",
        "/admin/service-levels/new",
        "/admin/service-levels/contracts",
        "/admin/service-levels/matrix",
    ),
    *(
        "/admin/reports/tickets",
        "/admin/reports/tickets/behind",
        "/admin/reports/surveys",
        "/admin/reports/surveys/answers",
        "/admin/reports/service-levels",
        "/admin/reports/service-levels/tickets",
        "/desk/notices",
        "/desk/notices/settings",
        "/admin/notifications",
        "/desk/help/due-times",
    ),
)

MONEY = (
    *("/admin", "/admin/billing", "/admin/billing/plans", "/admin/billing/plans?cycle=year&currency=jpy"),
    *("/admin/billing/change?plan=team&cycle=year&seats=5", "/admin/billing/change?plan=free&cycle=month"),
    *("/admin/billing/seats", "/admin/billing/invoices", "/admin/billing/details", "/admin/billing/caps"),
    "/admin/billing/trial",
)


@pytest.mark.parametrize("language", ["en", "it"])
async def test_of_the_platform(acme: Company, window: Any, language: str) -> None:
    anybody = await window(size=PHONE, language=language, scripts=language == "en")
    await walks(anybody, PLATFORM)


@pytest.mark.parametrize("language", ["en", "it"])
async def test_of_the_portal(acme: Company, window: Any, language: str) -> None:
    carl = await window(home=acme.home, size=PHONE, language=language, scripts=language == "en")
    email = f"carl-{language}@walk.example"
    await walks(carl, [f"/{language}{path}" for path in PORTAL])
    for link in await links(carl, f"/{language}/", "/faq/"):
        await walk(carl, link)
        for article in (await links(carl, link, f"{link}/"))[:1]:
            await walk(carl, article)
    ticket = await acme.was_asked(email=email, language=language, subject="Campanello", message="Din don.")
    await walk(carl, f"{ticket.link}/receipt")
    await walk(carl, ticket.link)

    await carl.goes(f"/{language}/signin")
    await carl.types(email=email)
    await carl.submits(carl.page.locator("form[action$='/signin'] [type=submit]"))
    mail = next(each for each in [await acme.polydesk.letter(email, "/signin")])
    await walk(carl, link_in(mail, "/signin"))
    await carl.submits(carl.page.locator(".door [type=submit]"))
    for path in ("/tickets", f"/tickets/{ticket.number}", "/account"):
        await walk(carl, f"/{language}{path}")


@pytest.mark.parametrize("language", ["en", "it"])
async def test_of_the_desk(acme: Company, window: Any, language: str) -> None:
    ada = await acme.welcomes(
        f"ada-{language}", role="admin", language=language, opens=window, size=PHONE, scripts=language == "en"
    )
    ticket = await acme.was_asked(
        email=f"cora-{language}@walk.example", language=language, subject="Campanello", message="Din don."
    )
    await walks(ada, DESK)
    await walk(ada, f"/desk/tickets/{ticket.number}?write=note&history=yes")
    await walk(ada, f"/desk/tickets/{ticket.number}/answers")
    await walk_on(ada, f"/desk/tickets/{ticket.number}", "/desk/people/")


@pytest.mark.parametrize("language", ["en", "it"])
async def test_of_the_administration(acme: Company, window: Any, language: str) -> None:
    ida = await acme.welcomes(
        f"ida-{language}", role="admin", language=language, opens=window, size=PHONE, scripts=language == "en"
    )
    await walks(ida, ADMIN)
    for start, part in (("members", "members"), ("faq", "faq/articles"), ("faq", "faq/categories")):
        await walk_on(ida, f"/admin/{start}", f"/admin/{part}/")


async def test_of_the_owner(acme: Company, window: Any) -> None:
    olga = await window(home=acme.home, size=PHONE)
    await acme.signs_in("olga", olga)
    await walks(olga, ["/admin/single-sign-on", "/admin/closing"])


@pytest.mark.parametrize("language", ["en", "it"])
async def test_of_money(acme: Company, window: Any, language: str) -> None:
    bill = await acme.welcomes(
        f"bill-{language}", role="billing", language=language, opens=window, size=PHONE, scripts=language == "en"
    )
    await bill.goes("/desk")
    assert bill.path == "/admin/billing"
    await walks(bill, MONEY)


async def walks(window: Window, paths: Sequence[str]) -> None:
    """Through all of them, in English; each day another third is looked at in the other light as well, or in Italian."""
    chosen = in_turn(paths, 0)
    for path in paths if window.language == "en" else chosen:
        await walk(window, path, in_both_lights=path in chosen)


async def walk(window: Window, path: str, *, in_both_lights: bool = True) -> None:
    """Looks at the page; in another language than English it is measured, and read for words of it."""
    if window.language == "en":
        await window.goes(path)
        if in_both_lights:
            await in_the_other_light(window)
            await window.looks(recoloured=True)
    else:
        await leafs_to(window, path)
        assert await english_on(window) == [], f"English on {path}"


async def walk_on(window: Window, path: str, part: str) -> None:
    """To the first thing that the page leads to."""
    for link in [link for link in await links(window, path, part) if not link.endswith("/new")][:1]:
        await walk(window, link)


async def in_the_other_light(window: Window) -> None:
    """The next page is opened in it, and ends in the first one."""
    is_dark = await window.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    await window.page.emulate_media(color_scheme="light" if is_dark else "dark")


async def leafs_to(window: Window, path: str) -> None:
    """The page's words and boxes in the styles that are there: a third of what it takes to open it, as English ones are.
    No script runs in such a window, or it would miss what belongs to it."""
    answer = await calls("GET", path, window)
    if answer.is_redirect or not await window.page.evaluate(LEAF, answer.text):
        await window.goes(path)
    await window.looks(at=path)


async def links(window: Window, path: str, part: str) -> list[str]:
    """Where the links of a page lead to whose address has this part."""
    await window.page.goto(window.home + path)
    found = await window.page.locator(f"main a[href*='{part}'], aside a[href*='{part}']").evaluate_all(
        "links => links.map(link => link.href)"
    )
    return list(dict.fromkeys(urlsplit(link).path for link in found if urlsplit(link).path.rstrip("/") != path))


async def english_on(window: Window) -> list[str]:
    """Sentences of the page with English words in them."""
    return [text for text in await window.says() if ENGLISH.search(NOT_WORDS.sub(" ", text.lower()))]
