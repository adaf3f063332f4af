"""The card beside a ticket, the page of its receipt, excuses, and links for customers."""

import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests_sla import Desk, standard
from tests_watch import at

from polydesk.customers import organisations
from polydesk.hours.instants import moment_of
from polydesk.kernel.clock import travel
from polydesk.schedules import exceptions
from polydesk.sla import contracts, receipt_links
from polydesk.sla.contract import Terms
from polydesk.sla.policy import Options
from polydesk.tickets import changing


class Reader:
    """Pages as somebody reads them at an instant; tags are dropped where words are wanted."""

    def __init__(self, desk: Desk, ticket_id: UUID, number: int) -> None:
        self.desk, self.id, self.number = desk, ticket_id, number

    @property
    def page(self) -> str:
        return f"/desk/tickets/{self.number}/service-level"

    async def reads(self, when: str, path: str = "", who: str = "alice") -> Any:
        with travel(moment_of(at(when))):
            return await self.desk.house.people[who].get(path or self.page)

    async def sends(self, when: str, path: str, data: dict[str, str] | None = None, who: str = "ada") -> Any:
        with travel(moment_of(at(when))):
            return await self.desk.house.people[who].post(self.page + path, data or {})

    async def link(self, when: str) -> str:
        assert (await self.sends(when, "/links", who="alice")).status_code == 303
        found = re.search(r"/service-level/[\w-]{20,}", (await self.reads(when)).text)
        assert found is not None
        return found[0]


def words(text: str) -> str:
    """What can be read of a page."""
    text = re.sub(r"<(script|style|head|svg).*?</\1>", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text)).replace("\u202f", " ").replace("&#39;", "'")


@pytest.fixture
async def asked(desk: Desk) -> Reader:
    """Asked on a Friday at 16:30 in Rome; 4 hours until the first response, 16 until the resolution."""
    ticket_id = await desk.asks("03-06T15:30")
    return Reader(desk, ticket_id, (await desk.ticket(ticket_id)).number)


async def test_the_card_tells_support_time_beside_the_wall(asked: Reader) -> None:
    page = (await asked.reads("03-09T09:10", f"/desk/tickets/{asked.number}")).text
    card = page.partition('id="side-promises"')[2].partition("</section>")[0]
    assert "2 h 20 min of support time left" in words(card)
    assert "Due soon" not in words(card)
    assert 'title="Mon, Mar 9, 12:30\u202fPM in Rome (CET)"' in card
    assert asked.page in card


async def test_the_card_tells_what_is_overdue_paused_and_done(asked: Reader) -> None:
    await asked.desk.sweeps("03-09T12:00")
    late = words((await asked.reads("03-09T13:30", f"{asked.page}/card")).text)
    assert "Overdue by 2 h of support time" in late
    await asked.desk.replies(asked.id, "03-09T14:00", then="waiting_customer")
    paused = words((await asked.reads("03-09T15:00", f"{asked.page}/card")).text)
    assert "Paused: waiting for the customer" in paused
    assert "9 h 30 min of support time left" in paused
    assert "1 promise is done" in paused
    assert "Missed" in paused


async def test_the_card_says_that_hours_are_empty(acme: Any) -> None:
    desk = await Desk.opens(acme, weekly={})
    ticket_id = await desk.asks("03-06T15:30")
    reader = Reader(desk, ticket_id, (await desk.ticket(ticket_id)).number)
    card = words((await reader.reads("03-06T16:00", f"{reader.page}/card")).text)
    assert "No due time" in card
    assert "Support hours are empty" in card
    assert "has no due time: support hours are empty." in words((await reader.reads("03-06T16:00")).text)


async def test_a_met_promise_says_by_how_much(asked: Reader) -> None:
    await asked.desk.replies(asked.id, "03-09T11:05")
    page = words((await asked.reads("03-09T12:00")).text)
    verdict = "First response was due Mon, Mar 9, 12:30 PM and came Mon, Mar 9, 12:05 PM: met with 25 min of support time to spare."
    assert verdict in page
    assert "Recomputed: agrees" in page
    assert "Why this policy" in page


async def test_every_stretch_stands_with_its_cause_and_the_sum_so_far(asked: Reader) -> None:
    desk = asked.desk
    async with desk.moment("03-08T10:00"):
        await exceptions.add(desk.schedule_id, date(2026, 3, 10), kind="closed", note="Office move <b>", by=desk.ada)
    await desk.waits(asked.id, "03-11T09:00")
    await desk.writes(asked.id, "03-11T10:00")
    page = (await asked.reads("03-11T12:00")).text
    resolution = words(page.partition("<h2 id=")[2].partition("Resolution</h2>")[2])
    for told in ("Support hours", "Outside support hours", "Office move &lt;b&gt;", "Paused: waiting for the customer"):
        assert told in resolution
    assert "policy version 1, hours version 1" in resolution
    assert "policy version 1, hours version 2" in resolution
    assert "<b>" not in page.replace("<body", "")


async def test_a_miss_tells_its_true_second_and_when_it_was_noticed(asked: Reader) -> None:
    await asked.desk.replies(asked.id, "03-09T14:00")
    page = words((await asked.reads("03-09T15:00")).text)
    assert "was due Mon, Mar 9, 12:30 PM and came Mon, Mar 9, 3:00 PM: missed by 2 h 30 min of support time." in page
    assert "Missed Mon, Mar 9, 12:30 PM, noticed Mon, Mar 9, 3:00 PM." in page


async def test_a_miss_is_excused_and_counted_again(asked: Reader) -> None:
    await asked.desk.replies(asked.id, "03-09T14:00")
    timer_id = str((await asked.desk.timer(asked.id, "first_response")).id)
    refused = await asked.sends("03-09T15:00", "/excuses", {"timer_id": timer_id, "reason": "x"})
    assert refused.status_code == 422
    assert f'id="reason-{timer_id}-error"' in refused.text
    reason = "A <power> cut"
    answer = await asked.sends("03-09T15:00", "/excuses", {"timer_id": timer_id, "reason": reason})
    assert answer.status_code == 303
    page = (await asked.reads("03-09T15:00", who="ada")).text
    assert "A &lt;power&gt; cut" in page
    assert "Excused" in page
    answer = await asked.sends("03-09T15:01", "/excuses/withdrawal", {"timer_id": timer_id, "reason": reason})
    assert answer.status_code == 303
    assert (await asked.desk.timer(asked.id, "first_response")).excused_at is None


async def test_agents_excuse_nothing_and_nobody_excuses_other_tickets_here(asked: Reader) -> None:
    await asked.desk.replies(asked.id, "03-09T14:00")
    excuse = {"timer_id": str((await asked.desk.timer(asked.id, "first_response")).id), "reason": "A power cut"}
    assert (await asked.sends("03-09T15:00", "/excuses", excuse, who="alice")).status_code == 403
    assert "Excuse this miss" not in (await asked.reads("03-09T15:00")).text
    other_id = await asked.desk.asks("03-09T14:00")
    other = Reader(asked.desk, other_id, (await asked.desk.ticket(other_id)).number)
    assert (await other.sends("03-09T15:00", "/excuses", excuse)).status_code == 404


async def test_a_link_shows_customers_their_words_and_nothing_of_ours(asked: Reader, acme: Any) -> None:
    await asked.desk.replies(asked.id, "03-09T14:00")
    link = await asked.link("03-09T15:00")
    with travel(moment_of(at("03-09T15:00"))):
        answer = await acme.visitor.get(link)
    assert answer.status_code == 200
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    said = words(answer.text)
    assert "We promised an answer by Mon, Mar 9, 12:30 PM and answered Mon, Mar 9, 3:00 PM" in said
    assert "by the clock of Rome" in said
    assert "All times in the time zone Rome" in said
    for ours in ("breach", "Missed", "Alice", "policy version", "Excuse", "Standard"):
        assert ours not in said


async def test_a_link_ends_by_withdrawal_and_by_time(asked: Reader, acme: Any) -> None:
    first, second = await asked.link("03-09T15:00"), await asked.link("03-09T16:00")
    assert first != second
    page = (await asked.reads("03-09T16:00")).text
    keys = re.findall(r"/links/([0-9a-f]{64})/withdrawal", page)
    assert len(keys) == 2
    assert (await asked.sends("03-09T17:00", f"/links/{keys[0]}/withdrawal", who="alice")).status_code == 303
    with travel(moment_of(at("03-09T17:00"))):
        assert (await acme.visitor.get(second)).status_code == 410
        assert (await acme.visitor.get(first)).status_code == 200
        almost = first[:-1] + ("A" if first[-1] != "A" else "B")
        assert (await acme.visitor.get(almost)).status_code == 404
    with travel(moment_of(at("04-09T15:00"))):
        assert (await acme.visitor.get(first)).status_code == 410
    async with acme.unit() as unit:
        told = await unit.fetch("SELECT action FROM audit WHERE subject_id = $1 ORDER BY at, id", asked.id)
    assert [row["action"] for row in told] == ["sla.receipt_shared"] * 2 + ["sla.receipt_withdrawn"]


async def test_a_link_ends_when_the_ticket_becomes_somebody_elses(asked: Reader, acme: Any) -> None:
    link = await asked.link("03-09T15:00")
    await asked.desk.does(asked.id, "03-09T16:00", changing.set_person, address="emil@customers.example")
    with travel(moment_of(at("03-09T16:01"))):
        assert (await acme.visitor.get(link)).status_code == 410


async def test_a_link_opens_nothing_at_another_company(asked: Reader, globex: Any) -> None:
    link = await asked.link("03-09T15:00")
    with travel(moment_of(at("03-09T15:00"))):
        assert (await globex.visitor.get(link)).status_code == 404
        assert (await globex.mallory.get(asked.page)).status_code == 404


async def test_light_agents_read_but_make_no_links(asked: Reader) -> None:
    page = await asked.reads("03-09T15:00", who="lara")
    assert page.status_code == 200
    assert "Make a link" not in page.text
    assert (await asked.sends("03-09T15:00", "/links", who="lara")).status_code == 403


async def test_a_policy_that_tells_customers_nothing_stays_silent_in_links(acme: Any) -> None:
    desk = await Desk.opens(acme, standard(options=Options(shows_promise=False)))
    ticket_id = await desk.asks("03-06T15:30")
    reader = Reader(desk, ticket_id, (await desk.ticket(ticket_id)).number)
    link = await reader.link("03-09T09:00")
    with travel(moment_of(at("03-09T09:00"))):
        said = words((await acme.visitor.get(link)).text)
    assert "nothing to show here" in said
    assert "We will" not in said


async def test_the_contract_stands_on_the_card_and_the_receipt(acme: Any) -> None:
    desk = await Desk.opens(acme)
    known = await desk.ticket(await desk.asks("03-02T08:00"))
    async with desk.moment("03-02T09:00"):
        organisation_id = await organisations.found("Lamp Lovers")
        await organisations.assign(known.person_id, to=organisation_id)
        await contracts.found(organisation_id, Terms("Gold for lamps", date(2026, 1, 1)), by=desk.ada)
    ticket_id = await desk.asks("03-06T15:30")
    reader = Reader(desk, ticket_id, (await desk.ticket(ticket_id)).number)
    for path in (f"/desk/tickets/{reader.number}", f"{reader.page}/card", reader.page):
        assert "Gold for lamps" in words((await reader.reads("03-06T16:00", path)).text)


async def test_a_long_receipt_has_pages_and_an_excuse_comes_back_to_its_own(asked: Reader) -> None:
    """Seventeen promises, of which the first was missed: it stands on the second page."""
    desk = asked.desk
    for day in range(9, 14):
        for hour in (12, 13, 14):
            await desk.replies(asked.id, f"03-{day:02}T{hour}:30")
            await desk.writes(asked.id, f"03-{day:02}T{hour}:45")
    first = (await asked.reads("03-13T15:00", who="ada")).text
    second = (await asked.reads("03-13T15:00", asked.page + "?page=2", who="ada")).text
    ids = [re.findall(r'<article class="card receipt-sheet" id="p-([0-9a-f-]{36})"', text) for text in (first, second)]
    assert [len(each) for each in ids] == [12, 5]
    assert not set(ids[0]) & set(ids[1])
    assert ('rel="next"' in first, 'rel="next"' in second) == (True, False)
    assert "Recomputed: agrees" in second
    missed = re.findall(r'id="reason-([0-9a-f-]{36})"', second)
    assert missed[0] == ids[1][0]
    excused = await asked.sends("03-13T15:00", "/excuses", {"timer_id": missed[0], "reason": "The fair"})
    assert f"?page=2&said=excused#p-{missed[0]}" in excused.headers["location"]


async def test_links_are_forgotten_a_month_after_they_expired(asked: Reader) -> None:
    there = await asked.link("03-09T10:00")
    for when, status in (("05-01T10:00", 410), ("05-09T10:00", 404)):
        with travel(moment_of(at(when))):
            async with asked.desk.house.unit():
                await receipt_links.forget_expired()
            assert (await asked.desk.house.visitor.get(there)).status_code == status
