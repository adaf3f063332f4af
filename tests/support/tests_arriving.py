"""Arriving in the browser, page by page, as people do: what the stories of doors and the main story are about."""

from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import expect
from tests_browser import Window
from tests_company import PASSWORD, Asked, Company, OpenWindow, number_in
from tests_running import Running, link_in


async def signs_up(polydesk: Running, window: OpenWindow, slug: str, *, language: str = "en", **named: Any) -> Company:
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


async def is_invited(company: Company, name: str) -> Window:
    """An agent, by a mail in the company's language; a name and a password, and the desk is there."""
    olga, address = company.owner, company.address_of(name)
    await olga.goes("/admin/invitations")
    await olga.types(addresses=address)
    await olga.page.select_option("[name=role]", "agent")
    await olga.submits(olga.page.locator("form[action='/admin/invitations'] [type=submit]"))
    mail = await company.polydesk.letter(address, "/invitations/")
    colleague = await company.window(home=company.home, language=company.language)
    await colleague.goes(link_in(mail, "/invitations/"))
    await colleague.types(name=name.capitalize(), password=PASSWORD)
    await colleague.submits(colleague.page.locator(".door [type=submit]"))
    return colleague


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
    number = number_in(await guest.page.locator(".receipt-head p").first.inner_text())
    return Asked(number, guest.page.url.removesuffix("/receipt"))
