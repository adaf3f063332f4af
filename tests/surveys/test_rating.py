"""Surveys: asked once per resolution, answered by people only, in the customer's language."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from markupsafe import escape

from i18n import speaking
from polydesk.kernel import outbox, unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now, travel
from polydesk.tickets import conversation, lifecycle, merging, queries, submission
from surveys import answering
from surveys.queries import ratings_of
from surveys.scale import STEPS
from tenants.roles import permissions_of


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """People in these scenes take their time, without the test waiting for them."""
    monkeypatch.setattr(answering, "FASTEST_PERSON_S", 0)


def agent(acme: Any) -> Actor:
    return Actor("member", acme.alice.id, "Alice", role="agent", permissions=permissions_of("agent"))


async def ticket_of(acme: Any, *, answered: bool = True) -> Any:
    """Carl's ticket, answered and resolved by Alice."""
    alice = agent(acme)
    async with acme.unit():
        new = submission.NewTicket(address=acme.carl.email, subject="The kettle leaks", body="It drips.", language="it")
        done = await submission.submit(new, key=unit.current().tenant.hex + acme.carl.id.hex)  # type: ignore[union-attr]
        ticket = await queries.by_id(done.ticket_id)
        if answered:
            await conversation.reply(
                ticket, body="Tighten the lid.", by=alice, seen=ticket.message_count, then="resolved"
            )
        else:
            await lifecycle.resolve(ticket, by=alice)
        return await queries.by_id(done.ticket_id)


async def asked(acme: Any, *, after: timedelta = timedelta(days=1, minutes=1)) -> str | None:
    """The link that the mail carries, a day later; None when nobody was asked."""
    with travel(now() + after):
        await outbox.drain(acme.id)
    async with acme.unit():
        html = await unit.fetchval("SELECT html FROM mail WHERE kind = 'survey' ORDER BY created_at DESC LIMIT 1")
    found = re.search(r"/rate/[\w-]+", html or "")
    return found[0] if found else None


def nonce_in(page: str) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page)
    assert found
    return found[1]


async def rate(person: Any, link: str, score: str, comment: str = "") -> Any:
    page = await person.get(f"{link}?score={score}")
    return await person.post(link, {"score": score, "comment": comment, "nonce": nonce_in(page.text)})


async def scores(acme: Any, ticket_id: UUID) -> list[int]:
    async with acme.unit():
        return [rating.score for rating in await ratings_of(ticket_id)]


async def test_it_asks_a_day_after_the_resolution_in_the_customers_language(acme: Any) -> None:
    await ticket_of(acme)
    assert await asked(acme, after=timedelta(hours=23)) is None
    assert await asked(acme)
    async with acme.unit():
        mail = await unit.fetchrow("SELECT language, to_address, subject FROM mail WHERE kind = 'survey'")
    assert (mail["to_address"], mail["language"]) == (acme.carl.email, "en")


async def test_it_does_not_ask_about_a_ticket_that_nobody_answered(acme: Any) -> None:
    await ticket_of(acme, answered=False)
    assert await asked(acme) is None


async def test_it_does_not_ask_when_the_ticket_was_reopened_meanwhile(acme: Any) -> None:
    ticket = await ticket_of(acme)
    async with acme.unit():
        await lifecycle.reopen(ticket, by=agent(acme))
    assert await asked(acme) is None


async def test_it_records_nothing_when_the_link_is_only_opened(acme: Any) -> None:
    ticket = await ticket_of(acme)
    link = await asked(acme)
    for score in "12345":
        assert (await acme.visitor.get(f"{link}?score={score}")).status_code == 200
    assert await scores(acme, ticket.id) == []


async def test_it_preselects_the_tap_and_counts_the_confirmation(acme: Any, patient: None) -> None:
    ticket = await ticket_of(acme)
    link = await asked(acme)
    page = await acme.visitor.get(f"{link}?score=4")
    assert re.search(r'value="4"[^>]* checked', page.text)
    answer = await rate(acme.visitor, link, "4", "Quick and kind.")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{link}/thanks")
    assert await scores(acme, ticket.id) == [4]


async def test_it_does_not_count_a_form_posted_without_its_page(acme: Any, patient: None) -> None:
    ticket = await ticket_of(acme)
    link = await asked(acme)
    answer = await acme.visitor.post(link, {"score": "1"})
    assert answer.status_code == 422
    assert await scores(acme, ticket.id) == []


async def test_it_asks_a_robot_that_is_faster_than_a_hand_once_more(acme: Any) -> None:
    ticket = await ticket_of(acme)
    link = await asked(acme)
    assert (await rate(acme.visitor, link, "1")).status_code == 422
    assert await scores(acme, ticket.id) == []


async def test_it_lets_people_change_their_mind_and_keeps_the_history(acme: Any, patient: None) -> None:
    ticket = await ticket_of(acme)
    link = await asked(acme)
    await rate(acme.visitor, link, "2")
    await rate(acme.visitor, link, "5")
    async with acme.unit():
        (rating,) = await ratings_of(ticket.id)
    assert (rating.score, rating.changes) == (5, 1)


async def test_it_closes_seven_days_after_the_first_answer(acme: Any, patient: None) -> None:
    ticket = await ticket_of(acme)
    link = await asked(acme)
    await rate(acme.visitor, link, "2")
    with travel(now() + timedelta(days=8)):
        assert (await rate(acme.visitor, link, "5")).status_code == 410
    assert await scores(acme, ticket.id) == [2]


async def test_it_keeps_one_rating_of_twenty_posts(acme: Any, patient: None) -> None:
    import asyncio

    ticket = await ticket_of(acme)
    link = await asked(acme)
    page = await acme.visitor.get(link)
    sent = {"score": "3", "nonce": nonce_in(page.text)}
    answers = await asyncio.gather(*(acme.visitor.post(link, sent) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {303}
    assert await scores(acme, ticket.id) == [3]


@pytest.mark.parametrize("score", ["0", "6", "-1", "five", "", "9" * 50, "3.5"])
async def test_it_refuses_what_is_not_on_the_scale(acme: Any, patient: None, score: str) -> None:
    ticket = await ticket_of(acme)
    link = await asked(acme)
    page = await acme.visitor.get(link)
    answer = await acme.visitor.post(link, {"score": score, "comment": "kept", "nonce": nonce_in(page.text)})
    assert answer.status_code == 422
    assert "kept" in answer.text
    assert await scores(acme, ticket.id) == []


async def test_it_knows_no_token_of_another_tenant(cast: Any) -> None:
    await ticket_of(cast.acme)
    link = await asked(cast.acme)
    assert (await cast.globex.visitor.get(link)).status_code == 410


async def test_it_lets_an_admin_switch_the_question_off(acme: Any) -> None:
    answer = await acme.ada.post("/admin/surveys", {"delay_hours": "24"})
    assert answer.status_code == 303
    await ticket_of(acme)
    assert await asked(acme) is None


async def test_it_keeps_agents_out_of_the_setting(acme: Any) -> None:
    assert (await acme.alice.get("/admin/surveys")).status_code == 403


async def test_it_asks_nobody_about_a_ticket_that_was_merged(acme: Any) -> None:
    merged = await ticket_of(acme)
    async with acme.unit():
        new = submission.NewTicket(address=acme.carl.email, subject="It still leaks", body="Drip.")
        home = await queries.by_id((await submission.submit(new, key=merged.id.hex)).ticket_id)
        await merging.merge(merged, into=home, by=agent(acme))
    assert await asked(acme) is None


async def test_each_score_has_a_question_that_fits_it(acme: Any) -> None:
    await ticket_of(acme)
    page = (await acme.visitor.get(f"{await asked(acme)}?score=5")).text
    questions = page.split('class="rating-asks"')[1].split("</label>")[0]
    told = re.findall(r"<span>([^<]+)</span>", questions)
    assert len(told) == len(set(told)) == 1 + len(STEPS)
    with speaking("en"):
        assert told[1:] == [str(escape(str(step.question))) for step in STEPS]
