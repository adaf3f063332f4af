"""What a company in Budapest promises: to a customer in New York while it is closed, and after it has changed its mind."""

import re
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect
from tests_arriving import asks
from tests_browser import PHONE, Window
from tests_company import Asked, Company, found
from tests_running import Running, link_in

pytestmark = pytest.mark.browser

BUDAPEST, NEW_YORK = ZoneInfo("Europe/Budapest"), ZoneInfo("America/New_York")
FIRST_ANSWER = timedelta(hours=4)
OPENS = clock(9)
SATURDAY = 5
CARD = "#side-promises"
REPORT = "/admin/reports/service-levels"


@pytest.fixture
async def duna(polydesk: Running, window: Any, request: pytest.FixtureRequest) -> Company:
    """A company with the hours and the policy that sign-up proposes; holidays are left out, for they would need counting."""
    slug = f"duna-{request.node.name.split('_')[1]}"  # each scene has its own, for both change what it promises
    company = await found(polydesk, window, slug, zone="Europe/Budapest")
    olga = company.owner
    await olga.goes("/admin/hours")
    await olga.submits("Edit")
    await expect(olga.page.locator("[name=zone]")).to_have_value("Europe/Budapest")
    await expect(olga.page.locator("[name=mon_from]")).to_have_value(f"{OPENS:%H:%M}")
    for calendar in await olga.page.locator("[name=calendars]").all():
        await calendar.uncheck()
    await olga.submits("Save", within="header, .page-header, main")
    await olga.sees("Saved.")
    return company


async def test_closed_in_budapest_promised_in_new_york(duna: Company, window: Any, polydesk: Running) -> None:
    """Form, receipt, ticket and mail name one instant by the customer's clock, the desk the same one by its own."""
    opens = await closes_for_two_days(duna.owner)
    due = opens + FIRST_ANSWER
    promised = [
        f"We open again {by_the_wall(opens, NEW_YORK)}.",
        f"You get a first answer by {by_the_wall(due, NEW_YORK)}.",
    ]

    nia = await window(home=duna.home, size=PHONE, zone="America/New_York")
    await nia.goes("/en/tickets/new")
    await nia.sees(*promised, within="#promise")
    ticket = await asks(nia, email="nia@hudson.example", subject="The chain slips", message="In third gear.")
    await nia.sees(*promised, within=".receipt")
    mail = await polydesk.letter("nia@hudson.example", "You get a first answer by")
    read = " ".join(mail.text.split())
    assert all(sentence in read for sentence in promised), read
    await nia.goes(link_in(mail, "/t/"))
    await nia.sees(*promised, within="main")

    olga = duna.owner
    await olga.goes(f"/desk/tickets/{ticket.number}")
    shown = olga.page.locator(f"{CARD} .promise-state", has_text="First response").locator("time").first
    await expect(shown).to_contain_text(f"{due.astimezone(BUDAPEST):%-I:%M %p}")
    assert datetime.fromisoformat(str(await shown.get_attribute("datetime"))) == due
    here = due.astimezone(BUDAPEST)
    await expect(shown).to_have_attribute("title", re.compile(rf"{here:%-I:%M}.*in Budapest \({here:%Z}\)"))


async def test_another_policy_leaves_old_results_untouched(duna: Company) -> None:
    """For new tickets only: whatever was promised before, answered or not, is told and counted as it was."""
    done = await duna.was_asked(email="nia@before.example", subject="A bent spoke", message="Which size?")
    still_open = await duna.was_asked(
        email="nia@before.example", subject="A loose pedal", message="Left or right thread?"
    )
    olga = duna.owner
    await resolves(olga, done)
    receipt = await receipt_of(olga, done)
    assert "8×5 standard, version 1" in receipt
    assert "4 h of support time" in receipt
    counted, tickets = await reported(olga)

    await olga.goes("/admin/service-levels")
    await olga.submits("Edit 8×5 standard")
    await olga.types(target_first_response_normal_n="1", target_resolution_normal_n="2")
    await olga.submits("Publish")
    assert olga.path.startswith("/admin/changes/"), "what the change would do is shown before it is done"
    await olga.sees("Normal", "The last 90 days, replayed", within="main")
    await olga.submits("Apply to new tickets only")
    await olga.sees("The policy is in force.")

    after = await duna.was_asked(email="nia@before.example", subject="A flat tyre", message="Again.")
    assert await receipt_of(olga, done) == receipt
    assert await reported(olga) == (counted, tickets)
    await olga.goes(f"/desk/tickets/{still_open.number}/service-level")
    await olga.sees("8×5 standard, version 1", "16 h of support time", within="main")
    await olga.goes(f"/desk/tickets/{after.number}/service-level")
    await olga.sees("8×5 standard, version 2", "1 h of support time", "2 h of support time", within="main")
    await expect(olga.page.locator("main")).not_to_contain_text("version 1,")
    await olga.goes("/admin/service-levels")
    await olga.sees("1 h", "2 h", within=".policy-list")


async def closes_for_two_days(olga: Window) -> datetime:
    """Today and tomorrow. When it opens again: nine o'clock on the next day that is no weekend."""
    today = datetime.now(BUDAPEST).date()
    await olga.goes("/admin/hours/exceptions")
    await olga.types(first=today.isoformat(), last=(today + timedelta(days=1)).isoformat(), note="We are moving")
    await olga.submits("Add")
    await olga.sees("We are moving", within=".rule-list")
    day = today + timedelta(days=2)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, BUDAPEST)


def by_the_wall(at: datetime, zone: ZoneInfo) -> str:
    """`Tue, Nov 24, 2026, 10:30 AM (CET)`, as a customer reads it."""
    return f"{at.astimezone(zone):%a, %b %-d, %Y, %-I:%M %p (%Z)}"


async def resolves(olga: Window, ticket: Asked) -> None:
    await olga.goes(f"/desk/tickets/{ticket.number}")
    await olga.page.locator("#composer textarea").first.fill("Two millimetres.")
    await olga.presses("Send and resolve")
    await olga.sees("2 promises are done", within=CARD)


async def receipt_of(olga: Window, ticket: Asked) -> str:
    """All that it says of the promises, to the second."""
    await olga.goes(f"/desk/tickets/{ticket.number}/service-level")
    await olga.sees("Recomputed: agrees")
    return "\n".join(await olga.page.locator(".receipt-sheet").all_inner_texts())


async def reported(olga: Window) -> tuple[str, list[str]]:
    """What the report counts, and what it says of the tickets behind."""
    await olga.goes(f"{REPORT}?by=policy")
    counted = await olga.page.locator("#attainment").inner_text()
    await olga.submits(olga.page.locator("#attainment tfoot a").first)
    return counted, await olga.page.locator(".audit-entry").all_inner_texts()
