"""Several tickets at once: looked at, changed once, and taken back as far as nobody else changed them."""

from typing import Any

import pytest

from polydesk.kernel import outbox, unit
from polydesk.kernel.actor import SYSTEM
from polydesk.tickets import batches, lifecycle, merging
from polydesk.tickets.queries import by_number
from tenants import teams

FACTS = "SELECT status, assignee_id, team_id, priority, tags, spam_at, waiting_since, resolved_at FROM ticket WHERE number = $1"


@pytest.fixture
def facts(acme: Any) -> Any:
    """What the rows of these tickets say of what a change of several can change."""

    async def read(*numbers: int) -> list[dict[str, Any]]:
        async with acme.unit():
            return [dict(await unit.fetchrow(FACTS, number)) for number in numbers]

    return read


async def propose(who: Any, *numbers: int, **wanted: Any) -> str:
    """The address of what was proposed."""
    answer = await who.post("/desk/tickets/changes", {"number": [str(number) for number in numbers], **wanted})
    assert answer.status_code == 303, answer.text[:500]
    return str(answer.headers["location"])


async def done(who: Any, *numbers: int, **wanted: Any) -> str:
    """Carried out; where it leads is the list with what it came to."""
    answer = await who.post(await propose(who, *numbers, **wanted) + "/start", {})
    return str(answer.headers["location"])


def undoing(page: str) -> str:
    return page.partition('action="/desk/tickets/changes/')[2].partition('"')[0]


async def test_it_shows_what_would_change_and_changes_nothing(acme: Any, ask: Any, facts: Any) -> None:
    one, two = await ask("One"), await ask("Two")
    await acme.alice.post(f"/desk/tickets/{two}/spam", {})
    before = await facts(one, two)
    page = (await acme.alice.get(await propose(acme.alice, one, two, assignee=str(acme.bob.id), add_tags="Roof"))).text
    assert "1 ticket changes" in page
    assert "Bob" in page
    assert "1 ticket stays as it is" in page
    assert "Marked as spam" in page
    assert await facts(one, two) == before


async def test_it_changes_everything_that_was_asked_for(acme: Any, ask: Any, facts: Any) -> None:
    team = await found_team(acme, "Roofers")
    numbers = [await ask("One"), await ask("Two")]
    for number in numbers:
        await acme.alice.post(f"/desk/tickets/{number}/tags", {"tags": "old, both"})
    wanted = {"assignee": str(acme.bob.id), "team": team, "status": "waiting_third_party", "priority": "high"}
    where = await done(acme.alice, *numbers, **wanted, add_tags="New", remove_tags="old")
    assert "2 tickets were changed." in (await acme.alice.get(where)).text
    for row in await facts(*numbers):
        assert (row["status"], row["priority"], row["tags"]) == ("waiting_third_party", "high", ["both", "new"])
        assert (str(row["assignee_id"]), str(row["team_id"])) == (str(acme.bob.id), team)


async def test_undo_makes_them_what_they_were(acme: Any, ask: Any, facts: Any) -> None:
    team = await found_team(acme, "Roofers")
    numbers = [await ask("One"), await ask("Two")]
    await acme.alice.post(f"/desk/tickets/{numbers[1]}/tags", {"tags": "old"})
    before = await facts(*numbers)
    wanted = {"assignee": str(acme.bob.id), "team": team, "status": "closed", "priority": "urgent", "spam": "yes"}
    where = await done(acme.alice, *numbers, **wanted, add_tags="new", remove_tags="old")
    page = (await acme.alice.get(where)).text
    answer = await acme.alice.post("/desk/tickets/changes/" + undoing(page), {})
    page = (await acme.alice.get(answer.headers["location"])).text
    assert "The changes of 2 tickets were undone." in page
    assert not undoing(page)
    assert await facts(*numbers) == before


async def test_undo_leaves_what_somebody_changed_meanwhile(acme: Any, ask: Any, facts: Any, as_member: Any) -> None:
    one, two = await ask("One"), await ask("Two")
    page = (await acme.alice.get(await done(acme.alice, one, two, priority="high", status="waiting_customer"))).text
    async with acme.unit():
        await lifecycle.resolve(await by_number(two), by=as_member(acme.bob))
    answer = await acme.alice.post("/desk/tickets/changes/" + undoing(page), {})
    page = (await acme.alice.get(answer.headers["location"])).text
    assert "The change of 1 ticket was undone." in page
    assert f"#{two} (Bob)" in page
    first, second = await facts(one, two)
    assert (first["status"], first["priority"]) == ("new", "normal")
    assert (second["status"], second["priority"]) == ("resolved", "normal"), "what Bob did not touch is taken back"


async def test_it_is_done_once_and_undone_once(acme: Any, ask: Any) -> None:
    number = await ask()
    where = await propose(acme.alice, number, priority="high")
    for _press in range(2):
        answer = await acme.alice.post(where + "/start", {})
        assert "changed=" in answer.headers["location"]
    for _press in range(2):
        await acme.alice.post(where + "/undoing", {})
    await acme.alice.post(where + "/start", {})
    async with acme.unit():
        told = await unit.fetch(
            "SELECT e.data FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id WHERE t.number = $1 AND e.kind = 'changed'",
            number,
        )
    assert [(row["data"]["old"], row["data"]["new"]) for row in told] == [("normal", "high"), ("high", "normal")]


async def test_many_go_on_in_jobs_while_the_page_says_how_far_it_is(
    acme: Any, ask: Any, facts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    numbers = [await ask(f"Ticket {place}") for place in range(5)]
    where = await propose(acme.alice, *numbers, status="resolved")
    answer = await acme.alice.post(where + "/start", {})
    assert answer.headers["location"] == where
    page = (await acme.alice.get(where)).text
    assert 'value="2" max="5"' in page
    assert "every 1s" in page
    await outbox.drain(acme.id)
    page = (await acme.alice.get(where)).text
    assert "5 tickets were changed." in page
    await acme.alice.post("/desk/tickets/changes/" + undoing(page), {})
    await outbox.drain(acme.id)
    assert {row["status"] for row in await facts(*numbers)} == {"new"}


async def test_it_takes_all_that_the_view_shows_up_to_a_bound(
    acme: Any, ask: Any, facts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("polydesk.desk.batch_pages.MOST", 2)
    numbers = [await ask(f"Ticket {place}") for place in range(3)]
    where = await propose(acme.alice, all="yes", view="open", priority="low")
    page = (await acme.alice.get(where)).text
    assert "2 tickets change" in page
    assert "Do it once more for the others." in page
    await acme.alice.post(where + "/start", {})
    assert sorted(row["priority"] for row in await facts(*numbers)) == ["low", "low", "normal"]


async def test_it_says_why_a_ticket_stays_as_it_is(acme: Any, ask: Any) -> None:
    closed, away, into, high = [await ask(subject) for subject in ("Closed", "Away", "Into", "High")]
    async with acme.unit():
        await lifecycle.close(await by_number(closed), by=SYSTEM)
        await merging.merge(await by_number(away), into=await by_number(into), by=SYSTEM)
    where = await propose(acme.alice, closed, away, high, 999, status="resolved")
    page = (await acme.alice.get(where)).text
    assert "No way leads from its status to the chosen one" in page
    assert "Merged into another ticket" in page
    assert "1 ticket changes" in page
    assert "2 tickets stay as they are" in page


async def test_whoever_left_is_given_nothing(acme: Any, ask: Any) -> None:
    number = await ask()
    answer = await acme.alice.post("/desk/tickets/changes", {"number": str(number), "assignee": str(acme.carl.id)})
    assert answer.status_code == 400
    assert "does not work here any more" in answer.text


async def test_nothing_wanted_is_nothing_changed(acme: Any, ask: Any) -> None:
    number = await ask()
    where = await propose(acme.alice, number)
    assert "Nothing was changed." in (await acme.alice.get(where)).text


async def test_a_colleague_neither_sees_nor_carries_it_out(acme: Any, ask: Any, facts: Any) -> None:
    number = await ask()
    where = await propose(acme.alice, number, status="closed")
    assert (await acme.bob.get(where)).status_code == 404
    assert (await acme.bob.post(where + "/start", {})).status_code == 404
    assert (await facts(number))[0]["status"] == "new"


async def test_somebody_who_is_given_many_hears_of_them_together(acme: Any, ask: Any) -> None:
    numbers = [await ask("One"), await ask("Two")]
    await done(acme.alice, *numbers, assignee=str(acme.bob.id))
    await outbox.drain(acme.id)
    async with acme.unit():
        heard = await unit.fetch(
            "SELECT kind, data FROM notice WHERE member_id = $1 AND kind LIKE 'assigned%'", acme.bob.id
        )
    assert [row["kind"] for row in heard] == ["assigned_several"]
    page = (await acme.bob.get("/desk/notices")).text
    assert "Alice assigned 2 tickets to you" in page


async def test_what_was_given_is_told_although_whoever_gave_it_left_meanwhile(
    acme: Any, ask: Any, facts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    numbers = [await ask(f"Ticket {place}") for place in range(3)]
    await done(acme.alice, *numbers, assignee=str(acme.bob.id))
    assert (await acme.olga.post(f"/admin/members/{acme.alice.id}/removal")).status_code == 303
    await outbox.drain(acme.id)
    assert [row["assignee_id"] for row in await facts(*numbers)].count(acme.bob.id) == 2
    assert "Alice assigned 2 tickets to you" in (await acme.bob.get("/desk/notices")).text


async def test_undo_of_a_mark_keeps_what_was_learnt_before(acme: Any, ask: Any) -> None:
    """Carl's host is known for spam; his ticket, which had come before that, was marked by mistake."""
    number = await ask()
    async with acme.unit():
        await unit.execute(
            "INSERT INTO spam_sender (pattern, kind, created_at) VALUES ($1, 'domain', now())",
            acme.carl.email.partition("@")[2],
        )
    page = (await acme.alice.get(await done(acme.alice, number, spam="yes"))).text
    await acme.alice.post("/desk/tickets/changes/" + undoing(page), {})
    async with acme.unit():
        assert not (await by_number(number)).is_spam
        assert await unit.fetchval("SELECT count(*) FROM spam_sender") == 1


async def test_undo_of_reopening_tells_no_customer_again_that_it_is_solved(acme: Any, ask: Any) -> None:
    number = await ask()
    async with acme.unit():
        await lifecycle.resolve(await by_number(number), by=SYSTEM)
    await outbox.drain(acme.id)
    page = (await acme.alice.get(await done(acme.alice, number, status="open"))).text
    await acme.alice.post("/desk/tickets/changes/" + undoing(page), {})
    await outbox.drain(acme.id)
    async with acme.unit():
        assert ((await by_number(number)).status, (await by_number(number)).cycle) == ("resolved", 1)
        assert await unit.fetch("SELECT id FROM mail WHERE kind = 'resolved'") == []
        assert await unit.fetch("SELECT cycle FROM survey_plan WHERE cycle > 1") == []


async def test_it_is_forgotten_after_a_week(acme: Any, ask: Any) -> None:
    where = await propose(acme.alice, await ask(), status="closed")
    async with acme.unit():
        await unit.execute("UPDATE ticket_batch SET created_at = created_at - interval '8 days'")
        await batches.forget_batches()
    assert (await acme.alice.get(where)).status_code == 404


async def found_team(acme: Any, name: str) -> str:
    async with acme.unit():
        return str(await teams.found_team(name))
