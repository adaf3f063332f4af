"""Reports by mail: at eight where the reader is, in their language, once; stopped by one click and begun again."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests_surveys import ticket_of

from polydesk.kernel import outbox, unit
from polydesk.kernel.clock import now, travel
from polydesk.reports.report_mails import Clocks, following
from tenants import directory

PAGE = "/admin/reports/mails"
ROME, TOKYO, NEW_YORK = ZoneInfo("Europe/Rome"), ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")


async def mails_to(acme: Any, who: Any) -> list[Any]:
    async with acme.unit():
        return await unit.fetch(
            "SELECT subject, html, text, headers, language FROM mail WHERE kind = 'report' AND to_address = $1"
            " ORDER BY created_at, id",
            who.email,
        )


async def work_through(acme: Any) -> None:
    async with acme.unit():
        await outbox.enqueue("reports.mail")
    await outbox.drain(acme.id)


async def next_of(acme: Any) -> datetime:
    async with acme.unit():
        found: datetime = await unit.fetchval("SELECT next_at FROM report_mail")
        return found


def test_each_comes_at_the_first_eight_oclock_after_its_time_is_over() -> None:
    friday = datetime(2026, 3, 27, 12, tzinfo=UTC)
    until, at = following("weekly", friday, by=Clocks(ROME, ROME))
    assert (until, at.astimezone(ROME)) == (
        date(2026, 3, 29),
        datetime(2026, 3, 30, 8, tzinfo=ROME),
    )  # clocks were moved
    until, at = following("weekly", friday, by=Clocks(TOKYO, NEW_YORK))
    assert (until, at.astimezone(TOKYO)) == (date(2026, 3, 29), datetime(2026, 3, 31, 8, tzinfo=TOKYO))
    until, at = following("monthly", friday, by=Clocks(ROME, ROME))
    assert (until, at.astimezone(ROME)) == (date(2026, 3, 31), datetime(2026, 4, 1, 8, tzinfo=ROME))
    until, at = following("weekly", datetime(2026, 3, 30, 5, 59, tzinfo=UTC), by=Clocks(ROME, ROME))
    assert (until, at) == (date(2026, 3, 29), datetime(2026, 3, 30, 6, tzinfo=UTC))
    assert following("weekly", at, by=Clocks(ROME, ROME))[0] == date(2026, 4, 5)


async def test_it_comes_once_with_the_figures_of_the_week_in_the_readers_language(acme: Any) -> None:
    async with acme.unit():
        await unit.execute("UPDATE member SET language = 'de', zone = 'Asia/Tokyo' WHERE id = $1", acme.ada.id)
    await ticket_of(acme)
    query = "span=year&by=team&channel=portal"
    begun = await acme.ada.post(PAGE, {"report": "tickets", "rhythm": "weekly", "query": query})
    assert begun.status_code == 303
    assert (await acme.ada.post(PAGE, {"report": "tickets", "rhythm": "weekly", "query": query})).status_code == 303
    due = await next_of(acme)
    assert due.astimezone(TOKYO).hour == 8
    with travel(due - timedelta(minutes=1)):
        await work_through(acme)
    assert await mails_to(acme, acme.ada) == []
    with travel(due + timedelta(minutes=2)):
        await work_through(acme)
        await work_through(acme)
    (mail,) = await mails_to(acme, acme.ada)
    assert mail["language"] == "de"
    assert "channel=portal" in mail["html"]
    assert "/admin/reports/tickets/groups.csv?span=days" in mail["html"]
    assert await next_of(acme) - due >= timedelta(days=6, hours=22)


@pytest.mark.parametrize("report", ["tickets", "surveys", "service-levels"])
async def test_each_report_can_be_had_and_its_link_opens_what_the_mail_told(acme: Any, report: str) -> None:
    address = f"/admin/reports/{report}"
    page = (await acme.ada.get(address)).text
    assert 'action="/admin/reports/mails"' in page
    await acme.ada.post(PAGE, {"report": report, "rhythm": "monthly", "query": ""})
    with travel(await next_of(acme) + timedelta(seconds=1)):
        await work_through(acme)
    (mail,) = await mails_to(acme, acme.ada)
    link = re.search(rf"{address}\?span=days&amp;since=[\d-]+-01&amp;until=[\d-]+", mail["html"])
    assert link
    assert (await acme.ada.get(link[0].replace("&amp;", "&"))).status_code == 200
    assert "http" in mail["text"]


async def test_one_click_stops_it_without_signing_in_and_its_reader_begins_again(acme: Any, globex: Any) -> None:
    await acme.ada.post(PAGE, {"report": "surveys", "rhythm": "weekly", "query": ""})
    first = await next_of(acme)
    with travel(first):
        await work_through(acme)
    (mail,) = await mails_to(acme, acme.ada)
    link = re.search(r"/report-mails/[\w.-]+", str(mail["headers"]))
    assert link
    assert "List-Unsubscribe-Post" in str(mail["headers"])
    assert (await acme.visitor.get(link[0])).status_code == 200
    assert (await acme.visitor.post(link[0][:-1] + "~")).status_code == 410
    assert (await globex.visitor.post(link[0])).status_code == 410
    assert "Stopped" not in (await acme.ada.get(PAGE)).text  # a GET changed nothing
    assert (await acme.visitor.post(link[0])).status_code == 303  # the button on the page
    assert (await acme.visitor.post(link[0], {"List-Unsubscribe": "One-Click"})).status_code == 200
    page = (await acme.ada.get(PAGE)).text
    assert "Stopped" in page
    with travel(first + timedelta(days=14)):
        await work_through(acme)
    assert len(await mails_to(acme, acme.ada)) == 1
    again = re.search(rf"{PAGE}/[\w-]+/beginning", page)
    assert again
    assert (await acme.olga.post(again[0])).status_code == 404  # everybody has their own
    assert (await acme.ada.post(again[0])).status_code == 303
    with travel(await next_of(acme)):
        await work_through(acme)
    assert len(await mails_to(acme, acme.ada)) == 2


async def test_whoever_may_not_read_reports_any_more_gets_none(acme: Any) -> None:
    await acme.ada.post(PAGE, {"report": "tickets", "rhythm": "weekly", "query": ""})
    async with acme.unit():
        await unit.execute("UPDATE member SET role = 'agent' WHERE id = $1", acme.ada.id)
    with travel(await next_of(acme)):
        await work_through(acme)
        assert await mails_to(acme, acme.ada) == []
        assert await next_of(acme) > now()


@pytest.mark.parametrize("status", ["closed", "suspended"])
async def test_a_shut_house_sends_none_and_goes_on_with_the_next_once_it_is_open(acme: Any, status: str) -> None:
    await acme.ada.post(PAGE, {"report": "tickets", "rhythm": "weekly", "query": ""})
    before = await standing_as(acme, status)
    with travel(await next_of(acme)):
        await work_through(acme)
        assert await mails_to(acme, acme.ada) == []
    await standing_as(acme, before)
    with travel(await next_of(acme)):
        await work_through(acme)
    assert len(await mails_to(acme, acme.ada)) == 1


async def standing_as(acme: Any, status: str) -> str:
    """Answers as what it stood before."""
    async with unit.platform():
        before: str = await unit.fetchval("SELECT status FROM tenant WHERE id = $1", acme.id)
        await unit.execute("UPDATE tenant SET status = $2 WHERE id = $1", acme.id, status)
    directory.forget()
    return before
