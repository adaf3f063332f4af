"""Every page at phone size, in English and in Italian, light and dark: inside the window, sound, in one language."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests_browser import PHONE, Window
from tests_company import Company, asks
from tests_running import link_in

pytestmark = pytest.mark.browser

# Words that English cannot do without and Italian does not have.
ENGLISH = re.compile(
    r"\b(the|and|your|you|with|this|that|for|from|not|was|were|will|have|has|of|to|what|who|how|when|they|their|our|are|can"
    r"|please|search|send|sign|save|new|more|nobody|closed|here|there|it's|change|choose|add|show)\b"
)
# Addresses, and places that are called so in every language.
NOT_WORDS = re.compile(r"\S*[@/.:#]\S*|new (york|mexico|hampshire|jersey|south wales)|district of columbia")

PLATFORM = ("/", "/signup", "/signin", "/signin/link", "/password/reset", "/desks", "/nothing-here")
PORTAL = ("/", "/search?q=", "/hours", "/tickets/new", "/signin", "/nothing-here")
DESK = (
    *("/desk", "/desk/tickets", "/desk/tickets?view=all", "/desk/tickets/new", "/desk/search", "/desk/search?q=bell"),
    *("/desk/replies", "/desk/replies/new", "/desk/replies?archived=yes"),
    *("/desk/views", "/desk/views/new", "/desk/absence", "/account", "/account/sessions", "/desk/tickets/999999"),
)
ADMIN = (
    *("/admin", "/admin/welcome", "/admin/welcome/done", "/admin/brand", "/admin/members", "/admin/invitations"),
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


@pytest.mark.parametrize("language", ["en", "it"])
async def test_of_the_platform(acme: Company, window: Any, language: str) -> None:
    anybody = await window(size=PHONE, language=language)
    for path in PLATFORM:
        await walk(anybody, path)


@pytest.mark.parametrize("language", ["en", "it"])
async def test_of_the_portal(acme: Company, window: Any, language: str) -> None:
    carl = await window(home=acme.home, size=PHONE, language=language)
    email = f"carl-{language}@walk.example"
    for path in PORTAL:
        await walk(carl, f"/{language}{path}")
    for link in await links(carl, f"/{language}/", "/faq/"):
        await walk(carl, link)
        for article in (await links(carl, link, f"{link}/"))[:1]:
            await walk(carl, article)
    ticket = await asks(carl, email=email, subject="Campanello", message="Din don.")
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
async def test_of_the_desk_and_the_administration(acme: Company, window: Any, language: str) -> None:
    ada = await acme.welcomes(f"ada-{language}", role="admin", language=language, opens=window, size=PHONE)
    guest = await window(home=acme.home, language=language)
    ticket = await asks(guest, email=f"cora-{language}@walk.example", subject="Campanello", message="Din don.")
    for path in (*DESK, *ADMIN):
        await walk(ada, path)
    await walk(ada, f"/desk/tickets/{ticket.number}?write=note&history=yes")
    await walk(ada, f"/desk/tickets/{ticket.number}/answers")
    for start, part in [(f"/desk/tickets/{ticket.number}", "/desk/people/"), ("/admin/members", "/admin/members/"),
                        ("/admin/faq", "/admin/faq/articles/"), ("/admin/faq", "/admin/faq/categories/")]:  # fmt: skip
        for link in [link for link in await links(ada, start, part) if not link.endswith("/new")][:1]:
            await walk(ada, link)


async def walk(window: Window, path: str) -> None:
    """Looks at the page in light and in dark, and listens for words of another language."""
    await window.page.emulate_media(color_scheme="light")
    await window.goes(path)
    if window.language != "en":
        assert await english_on(window) == [], f"English on {window.path}"
    await window.page.emulate_media(color_scheme="dark")
    await window.looks(only=["color-contrast"])


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
