"""One ticket on the desk: what it costs, who may do what, and that a reply and a note are never mistaken."""

from typing import Any

import pytest

from polydesk.fields.catalogue import catalogue
from polydesk.tickets import categories
from tenants.brands import brands


@pytest.fixture
async def number(ask: Any) -> int:
    return int(await ask())


async def test_it_takes_three_statements_however_much_was_said(acme: Any, number: int, counting: Any) -> None:
    for word in ("first", "second", "third"):
        await acme.alice.post(f"/desk/tickets/{number}/notes", {"body": f"The {word} note @Bob"})
    async with acme.unit():
        await catalogue()  # what the company asks in its forms is in memory, and its categories
        await categories.known()
        await brands()
    with counting() as statements:
        page = await acme.alice.get(f"/desk/tickets/{number}")
    assert page.status_code == 200
    assert "The third note" in page.text
    assert len(statements) <= 3, statements


async def test_what_its_survey_stands_at_costs_a_statement(acme: Any, number: int, counting: Any) -> None:
    await acme.alice.post(f"/desk/tickets/{number}/replies", {"body": "Here it is.", "then": "resolved"})
    await acme.alice.get(f"/desk/tickets/{number}")
    with counting() as statements:
        page = await acme.alice.get(f"/desk/tickets/{number}")
    assert page.status_code == 200
    assert len(statements) <= 4, statements


async def test_it_sends_a_reply_and_waits(acme: Any, number: int) -> None:
    answer = await acme.alice.post(
        f"/desk/tickets/{number}/replies", {"body": "Here it is.", "then": "waiting_customer"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/tickets/{number}")
    page = (await acme.alice.get(f"/desk/tickets/{number}")).text
    assert "Here it is." in page
    assert "Waiting for the customer" in page


async def test_it_swaps_the_regions_that_a_reply_changes(acme: Any, number: int) -> None:
    answer = await acme.alice.swap(
        "POST", f"/desk/tickets/{number}/replies", data={"body": "Done.", "then": "resolved"}
    )
    assert answer.status_code == 200
    for region in ("ticket-head", "thread", "composer", "ticket-side"):
        assert f'id="{region}"' in answer.text
    assert "<html" not in answer.text
    assert "Reopen" in answer.text


async def test_it_hides_tickets_from_another_tenant(globex: Any, acme: Any, number: int) -> None:
    answer = await globex.mallory.get(f"/desk/tickets/{number}")
    assert answer.status_code == 404
    answer = await globex.mallory.post(f"/desk/tickets/{number}/notes", {"body": "I was here"})
    assert answer.status_code == 404


async def test_it_gives_light_agents_the_note_alone(acme: Any, number: int) -> None:
    page = (await acme.lara.get(f"/desk/tickets/{number}")).text
    assert "Add internal note" in page
    assert "Send and wait" not in page
    assert (await acme.lara.post(f"/desk/tickets/{number}/replies", {"body": "Hi"})).status_code == 403
    assert (await acme.lara.post(f"/desk/tickets/{number}/notes", {"body": "Seen."})).status_code == 303
    assert (await acme.lara.post(f"/desk/tickets/{number}/resolution")).status_code == 403


async def test_it_asks_first_when_something_arrived_and_keeps_the_text(acme: Any, number: int) -> None:
    seen = {"seen": "1", "then": "open"}
    await acme.bob.post(f"/desk/tickets/{number}/replies", {"body": "Bob was faster.", **seen})
    late = await acme.alice.post(f"/desk/tickets/{number}/replies", {"body": "My long answer", **seen})
    assert late.status_code == 422
    assert "New messages arrived while you were writing" in late.text
    assert "My long answer" in late.text
    assert 'name="seen" value="2"' in late.text
    again = await acme.alice.post(
        f"/desk/tickets/{number}/replies", {"body": "My long answer", "seen": "2", "then": "open"}
    )
    assert again.status_code == 303


async def test_it_refuses_an_empty_reply_beside_the_field(acme: Any, number: int) -> None:
    answer = await acme.alice.swap("POST", f"/desk/tickets/{number}/replies", data={"body": "  "})
    assert answer.status_code == 422
    assert "Please write something" in answer.text


async def test_it_keeps_drafts_per_agent_and_ticket(acme: Any, number: int) -> None:
    kept = await acme.alice.swap("POST", f"/desk/tickets/{number}/draft?kind=reply", data={"body": "Half an answ"})
    assert "Draft kept" in kept.text
    assert "Half an answ" in (await acme.alice.get(f"/desk/tickets/{number}")).text
    assert "Half an answ" not in (await acme.bob.get(f"/desk/tickets/{number}")).text
    await acme.alice.post(f"/desk/tickets/{number}/replies", {"body": "Whole", "then": "open"})
    assert "Half an answ" not in (await acme.alice.get(f"/desk/tickets/{number}")).text


@pytest.mark.parametrize(
    ("noun", "data", "shows"),
    [
        ("assignment", {"member": ""}, "Nobody"),
        ("status", {"to": "waiting_third_party"}, "Waiting for others"),
        ("priority", {"priority": "urgent"}, "Urgent"),
        ("subject", {"subject": "A better subject"}, "A better subject"),
        ("resolution", {}, "Reopen"),
        ("spam", {"learn": "address"}, "Not spam"),
        ("followers", {}, "Stop following"),
    ],
)
async def test_it_changes_one_thing_with_and_without_scripts(
    acme: Any, ask: Any, noun: str, data: dict[str, str], shows: str
) -> None:
    plain, swapped = await ask("By form"), await ask("By htmx")
    answer = await acme.alice.post(f"/desk/tickets/{plain}/{noun}", data)
    assert answer.status_code == 303
    assert shows in (await acme.alice.get(f"/desk/tickets/{plain}")).text
    answer = await acme.alice.swap("POST", f"/desk/tickets/{swapped}/{noun}", data=data)
    assert answer.status_code == 200
    assert shows in answer.text


async def test_it_takes_back_by_deleting(acme: Any, number: int) -> None:
    for noun in ("resolution", "spam", "followers"):
        await acme.alice.post(f"/desk/tickets/{number}/{noun}", {})
        assert (await acme.alice.delete(f"/desk/tickets/{number}/{noun}")).status_code == 303


async def test_it_assigns_to_me(acme: Any, number: int) -> None:
    await acme.alice.post(f"/desk/tickets/{number}/assignment", {"member": str(acme.alice.id)})
    page = (await acme.alice.get(f"/desk/tickets/{number}")).text
    assert "Assign to me" not in page
    assert f'id="t{number}"' in (await acme.alice.get("/desk/tickets?view=mine")).text


async def test_it_leads_to_the_next_most_urgent(acme: Any, ask: Any) -> None:
    first, second = await ask("One"), await ask("Two")
    answer = await acme.alice.get(f"/desk/tickets/next?after={first}")
    assert answer.headers["location"] == f"/desk/tickets/{second}"


async def test_it_is_not_found_for_what_is_no_number(acme: Any) -> None:
    for wrong in ("0", "999999", "99999999999999999999999", "abc", "-1"):
        assert (await acme.alice.get(f"/desk/tickets/{wrong}")).status_code == 404
