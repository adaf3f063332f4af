"""The whole story of money, in a browser and without a wait: a trial, Checkout with the bank's question, seats, an invoice,
a card that fails, agents who only read, a card that works, a smaller plan, leaving and coming back.

Weeks pass in it, so the product runs in this process, where the clock can be moved; Stripe is its twin, with a test clock.
"""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import uvicorn
from playwright.async_api import Browser, expect
from tests_browser import Window

import tests_cast
from billing.settling import settle
from polydesk.kernel import clock, outbox, unit
from tenants import directory, sessions

pytestmark = pytest.mark.browser

BILLING = "/admin/billing"


@dataclass
class Time:
    """What time it is in the product, for each request anew."""

    app: Any
    at: datetime

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        with clock.travel(self.at):
            await self.app(scope, receive, send)


@dataclass
class Story:
    """One company, its people's windows, the product's clock and Stripe's."""

    house: Any
    time: Time
    stripe: Any
    product: Any
    browser: Browser

    async def opens(self, person: Any, *, language: str = "en") -> Window:
        """This person's browser, signed in anew: nobody stays so for weeks."""
        context = await self.browser.new_context(locale=language, reduced_motion="reduce")
        home = f"http://{self.house.host}"
        if person.role:
            with clock.travel(self.time.at):
                async with self.house.unit():
                    started = await sessions.start("member", person.id, generation=1)
            name = sessions.COOKIES["member"]
            person.client.headers["cookie"] = f"{name}={started.secret}"
            # Cookies of hosts are for secure pages, and a browser takes those of this machine for such.
            kept: Any = {"name": name, "value": started.secret, "url": home.replace("http:", "https:"), "secure": True}
            await context.add_cookies([kept])
        return await Window.open(context, home=home, language=language, has_scripts=True)

    async def passes(self, span: timedelta) -> None:
        """Time, here and at Stripe, whose events come in; then what is due is done."""
        self.time.at += span
        await self.stripe.advance(by=span)
        await self.goes_on()

    async def goes_on(self) -> None:
        with clock.travel(self.time.at):
            await self.stripe.deliver(self.product)
            async with unit.platform():
                await settle(self.house.id)
            await outbox.drain(self.house.id)
        directory.forget()

    async def stands(self) -> tuple[str, str]:
        async with unit.platform():
            row = await unit.fetchrow("SELECT status, plan FROM tenant WHERE id = $1", self.house.id)
        assert row is not None
        return row["status"], row["plan"]

    async def letters(self, to: Any) -> list[str]:
        """Subjects of what we wrote to them, in the language that they were written in."""
        async with self.house.unit():
            rows = await unit.fetch(
                "SELECT language, subject FROM mail WHERE to_address = $1 ORDER BY created_at, id", to.email
            )
        return [f"{row['language']}: {row['subject']}" for row in rows]


@pytest.fixture(autouse=True)
async def window() -> None:
    """This story has its own product, and windows that open in its own time."""


@pytest.fixture
async def story(product: Any, stripe: Any, browser: Browser, door: socket.socket) -> AsyncIterator[Story]:
    stripe.demand_twin("a story over weeks")
    house, time = await tests_cast.acme(product), Time(product, clock.now())
    before = list(browser.contexts)
    async with served(time, door):
        yield Story(house, time, stripe, product, browser)
        for context in set(browser.contexts) - set(before):
            await context.close()
    await house.leave()


@asynccontextmanager
async def served(app: Any, door: socket.socket) -> AsyncIterator[None]:
    """The application at this door, in this very process."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve(sockets=[door]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


async def test_a_company_pays_for_its_desk_and_comes_back_to_it(story: Story) -> None:
    olga = await on_trial(story)
    await buys(story, olga)
    await adds_a_seat(story, olga)
    await downloads_an_invoice(story, olga)
    await fails_to_pay(story)
    await only_reads(story)
    olga = await story.opens(story.house.olga, language="de")
    await pays_again(story, olga)
    await plans_less_and_thinks_better_of_it(story, olga)
    olga = await pays_for_fewer(story, olga)
    await leaves_and_comes_back(story, olga)


async def on_trial(story: Story) -> Window:
    async with unit.platform():
        ends = story.time.at + timedelta(days=9)
        sql = "UPDATE tenant SET trial_ends_at = $2, settled_at = now() WHERE id = $1"
        await unit.execute(sql, story.house.id, ends)
    async with story.house.unit():
        await unit.execute("UPDATE member SET language = 'de' WHERE id = $1", story.house.olga.id)
    await story.goes_on()
    assert await story.stands() == ("trial", "trial")
    olga = await story.opens(story.house.olga, language="de")
    await olga.goes(BILLING)
    return olga


async def buys(story: Story, olga: Window) -> None:
    """Three clicks to Stripe; the bank asks, and what is paid is there before any webhook."""
    await olga.submits(olga.page.locator(f".bill-plan-acts a[href='{BILLING}/plans']"))
    await olga.submits(olga.page.locator(f"a[href^='{BILLING}/change?plan=team']"))
    await olga.page.locator(f"form[action='{BILLING}/checkout'] button").click()
    await enters_card(olga, "4000002500003155", country="DE")
    await olga.page.locator("button[value=complete]").click()
    await olga.page.wait_for_url(f"**{BILLING}?said=paid")
    await olga.looks()
    assert await story.stands() == ("active", "team")
    await olga.sees("3155", "51,00")


async def enters_card(window: Window, number: str, **fields: str) -> None:
    """On Stripe's own page."""
    for name, text in {"number": number, "expiry": "12/34", "cvc": "123", "name": "Olga", **fields}.items():
        field = window.page.locator(f"[name={name}]")
        await (field.select_option(text) if name == "country" else field.fill(text))
    await window.page.locator("button.main").click()


async def adds_a_seat(story: Story, olga: Window) -> None:
    """An invitation beyond the seats waits; its cost is shown, and it leaves when the owner has said yes."""
    await olga.goes("/admin/invitations")
    await olga.types(addresses="nina@partner.example")
    await olga.page.select_option("[name=role]", "agent")
    await olga.submits(olga.page.locator("form[action='/admin/invitations'] [type=submit]"))
    await story.goes_on()
    async with story.house.unit():
        assert await unit.fetchval("SELECT count(*) FROM mail WHERE to_address = 'nina@partner.example'") == 0
    await olga.goes(BILLING)
    await olga.submits(olga.page.locator(f".alert a[href='{BILLING}/seats']"))
    confirm = olga.page.locator(f"#preview form[action='{BILLING}/change'] button")
    await expect(confirm).to_contain_text("€")
    await olga.submits(confirm)
    await story.goes_on()
    async with story.house.unit():
        assert await unit.fetchval("SELECT count(*) FROM mail WHERE to_address = 'nina@partner.example'") == 1


async def downloads_an_invoice(story: Story, olga: Window) -> None:
    await olga.goes(BILLING)
    async with olga.page.expect_download() as coming:
        await olga.page.locator("a[href$='/pdf']").first.click()
    arrived = await coming.value
    assert re.fullmatch(r"Invoice-.+\.pdf", arrived.suggested_filename)
    assert (await arrived.path()).read_bytes().startswith(b"%PDF")


async def fails_to_pay(story: Story) -> None:
    """The card is refused at the renewal: everything goes on for now, and the owner is told in her language."""
    customer = story.stripe.customers[0]
    card = await story.stripe.set_card(customer, "pm_card_chargeCustomerFail")
    async with story.house.unit():
        held = await unit.fetchval("SELECT id FROM billing_subscription")
    await story.stripe.call("POST", f"/v1/subscriptions/{held}", {"default_payment_method": card})
    before = len(await story.letters(story.house.olga))
    await story.passes(timedelta(days=32))
    assert await story.stands() == ("past_due", "team")
    told = (await story.letters(story.house.olga))[before:]
    assert told
    assert all(letter.startswith("de: ") for letter in told)


async def only_reads(story: Story) -> None:
    """Two weeks later agents can only read; a customer notices nothing."""
    await story.passes(timedelta(days=15))
    assert await story.stands() == ("read_only", "team")
    alice = await story.opens(story.house.alice)
    await alice.goes("/desk/tickets")
    guest = await story.opens(story.house.visitor)
    await guest.goes("/en/tickets/new")
    await guest.types(email="gina@customers.example", subject="The kettle whistles", message="Day and night.")
    await guest.submits(guest.page.locator("form[action$='/tickets/new'] [type=submit]"))
    await expect(guest.page.locator(".receipt")).to_contain_text("The kettle whistles")
    await alice.goes("/desk/tickets?view=all")
    await alice.sees("The kettle whistles")
    with clock.travel(story.time.at):
        told = {"accept": "application/json"}
        refused = await story.house.alice.post("/desk/tickets/1/notes", {"body": "Descale it."}, headers=told)
    assert refused.json()["type"] == "urn:polydesk:read-only"


async def pays_again(story: Story, olga: Window) -> None:
    """Another card at Stripe's own page, which pays the open invoice: at once everything works again."""
    await olga.goes(BILLING)
    await expect(olga.page.locator(".alert-danger a[href$='/payment']")).to_be_visible()
    await olga.page.locator(f"form[action='{BILLING}/card'] button").click()
    await enters_card(olga, "4242424242424242")
    await olga.page.wait_for_url(f"**{BILLING}?said=card")
    assert await story.stands() == ("active", "team")
    await expect(olga.page.locator(".alert-danger")).to_have_count(0)


async def plans_less_and_thinks_better_of_it(story: Story, olga: Window) -> None:
    await olga.goes(f"{BILLING}/plans")
    await olga.submits(olga.page.locator(f"a[href^='{BILLING}/change?plan=free']"))
    await expect(olga.page.locator(".bill-effects .is-serious").first).to_be_visible()
    await olga.submits(olga.page.locator(f"form[action='{BILLING}/change'] button"))
    await olga.submits(olga.page.locator(f"form[action='{BILLING}/undo'] button"))
    await expect(olga.page.locator(f"form[action='{BILLING}/undo']")).to_have_count(0)


async def pays_for_fewer(story: Story, olga: Window) -> Window:
    """A seat less: nothing changes until the period that is paid for is over, and then it does."""
    await olga.goes(f"{BILLING}/change?plan=team&cycle=month&seats=4")
    await olga.submits(olga.page.locator(f"#preview form[action='{BILLING}/change'] button"))
    assert await seats(story) == 2
    await story.passes(timedelta(days=32))
    assert await seats(story) == 1
    assert await story.stands() == ("active", "team")
    return await story.opens(story.house.olga, language="de")


async def seats(story: Story) -> int:
    """Further ones that are paid for."""
    async with story.house.unit():
        return int(await unit.fetchval("SELECT seats FROM billing_subscription"))


async def leaves_and_comes_back(story: Story, olga: Window) -> None:
    """Everything is taken along, the desk closes with what was paid for, and opens again with everything."""
    await olga.goes("/admin/export")
    await olga.submits(olga.page.locator("form[action='/admin/export'] button"))
    await story.goes_on()
    await olga.goes("/admin/export")
    async with olga.page.expect_download() as coming:
        await olga.page.locator("main a[href^='/admin/export/']").first.click()
    assert (await (await coming.value).path()).stat().st_size > 1_000
    await olga.goes(f"{BILLING}/cancel")
    await olga.submits(olga.page.locator(f"form[action='{BILLING}/cancel'] [type=submit]"))
    await story.passes(timedelta(days=32))
    assert (await story.stands())[0] == "closed"
    olga = await story.opens(story.house.olga, language="de")
    await olga.goes("/admin/closing")
    await olga.submits(olga.page.locator(f"form[action='{BILLING}/return'] button"))
    assert (await story.stands())[0] != "closed"
    async with story.house.unit():
        assert await unit.fetchval("SELECT count(*) FROM ticket WHERE subject = 'The kettle whistles'") == 1
