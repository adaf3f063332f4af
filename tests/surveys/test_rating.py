"""Rating: by people only, one for each resolution, changeable for a while, whatever else arrives at the link."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tests_surveys import agent, asked, confirms, rate, scores, taps, ticket_of, tuesday_noon

from polydesk.kernel import unit
from polydesk.kernel.clock import now, travel
from polydesk.tickets import merging, queries, submission
from surveys.openings import COOKIE
from surveys.queries import ratings_of


@pytest.fixture
async def link(acme: Any) -> Any:
    """Carl's, with the ticket that it is about."""
    with travel(tuesday_noon()):
        ticket = await ticket_of(acme)
        yield await asked(acme), ticket


async def test_it_preselects_the_tap_and_counts_the_confirmation(acme: Any, link: Any) -> None:
    at, ticket = link
    tap = await taps(acme.visitor, at, "4")
    assert 'value="4" required checked' in tap.page.text
    assert await scores(acme, ticket.id) == []
    answer = await confirms(acme.visitor, at, tap, score="4", comment="Quick and kind.")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{at}/thanks")
    assert "Quick and kind." in (await acme.visitor.get(f"{at}/thanks")).text
    assert await scores(acme, ticket.id) == [4]


async def test_it_lets_people_change_their_mind_for_a_week_and_keeps_the_history(acme: Any, link: Any) -> None:
    at, ticket = link
    await rate(acme.visitor, at, "2")
    await rate(acme.visitor, at, "5")
    async with acme.unit():
        (rating,) = await ratings_of(ticket.id)
    assert (rating.score, rating.changes) == (5, 1)
    with travel(now() + timedelta(days=8)):
        late = await acme.visitor.get(at)
        assert (late.status_code, "can no longer be changed" in late.text) == (410, True)
        assert (await acme.visitor.post(at, {"score": "1"})).status_code == 410
    assert await scores(acme, ticket.id) == [5]


async def test_it_keeps_one_rating_of_twenty_posts(acme: Any, link: Any) -> None:
    at, ticket = link
    tap = await taps(acme.visitor, at, "3")
    answers = await asyncio.gather(*(confirms(acme.visitor, at, tap, score="3") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {303}
    async with acme.unit():
        (rating,) = await ratings_of(ticket.id)
    assert (rating.score, rating.changes) == (3, 0)


async def test_it_asks_again_when_an_old_page_says_something_else(acme: Any, link: Any) -> None:
    at, ticket = link
    tap = await taps(acme.visitor, at, "3")
    await confirms(acme.visitor, at, tap, score="3")
    again = await confirms(acme.visitor, at, tap, score="5", comment="Kept.")
    assert (again.status_code, "Kept." in again.text) == (200, True)
    assert await scores(acme, ticket.id) == [3]


@pytest.mark.parametrize("score", ["0", "6", "-1", "five", "", "9" * 50, "3.5"])
async def test_it_refuses_what_is_not_on_the_scale(acme: Any, link: Any, score: str) -> None:
    at, ticket = link
    tap = await taps(acme.visitor, at, score)
    answer = await confirms(acme.visitor, at, tap, score=score, comment="kept")
    assert (answer.status_code, "kept" in answer.text) == (422, True)
    assert await scores(acme, ticket.id) == []


async def test_its_page_serves_for_some_hours(acme: Any, link: Any) -> None:
    at, ticket = link
    tap = await taps(acme.visitor, at, "3")
    late = await confirms(acme.visitor, at, tap, after=timedelta(hours=7), score="3")
    assert "confirm your choice once more" in late.text
    async with acme.unit():
        assert not await unit.fetchval("SELECT count(*) FROM survey_doubt"), "somebody left a page open; no robot"
    assert await scores(acme, ticket.id) == []


async def test_a_link_of_another_company_or_of_last_month_opens_nothing(cast: Any) -> None:
    with travel(tuesday_noon()):
        await ticket_of(cast.acme)
        at = await asked(cast.acme)
        assert (await cast.globex.visitor.get(at)).status_code == 410
        tap = await taps(cast.acme.visitor, at, "5")
        late = await confirms(cast.acme.visitor, at, tap, after=timedelta(days=32), score="5")
        assert late.status_code == 410
        assert "/tickets/new" in late.text, "another way to say it"
        for odd in ("x", "%00", "%FF%FE", "a" * 3000):
            assert (await cast.acme.visitor.get(f"/rate/{odd}?score=%00")).status_code in (400, 404, 410)


async def test_after_an_erasure_there_is_nothing_to_answer(acme: Any, link: Any) -> None:
    at, ticket = link
    tap = await taps(acme.visitor, at, "5")
    async with acme.unit():
        await unit.execute("UPDATE ticket SET person_id = NULL WHERE id = $1", ticket.id)
        await unit.execute("DELETE FROM person WHERE id = $1", ticket.person_id)
    assert (await confirms(acme.visitor, at, tap, score="5")).status_code == 410
    assert await scores(acme, ticket.id) == []


async def test_after_a_merge_the_answer_counts_where_the_question_came_from_and_shows_where_it_goes_on(
    acme: Any, link: Any
) -> None:
    at, ticket = link
    async with acme.unit():
        new = submission.NewTicket(address=acme.carl.email, subject="It still leaks", body="Drip.")
        home = await queries.by_id((await submission.submit(new, key=ticket.id.hex)).ticket_id)
        await merging.merge(await queries.by_id(ticket.id), into=home, by=agent(acme))
    assert (await rate(acme.visitor, at, "2", "Two tickets for one kettle.")).status_code == 303
    assert await scores(acme, ticket.id) == [2]
    assert "Two tickets for one kettle." in (await acme.alice.get(f"/desk/tickets/{home.number}")).text


async def test_it_hides_the_link_from_everybody_else(acme: Any, link: Any) -> None:
    at, _ticket = link
    tap = await taps(acme.visitor, at)
    assert tap.page.headers["referrer-policy"] == "no-referrer"
    assert tap.page.headers["cache-control"] == "no-store"
    assert all(word in tap.page.headers["set-cookie"] for word in (COOKIE, "HttpOnly", "Secure", "SameSite=lax"))
