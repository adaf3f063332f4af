"""After a bad answer the leads hear of it once, and somebody calls back; complaints are marked and unmarked."""

import re
from datetime import timedelta
from typing import Any

import pytest
from tests_surveys import asked, rate, ticket_of, tuesday_noon

from polydesk.kernel import outbox, unit
from polydesk.kernel.clock import now, travel


@pytest.fixture
def noon() -> Any:
    with travel(tuesday_noon()):
        yield


async def told(acme: Any) -> dict[str, int]:
    """How often each member was told of a low rating."""
    with travel(now() + timedelta(hours=1)):
        await outbox.drain(acme.id)
    async with acme.unit():
        rows = await unit.fetch(
            "SELECT m.name, count(*) AS n FROM notice JOIN member m ON m.id = member_id"
            " WHERE kind = 'survey.low_score' GROUP BY 1"
        )
    return {row["name"]: row["n"] for row in rows}


async def changes_to(acme: Any, link: str, *scores: str, since: int = 0) -> None:
    """One answer after the other, a minute apart."""
    for minute, score in enumerate(scores, since):
        with travel(now() + timedelta(minutes=minute)):
            await rate(acme.visitor, link, score)


async def page_of(acme: Any, ticket: Any) -> str:
    return str((await acme.alice.get(f"/desk/tickets/{ticket.number}")).text)


async def test_a_low_rating_tells_the_leads_at_once_and_again_only_when_it_falls_from_good(
    acme: Any, noon: None
) -> None:
    ticket = await ticket_of(acme)
    link = await asked(acme)
    assert link
    await changes_to(acme, link, "2")
    first = await told(acme)
    assert first == {"Olga": 1, "Ada": 1, "Alice": 1}, "the leads, and whose ticket it is"
    await changes_to(acme, link, "1", "3", "1", since=1)
    assert await told(acme) == first, "it was bad before, and nobody is told twice"
    await changes_to(acme, link, "5", "2", since=4)
    assert await told(acme) == dict.fromkeys(first, 2)
    async with acme.unit():
        rows = await unit.fetch("SELECT ticket_id, assignee_id, times, done_at FROM survey_follow_up")
    assert [tuple(row) for row in rows] == [(ticket.id, ticket.assignee_id, 2, None)]


async def test_a_good_rating_leaves_nothing_to_do(acme: Any, noon: None) -> None:
    ticket = await ticket_of(acme)
    link = await asked(acme)
    assert link
    await rate(acme.visitor, link, "4")
    assert await told(acme) == {}
    assert "Call back about the rating" not in await page_of(acme, ticket)


async def test_a_follow_up_is_found_in_a_view_handed_over_done_and_undone(acme: Any, globex: Any, noon: None) -> None:
    ticket = await ticket_of(acme)
    link = await asked(acme)
    assert link
    await rate(acme.visitor, link, "1")
    page = await page_of(acme, ticket)
    found = re.search(rf"/desk/tickets/{ticket.number}/follow-ups/([\w-]+)/done", page)
    assert found, page
    assert "Call back about the rating" in page
    at = f"/desk/tickets/{ticket.number}/follow-ups/{found[1]}"
    view = "/desk/tickets?view=follow_ups"
    assert ticket.subject in (await acme.bob.get(view)).text

    assert (await acme.lara.post(f"{at}/done")).status_code == 403
    assert (await globex.mallory.post(f"{at}/done")).status_code == 404
    assert (await acme.alice.post(f"{at}/assignee", {"member": str(acme.bill.id)})).status_code >= 400
    assert (await acme.alice.post(f"{at}/assignee", {"member": str(acme.bob.id)})).status_code == 303
    await acme.bob.post(f"{at}/done")
    await acme.alice.post(f"{at}/done")
    page = await page_of(acme, ticket)
    assert re.search(r"Done .* by Bob", page), "who did it first"
    assert ticket.subject not in (await acme.bob.get(view)).text
    await acme.bob.post(f"{at}/undo")
    assert ticket.subject in (await acme.bob.get(view)).text
    async with acme.unit():
        assert await unit.fetchval("SELECT assignee_id FROM survey_follow_up") == acme.bob.id


async def test_a_ticket_is_marked_as_a_complaint_once_and_unmarked(acme: Any, noon: None) -> None:
    ticket = await ticket_of(acme)
    at = f"/desk/tickets/{ticket.number}/complaint"
    await acme.alice.post(at)
    await acme.bob.post(at)
    assert re.search(r"Marked as a complaint .* by Alice", await page_of(acme, ticket))
    await acme.bob.post(f"{at}/end")
    assert "Mark as a complaint" in await page_of(acme, ticket)
