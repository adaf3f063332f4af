"""One browser at two companies, and sessions that end elsewhere."""

import asyncio
from fnmatch import fnmatch
from typing import Any

import pytest
from playwright.async_api import expect
from tests_company import PASSWORD, Company, found
from tests_running import Running

pytestmark = pytest.mark.browser

ASKS_WHILE_IT_LEAVES = """document.addEventListener("submit", () => {
  document.body.addEventListener("htmx:configRequest", event => { event.detail.headers.leaving = "yes" })
  document.body.dispatchEvent(new CustomEvent("live-notices"))
})"""


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


async def test_a_region_that_finds_the_session_over_does_not_overtake_signing_out(acme: Company, window: Any) -> None:
    here, regions, answered = await acme.welcomes("rosa", opens=window), "**/desk/notices/count", asyncio.Event()
    async with here.page.expect_event("requestfinished", lambda one: fnmatch(one.url, regions)):
        await here.goes("/desk")

    async def nobody_is_signed_in(route: Any) -> None:
        if "leaving" not in route.request.headers:  # the region asks by itself, too
            await route.continue_()
            return
        here.page.on("requestfinished", lambda one: answered.set() if one == route.request else None)
        await route.fulfill(headers={"HX-Redirect": "/signin?next=/desk"})

    async def after_the_region(route: Any) -> None:
        await answered.wait()
        await route.continue_()

    await here.page.route(regions, nobody_is_signed_in)
    await here.page.route("**/signout", after_the_region)
    await here.page.evaluate(ASKS_WHILE_IT_LEAVES)
    await here.page.locator(".desk-person").click()
    await here.submits("Sign out", within="header")
    assert here.page.url == f"{acme.home}/signin"


async def test_the_end_of_a_session_leaves_alone_whoever_has_signed_in_again(acme: Company, window: Any) -> None:
    bob = await window(home=acme.home)
    await acme.signs_in("bob", bob)
    await bob.goes("/desk")
    await bob.page.evaluate("document.body.dataset.same = 'yes'")
    ended = "document.body.dispatchEvent(new CustomEvent('live-end'))"
    async with bob.page.expect_response(lambda one: one.request.method == "HEAD"):
        await bob.page.evaluate(ended)
    await bob.page.evaluate("fetch('/healthz').then(answer => answer.text())")
    assert await bob.page.evaluate("document.body.dataset.same") == "yes"
    await bob.context.clear_cookies()
    async with bob.page.expect_navigation():
        await bob.page.evaluate(ended)
    assert bob.path == "/signin"
