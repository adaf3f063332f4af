"""Everything that matters works in a browser that runs no script."""

from typing import Any

import pytest
from playwright.async_api import expect
from tests_arriving import asks
from tests_browser import PHONE
from tests_company import Company
from tests_running import link_in

pytestmark = pytest.mark.browser

CORA = "cora@noscript.example"


async def test_from_the_search_to_the_rating(acme: Company, window: Any) -> None:
    cora = await acme.visitor(scripts=False, size=PHONE)
    await cora.goes("/en/")
    await cora.page.fill("#hero-q", "brakes that squeal")
    async with cora.page.expect_navigation():
        await cora.page.keyboard.press("Enter")
    await cora.submits("Squealing brakes")
    await cora.sees("Wipe the rims")

    ticket = await asks(
        cora, email=CORA, subject="No scripts here", message="Still squeals.", file=("squeal.txt", b"eee")
    )
    await cora.submits("See my ticket")
    await cora.sees("squeal.txt")
    await cora.types(message="It is louder now.")
    await cora.submits("Send")
    await cora.sees("Your message has arrived.", "It is louder now.")

    alice = await window(home=acme.home, scripts=False)
    await acme.signs_in("alice", alice)
    await alice.goes("/desk/tickets")
    await alice.submits("No scripts here")
    await alice.submits("Assign to me")
    await alice.types(body="A drop of oil on the hinge.")
    await alice.submits("Send and resolve")
    await alice.sees("A drop of oil on the hinge.", within="#thread")
    await expect(alice.page.get_by_role("button", name="Reopen")).to_be_visible()

    await acme.polydesk.letter(CORA, "A drop of oil")
    survey = await acme.polydesk.letter(CORA, "How did we do?")
    await cora.goes(link_in(survey, "/rate/"))
    await cora.page.check("[name=score][value='3']")
    await cora.reads_on()
    await cora.submits("Confirm my answer")
    await cora.sees("Thank you!")
    await alice.goes(f"/desk/tickets/{ticket.number}")
    await alice.sees("Rating", within="#ticket-side")
