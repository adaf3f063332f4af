"""A promise in a real browser: it pauses, goes on, is missed; its receipt tells all of it, to us and to the customer."""

import re
from typing import Any

import pytest
from playwright.async_api import expect
from tests_browser import PHONE
from tests_company import Company
from tests_passing import time_passes
from tests_running import Running

pytestmark = pytest.mark.browser

CARD = "#side-promises"
# Of four hours to a solution, though two have gone by.
ALL_BUT_THE_PAUSE = re.compile(r"(4 h|3 h [45]\d min) left")


async def test_pause_resume_breach_receipt(acme: Company, window: Any, polydesk: Running) -> None:
    olga, alice = await window(home=acme.home), await window(home=acme.home)
    await acme.signs_in("olga", olga)
    await acme.signs_in("alice", alice)
    await olga.goes("/admin/service-levels/new?preset=critical")
    await olga.types(target_update_urgent_n="")  # updates pause and go on as well: one of them is enough to look at
    await olga.submits("Publish")
    await olga.submits(olga.page.locator("button.btn-primary[name=open]"))
    ticket = await acme.was_asked(email="vera@smoke.example", subject="Smoke from the hub", message="What do I do?")

    await alice.goes(f"/desk/tickets/{ticket.number}")
    await alice.page.select_option("#f-priority", "urgent")
    await alice.sees("24/7 critical", "First response", "Due soon", "min left", within=CARD)
    await alice.page.locator("#composer textarea").first.fill("Stop riding. Is it hot?")
    await alice.presses("Send and wait")
    await alice.sees("Paused: waiting for the customer", "1 promise is done", within=CARD)

    await time_passes(polydesk, acme.slug, ticket.number, hours=2)
    guest = await window(home=acme.home, size=PHONE)
    await guest.goes(ticket.link)
    await guest.types(message="It is.")
    await guest.submits(guest.page.locator("form[action$='/messages'] [type=submit]"))
    await alice.sees("Next response", "Due soon", within=CARD)
    await expect(alice.page.locator(CARD)).to_contain_text(ALL_BUT_THE_PAUSE)

    await time_passes(polydesk, acme.slug, ticket.number, hours=1)
    await alice.sees("Overdue by 3", within=CARD)
    await alice.submits("Why this time", within=CARD)
    await alice.sees("Recomputed: agrees", "has not come yet: overdue by 3", "Paused: waiting for the customer")
    await expect(alice.page.locator(".segment-paused .segment-when")).to_have_count(1)
    await alice.submits("Make a link", within="aside")
    link = await alice.page.locator(".receipt-links input").input_value()

    await guest.goes(link)
    await guest.sees("We wanted to answer by", "Waiting for your answer", within="main")
    assert not any("Overdue" in text or "Missed" in text for text in await guest.says())

    await olga.goes(f"/desk/tickets/{ticket.number}/service-level")
    await olga.presses(olga.page.locator(".excuse summary"))
    await olga.types(reason="The hub was on fire")
    await olga.submits("Excuse")
    await olga.sees("Excused by Olga", "The hub was on fire", "Recomputed: agrees")
    await olga.submits("Withdraw this link", within="aside")
    answer = await guest.page.goto(link)
    assert answer is not None
    assert answer.status == 410
