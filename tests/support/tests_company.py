"""A company of the journeys and the people around it, made in the browser as people make them."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import expect
from tests_browser import Window
from tests_running import Running, link_in

from i18n import _, speaking

PASSWORD = "bicycles like rain on Sundays"

OpenWindow = Callable[..., Awaitable[Window]]


@dataclass
class Company:
    """A tenant with its owner's window; `window` opens others, `polydesk` is where it lives."""

    polydesk: Running
    window: OpenWindow
    slug: str
    owner: Window
    language: str = "en"
    people: dict[str, Window] = field(default_factory=dict)

    @property
    def home(self) -> str:
        return self.polydesk.at(self.slug)

    def address_of(self, name: str) -> str:
        return f"{name}@{self.slug}.example"

    async def signs_in(self, name: str, window: Window) -> None:
        """A colleague, in another browser."""
        await window.goes("/signin")
        await window.types(email=self.address_of(name), password=PASSWORD)
        await window.submits(window.page.locator("form[action='/signin'] [type=submit]"))
        assert window.path == "/desk"

    async def visitor(self, **named: Any) -> Window:
        """Somebody who comes to the portal."""
        return await self.window(home=self.home, **{"language": self.language, **named})

    async def welcomes(
        self, name: str, *, role: str = "agent", opens: OpenWindow | None = None, **named: Any
    ) -> Window:
        """A colleague who was invited by mail, in the language that he speaks, and has come."""
        named = {"language": self.language, **named}
        await self.owner.goes("/admin/invitations")
        await self.owner.types(addresses=self.address_of(name))
        await self.owner.page.select_option("[name=role]", role)
        await self.owner.page.select_option("[name=language]", named["language"])
        await self.owner.submits(self.owner.page.locator("form[action='/admin/invitations'] [type=submit]"))
        mail = await self.polydesk.letter(self.address_of(name), "/invitations/")
        colleague = await (opens or self.window)(home=self.home, **named)
        await colleague.goes(link_in(mail, "/invitations/"))
        await colleague.types(name=name.capitalize(), password=PASSWORD)
        await colleague.submits(colleague.page.locator(".door [type=submit]"))
        self.people[name] = colleague
        return colleague


async def found(polydesk: Running, window: OpenWindow, slug: str, *, language: str = "en", **named: Any) -> Company:
    """Olga signs up, and confirms her address in the same browser."""
    email = f"olga@{slug}.example"
    olga = await window(language=language, **named)
    await olga.goes("/signup")
    await olga.types(email=email, password=PASSWORD)
    await olga.submits(olga.page.locator("form[action='/signup'] [type=submit]"))
    assert urlsplit(olga.page.url).netloc.startswith(f"{slug}.")
    mail = await polydesk.letter(email, "/confirm/")
    await olga.goes(link_in(mail, "/confirm/"))
    await olga.submits(olga.page.locator("form[action^='/confirm/'] [type=submit]"))
    olga.home = polydesk.at(slug)
    return Company(polydesk, window, slug, olga, language)


async def set_up(company: Company, *, name: str, colour: str, languages: tuple[str, ...] = ("en", "it")) -> None:
    """The first page after sign-up: what was proposed is right, but for the name and the colour; all these languages."""
    olga = company.owner
    await olga.goes("/admin/welcome")
    await olga.types(name=name, colour=colour)
    for language in languages:
        await olga.page.check(f"[name=languages][value={language}]")
    await olga.submits(olga.page.locator("form[action='/admin/welcome'] [type=submit]").first)


async def publish(company: Company, *, category: str, title: str, text: str) -> None:
    """A category and an article in it."""
    olga = company.owner
    await olga.goes("/admin/faq/categories/new")
    await olga.types(**{f"name_{company.language}": category})
    await olga.submits(said(company.language, "Save"))
    await olga.goes("/admin/faq/articles/new")
    await olga.page.select_option("[name=category]", label=category)
    await olga.types(title=title, body=text)
    await expect(olga.page.locator("#preview strong")).to_be_visible()
    await olga.submits(said(company.language, "Publish"))
    await olga.sees(title, within="h1")
    await expect(olga.page.locator("h1 .badge-green")).to_be_visible()


def said(language: str, sentence: str) -> str:
    """What the product says in that language."""
    with speaking(language):
        return _(sentence)


@dataclass(frozen=True)
class Asked:
    """A ticket that a guest sent: its number, and the guest's own address of it."""

    number: int
    link: str


async def asks(
    guest: Window, *, email: str, subject: str, message: str, file: tuple[str, bytes] | None = None
) -> Asked:
    """A guest fills in the form and reads the receipt."""
    await guest.goes(f"/{guest.language}/tickets/new")
    await guest.types(email=email, subject=subject, message=message)
    if file:
        await guest.attaches(*file)
    await guest.submits(guest.page.locator("form[action$='/tickets/new'] [type=submit]"))
    await expect(guest.page.locator(".receipt")).to_contain_text(subject)
    number = re.search(r"\d+", await guest.page.locator(".receipt-head p").first.inner_text())
    assert number is not None
    return Asked(int(number[0]), guest.page.url.removesuffix("/receipt"))
