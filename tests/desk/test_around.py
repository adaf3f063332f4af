"""Around the tickets: home, search, people, absence, tickets for callers, mentions."""

from datetime import timedelta
from typing import Any

import pytest

from polydesk.kernel.clock import now, travel
from polydesk.kernel.settings import Settings

KEY = "a key that is long enough"


async def test_home_shows_what_waits_on_me(acme: Any, ask: Any) -> None:
    mine, others = await ask("Mine to answer"), await ask("Somebody's")
    await acme.alice.post(f"/desk/tickets/{mine}/assignment", {"member": str(acme.alice.id)})
    page = (await acme.alice.get("/desk")).text
    on_me = page.partition("Waiting on me")[2].partition("Waiting longest")[0]
    assert "Mine to answer" in on_me
    assert "Somebody&#39;s" not in on_me
    assert f"/desk/tickets/{others}" in page


async def test_whoever_only_pays_is_at_home_with_the_bills(acme: Any) -> None:
    page = await acme.bill.get("/desk")
    assert page.headers["location"] == "/admin/billing"


async def test_where_nobody_pays_billing_has_a_home_all_the_same(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settings, "bills", False)
    page = await acme.bill.get("/desk")
    assert page.status_code == 200
    assert "does not work with tickets" in page.text


async def test_a_mention_arrives_at_home_until_it_is_seen(acme: Any, ask: Any) -> None:
    number = await ask()
    await acme.bob.post(f"/desk/tickets/{number}/notes", {"body": "What do you say, @Alice?"})
    assert "What do you say" in (await acme.alice.get("/desk")).text
    await acme.alice.get(f"/desk/tickets/{number}")
    assert "Nobody mentioned you lately" in (await acme.alice.get("/desk")).text


@pytest.mark.parametrize("words", ["invoice", "#{number}", "carl", "turtles", "invoise"])
async def test_search_finds_by_words_numbers_people_and_with_typos(acme: Any, ask: Any, words: str) -> None:
    number = await ask("The invoice is wrong", "It is about turtles.")
    page = (await acme.alice.get("/desk/search", params={"q": words.replace("{number}", str(number))})).text
    assert f'id="t{number}"' in page


async def test_search_filters(acme: Any, ask: Any) -> None:
    number = await ask("The invoice is wrong")
    open_only = (await acme.alice.get("/desk/search?q=invoice&status=unsolved&priority=normal&assignee=nobody")).text
    assert f'id="t{number}"' in open_only
    assert f'id="t{number}"' not in (await acme.alice.get("/desk/search?q=invoice&status=closed")).text


async def test_search_shows_nothing_of_another_tenant(globex: Any, ask: Any) -> None:
    await ask("The invoice is wrong")
    assert "invoice is wrong" not in (await globex.mallory.get("/desk/search?q=invoice")).text


@pytest.mark.parametrize("words", ["%00", "'", "((", "&|!", "x" * 5000, "%ED%A0%80", "-", "\u202e"])
async def test_search_stands_any_words(acme: Any, words: str) -> None:
    assert (await acme.alice.get(f"/desk/search?q={words}")).status_code == 200


async def test_a_caller_needs_a_subject_only(acme: Any) -> None:
    form = {"subject": "Called about the weather", "key": KEY}
    answer = await acme.alice.post("/desk/tickets/new", form)
    assert answer.status_code == 303
    again = await acme.alice.post("/desk/tickets/new", form)
    assert again.headers["location"] == answer.headers["location"]
    page = (await acme.alice.get(answer.headers["location"])).text
    assert "Called about the weather" in page


async def test_a_callers_ticket_keeps_what_was_typed(acme: Any) -> None:
    form = {"subject": "", "body": "All that they said", "email": "not an address", "key": KEY}
    answer = await acme.alice.post("/desk/tickets/new", form)
    assert answer.status_code == 422
    assert "All that they said" in answer.text
    assert "Please fill this in." in answer.text
    assert (await acme.lara.post("/desk/tickets/new", form)).status_code == 403


async def test_a_person_is_mended(acme: Any, globex: Any) -> None:
    path = f"/desk/people/{acme.carl.id}"
    form = {"name": "Carlo Rossi", "language": "it", "zone": "Europe/Rome", "notes": "Prefers mornings."}
    assert (await acme.alice.post(path, form)).status_code == 303
    page = (await acme.alice.get(path)).text
    assert "Carlo Rossi" in page
    assert "Prefers mornings." in page
    assert (await acme.alice.post(path, {**form, "zone": "Mars/Olympus"})).status_code == 422
    assert (await acme.lara.post(path, form)).status_code == 403
    assert (await globex.mallory.get(path)).status_code == 404


async def test_an_absence_is_shown_where_tickets_are_assigned(acme: Any, ask: Any) -> None:
    number = await ask()
    answer = await acme.bob.post("/desk/absence", {"until": "2020-01-01"})
    assert answer.status_code == 422
    until = (now() + timedelta(days=30)).date().isoformat()
    assert (await acme.bob.post("/desk/absence", {"until": until, "note": "Holiday"})).status_code == 303
    page = (await acme.alice.get(f"/desk/tickets/{number}")).text
    assert "Bob, 0 open tickets, away until" in page
    await acme.bob.post("/desk/absence/end")
    assert "away until" not in (await acme.alice.get(f"/desk/tickets/{number}")).text


async def test_it_writes_to_a_customer_first(acme: Any) -> None:
    form = {"key": "a key of an outbound one", "begins": "outbound", "subject": "Your order", "body": "It is **here**."}
    refused = await acme.alice.post("/desk/tickets/new", form)
    assert refused.status_code == 422
    assert "Please enter the address that your message goes to." in refused.text
    assert "It is **here**." in refused.text
    answer = await acme.alice.post("/desk/tickets/new", {**form, "email": "fay@shop.example"})
    page = (await acme.alice.get(answer.headers["location"])).text
    assert "Reply by Alice" in page
    assert "<strong>here</strong>" in page
    assert "Waiting for the customer" in page
    assert "Alice wrote to the customer." in (await acme.alice.get(f"{answer.headers['location']}?history=yes")).text


async def test_it_sends_nothing_empty_first(acme: Any) -> None:
    form = {"key": "a key of an empty one", "begins": "outbound", "subject": "Your order", "email": "fay@shop.example"}
    refused = await acme.alice.post("/desk/tickets/new", form)
    assert refused.status_code == 422
    assert "Please write the message that the customer gets." in refused.text


async def test_it_begins_with_a_caller(acme: Any) -> None:
    page = (await acme.alice.get("/desk/tickets/new")).text
    assert 'value="caller" checked' in page
    assert 'value="outbound"' in page


async def test_home_shows_what_is_due_today_and_what_is_overdue(acme: Any, ask: Any) -> None:
    late, today, others = await ask("Late already"), await ask("For this afternoon"), await ask("Somebody's")
    for number in (late, today):
        await acme.alice.post(f"/desk/tickets/{number}/assignment", {"member": str(acme.alice.id)})
    noon = now().replace(hour=12, minute=0, second=0, microsecond=0)
    async with acme.unit() as unit:
        due = "UPDATE ticket SET due_at = $2, due_metric = 'first_response' WHERE number = $1"
        await unit.execute(due, late, noon - timedelta(hours=30))
        await unit.execute(due, others, noon - timedelta(hours=30))
        await unit.execute(due, today, noon + timedelta(hours=1))
    with travel(noon):
        page = (await acme.alice.get("/desk")).text
    overdue, _title, rest = page.partition('id="home-1"')[2].partition('id="home-2"')
    due_today = rest.partition('id="home-3"')[0]
    assert "Late already" in overdue
    assert "1 day late" in overdue
    assert "First response" in overdue
    assert "Somebody" not in overdue + due_today
    assert "For this afternoon" in due_today
