"""One browser at two companies, and sessions that end elsewhere."""

from typing import Any

import pytest
from playwright.async_api import expect
from tests_company import PASSWORD, Company, found
from tests_running import Running

pytestmark = pytest.mark.browser


async def test_two_desks_in_one_browser_stay_apart(acme: Company, polydesk: Running, window: Any) -> None:
    globex = await found(polydesk, window, "globex")
    mallory = globex.owner
    # Alice of Acme is asked into Globex with her own address.
    alice = await window(home=acme.home)
    await acme.signs_in("alice", alice)
    await mallory.goes("/admin/invitations")
    await mallory.types(addresses=acme.address_of("alice"))
    await mallory.submits("Invite")
    mail = await polydesk.letter(acme.address_of("alice"), "Globex")
    await alice.goes(next(link for link in mail.links if "/invitations/" in link))
    await alice.types(password=PASSWORD)
    await alice.submits("Accept and sign in")
    assert alice.page.url == f"{globex.home}/desk"
    await alice.sees("Globex", within=".desk-brand")
    await alice.goes("/desk")
    await alice.sees("Acme Bikes", within=".desk-brand")
    jar = {cookie["domain"] for cookie in await alice.context.cookies() if cookie["name"].endswith("desk-session")}
    assert len(jar) == 2
    assert not any(domain.startswith(".") for domain in jar)

    await alice.page.locator(".desk-person").click()
    await alice.submits("Switch the help desk", within="header")
    await alice.sees("Acme Bikes", "Globex")
    await alice.submits(alice.page.locator(".desk-choice", has_text="Globex"))
    assert alice.page.url == f"{globex.home}/desk"

    await alice.page.locator(".desk-person").click()
    await alice.submits("Sign out", within="header")
    await alice.goes("/desk")
    assert alice.page.url == f"{acme.home}/desk"


async def test_signing_out_everywhere_else_ends_the_other_browser(acme: Company, window: Any) -> None:
    here = await acme.welcomes("nora", opens=window)
    there = await window(home=acme.home)
    await acme.signs_in("nora", there)
    await here.goes("/account/sessions")
    await here.sees("This device")
    await here.submits("Sign out everywhere else")
    await expect(here.page.locator(".device")).to_have_count(1)
    # The other browser is told over its stream, or at its next click.
    await there.goes("/desk/tickets")
    assert there.path == "/signin"
    await here.goes("/desk")
    assert here.path == "/desk"


async def test_a_new_password_ends_every_other_session(acme: Company, window: Any) -> None:
    here = await acme.welcomes("dora", opens=window)
    there = await window(home=acme.home)
    await acme.signs_in("dora", there)
    await here.goes("/account")
    await here.types(current=PASSWORD, password="an even longer ride home")
    await here.submits("Change the password")
    assert here.path == "/account/sessions"
    await there.goes("/desk")
    assert there.path == "/signin"
    await there.types(email=acme.address_of("dora"), password=PASSWORD)
    await there.submits("Sign in", within=".door")
    assert there.path == "/signin"
    await there.types(password="an even longer ride home")
    await there.submits("Sign in", within=".door")
    assert there.path == "/desk"
