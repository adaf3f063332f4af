"""A company of the journeys and the people around it; who arrives page by page does so in tests_arriving.py."""

import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests_browser import Window
from tests_errands import ask, calls, sends
from tests_running import Running, link_in

from i18n import _, speaking
from i18n.places import country_of_zone

# At the end of the name of a company that is kept from scene to scene: each test process has its own.
OWN = os.environ.get("PYTEST_XDIST_WORKER", "").replace("gw", "-")
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
    zone: str = "Europe/Rome"
    people: dict[str, Window] = field(default_factory=dict)

    @property
    def home(self) -> str:
        return self.polydesk.at(self.slug)

    def address_of(self, name: str) -> str:
        return f"{name}@{self.slug}.example"

    async def signs_in(self, name: str, window: Window) -> None:
        """A colleague, in another browser."""
        await sends(window, "/signin", email=self.address_of(name), password=PASSWORD)

    async def visitor(self, **named: Any) -> Window:
        """Somebody who comes to the portal."""
        return await self.window(home=self.home, **{"language": self.language, **named})

    async def welcomes(
        self, name: str, *, role: str = "agent", opens: OpenWindow | None = None, **named: Any
    ) -> Window:
        """A colleague who was invited by mail, in the language that he speaks, and has come."""
        named = {"language": self.language, **named}
        address = self.address_of(name)
        await sends(self.owner, "/admin/invitations", addresses=address, role=role, language=named["language"])
        mail = await self.polydesk.letter(address, "/invitations/")
        colleague = await (opens or self.window)(home=self.home, **named)
        await sends(colleague, link_in(mail, "/invitations/"), name=name.capitalize(), password=PASSWORD)
        self.people[name] = colleague
        return colleague

    async def was_asked(self, *, email: str, subject: str, message: str, language: str = "") -> "Asked":
        """A guest has sent a ticket."""
        language = language or self.language
        form = f"{self.home}/{language}/tickets/new"
        answer = await ask("POST", form, language, fields={"email": email, "subject": subject, "message": message})
        receipt = urljoin(form, answer.headers["location"])
        read = (await ask("GET", receipt, language)).text.partition('class="receipt-head"')[2]
        return Asked(number_in(read.partition("<p>")[2]), receipt.removesuffix("/receipt"))


async def found(
    polydesk: Running, window: OpenWindow, slug: str, *, language: str = "en", zone: str = "Europe/Rome", **named: Any
) -> Company:
    """Olga has signed up in this zone and confirmed her address; nothing of hers is open yet."""
    email = f"olga@{slug}.example"
    olga = await window(language=language, zone=zone, **named)
    door = await sends(olga, "/signup", email=email, password=PASSWORD, zone=zone)
    assert urlsplit(door).netloc.startswith(f"{slug}.")
    await sends(olga, door)
    await sends(olga, link_in(await polydesk.letter(email, "/confirm/"), "/confirm/"))
    olga.home = polydesk.at(slug)
    return Company(polydesk, window, slug, olga, language, zone)


async def set_up(company: Company, *, name: str, colour: str, languages: tuple[str, ...] = ("en", "it")) -> None:
    """The first page after sign-up, sent as it proposes itself, but for the name, the colour and the languages."""
    proposed = {"default_language": company.language, "zone": company.zone, "country": country_of_zone(company.zone)}
    chosen = {"slug": company.slug, "name": name, "colour": colour, "languages": list(languages)}
    await sends(company.owner, "/admin/welcome", **proposed, **chosen)


async def publish(company: Company, *, category: str, title: str, text: str) -> None:
    """A category and an article in it."""
    olga, language = company.owner, company.language
    made = await sends(olga, "/admin/faq/categories", **{f"name_{language}": category}, icon="book")
    listed = (await calls("GET", made, olga)).text
    within = re.findall(rf'/admin/faq/categories/([\w-]+)"[^>]*>\s*{category}', listed)[0]
    await sends(
        olga, "/admin/faq/articles", title=title, body=text, category=within, language=language, action="publish"
    )


def said(language: str, sentence: str) -> str:
    """What the product says in that language."""
    with speaking(language):
        return _(sentence)


@dataclass(frozen=True)
class Asked:
    """A ticket that a guest sent: its number, and the guest's own address of it."""

    number: int
    link: str


def number_in(text: str) -> int:
    """The first that there is."""
    number = re.search(r"\d+", text)
    assert number is not None, text[:300]
    return int(number[0])
