"""Robots: what scanners of mail gateways are known to do is replayed; none of it is a vote, all of it can be looked at."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from tests_surveys import TAKES_TIME, asked, confirms, rate, scores, taps, ticket_of, tuesday_noon

from polydesk.kernel import unit
from polydesk.kernel.clock import now, travel
from surveys import answering, robots
from surveys.answer_form import Answer
from surveys.invitations import invitation
from surveys.robots import Opening
from tests_cast import FIREFOX

SAFE_LINKS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
)
AT_ONCE = timedelta(seconds=0.2)


@pytest.fixture
async def link(acme: Any) -> Any:
    """Carl's, with the ticket that it is about."""
    with travel(tuesday_noon()):
        ticket = await ticket_of(acme)
        yield await asked(acme), ticket


async def gets_every_link(acme: Any, at: str) -> None:
    """SafeLinks and the like: each button of the mail, one after the other, as a browser would."""
    for score in "12345":
        assert (await taps(acme.visitor, at, score, agent=SAFE_LINKS)).page.status_code == 200
    await acme.visitor.get(f"{at}/stop", headers={"user-agent": SAFE_LINKS})


async def asks_for_heads(acme: Any, at: str) -> None:
    for score in "12345":
        head = await acme.visitor.client.head(f"{at}?score={score}", headers={"user-agent": "Mimecast/1.0"})
        assert (head.status_code, head.text) == (200, "")


async def fetches_ahead(acme: Any, at: str) -> None:
    for name, value in (("Purpose", "prefetch"), ("Sec-Purpose", "prefetch;prerender")):
        assert (await acme.visitor.get(f"{at}?score=5", headers={name: value})).status_code == 200


async def posts_the_form_it_found(acme: Any, at: str) -> None:
    """Without the nonce, as it had the form from another time, or from nowhere."""
    for sent in ({"score": "1"}, {"score": "1", "nonce": "x"}, {"score": "1", "nonce": f"{'0' * 32}.{'a' * 22}"}):
        assert (await acme.visitor.post(at, sent, headers={"user-agent": SAFE_LINKS})).status_code == 200


async def posts_what_it_scraped(acme: Any, at: str) -> None:
    """With the nonce, from a client that keeps no cookies, a while later."""
    tap = await taps(acme.visitor, at, "1", agent=SAFE_LINKS)
    with travel(now() + timedelta(minutes=2)):
        await acme.visitor.post(at, {"score": "1", "nonce": tap.nonce}, headers={"user-agent": SAFE_LINKS})


async def posts_from_another_machine(acme: Any, at: str) -> None:
    tap, other = await taps(acme.visitor, at, "1"), await taps(acme.visitor, at, "2")
    tap.cookie = other.cookie
    await confirms(acme.visitor, at, tap, score="1")


async def posts_at_once(acme: Any, at: str) -> None:
    tap = await taps(acme.visitor, at, "1")
    await confirms(acme.visitor, at, tap, after=AT_ONCE, score="1")


async def opens_all_and_posts_each(acme: Any, at: str) -> None:
    """Proofpoint-like: whole browsers, cookies and patience included, that try every button at the same time."""
    found = await asyncio.gather(*(taps(acme.visitor, at, score, agent=SAFE_LINKS) for score in "12345"))
    for tap, score in zip(found, "12345", strict=True):
        await confirms(acme.visitor, at, tap, score=score, agent=SAFE_LINKS)


async def says_what_it_is(acme: Any, at: str) -> None:
    for agent in ("python-requests/2.32", "Barracuda Sentinel (EE)", ""):
        tap = await taps(acme.visitor, at, "1", agent=agent)
        await confirms(acme.visitor, at, tap, agent=agent, score="1")


Replay = Callable[[Any, str], Awaitable[None]]
QUIET: list[Replay] = [gets_every_link, asks_for_heads, fetches_ahead]
POSTING: dict[str, Replay] = {
    "no_page": posts_the_form_it_found,
    "no_cookie": posts_what_it_scraped,
    "other_browser": posts_from_another_machine,
    "fast": posts_at_once,
    "sweep": opens_all_and_posts_each,
    "scanner": says_what_it_is,
}


@pytest.mark.parametrize("replay", QUIET)
async def test_what_is_only_opened_votes_nothing_and_a_person_votes_after_it(
    acme: Any, link: Any, replay: Replay
) -> None:
    at, ticket = link
    await replay(acme, at)
    assert await scores(acme, ticket.id) == []
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM survey_opening WHERE signs <> '{}'")
        assert not await unit.fetchval("SELECT count(*) FROM survey_doubt")
        assert not await unit.fetchval("SELECT count(*) FROM survey_opt_out")
    with travel(now() + timedelta(minutes=1)):
        assert (await rate(acme.visitor, at, "5")).status_code == 303
    assert await scores(acme, ticket.id) == [5]


@pytest.mark.parametrize("sign", list(POSTING))
async def test_what_is_posted_by_no_person_is_listed_with_the_reason_and_votes_nothing(
    acme: Any, link: Any, sign: str
) -> None:
    at, ticket = link
    await POSTING[sign](acme, at)
    assert await scores(acme, ticket.id) == []
    async with acme.unit():
        noted = await unit.fetch("SELECT score, signs FROM survey_doubt")
    assert noted
    assert all(sign in one["signs"] for one in noted)
    page = await acme.ada.get("/admin/surveys/doubts")
    assert "Count it after all" in page.text
    assert (await acme.alice.get("/admin/surveys/doubts")).status_code == 403


async def test_a_person_who_is_asked_once_more_loses_nothing(acme: Any, link: Any) -> None:
    at, ticket = link
    tap = await taps(acme.visitor, at, "4")
    tap.page = await confirms(acme.visitor, at, tap, after=AT_ONCE, score="4", comment="In a hurry.")
    assert "In a hurry." in tap.page.text
    assert (await confirms(acme.visitor, at, tap, score="4", comment="In a hurry.")).status_code == 303
    assert await scores(acme, ticket.id) == [4]


async def test_a_person_in_the_midst_of_a_scanner_is_asked_once_more_and_once_only(acme: Any, link: Any) -> None:
    at, ticket = link
    await gets_every_link(acme, at)
    tap = await taps(acme.visitor, at, "4")
    tap.page = await confirms(acme.visitor, at, tap, score="4")
    assert "once more" in tap.page.text
    assert (await confirms(acme.visitor, at, tap, after=2 * TAKES_TIME, score="4")).status_code == 303
    assert await scores(acme, ticket.id) == [4]


async def test_an_admin_counts_one_after_all_and_takes_it_back_but_never_over_a_person(acme: Any, link: Any) -> None:
    at, ticket = link
    await posts_what_it_scraped(acme, at)
    async with acme.unit():
        doubt = await unit.fetchval("SELECT id FROM survey_doubt")
    base = f"/admin/surveys/doubts/{doubt}"
    assert (await acme.ada.post(f"{base}/count")).status_code == 303
    assert await scores(acme, ticket.id) == [1]
    assert (await acme.ada.post(f"{base}/back")).status_code == 303
    assert await scores(acme, ticket.id) == []
    await rate(acme.visitor, at, "5")
    assert (await acme.ada.post(f"{base}/count")).status_code == 409
    assert await scores(acme, ticket.id) == [5]
    async with acme.unit():
        logged = [row["action"] for row in await unit.fetch("SELECT action FROM audit ORDER BY at, id")]
    assert logged[-2:] == ["surveys.answer_counted", "surveys.answer_uncounted"]


async def test_an_admin_who_counts_one_while_a_person_answers_waits_for_the_person(acme: Any, link: Any) -> None:
    at, ticket = link
    await posts_what_it_scraped(acme, at)
    async with acme.unit():
        doubt = await unit.fetchval("SELECT id FROM survey_doubt")
    async with acme.unit():
        held = await invitation(at.removeprefix("/rate/"))
        assert held
        await answering.answer(held, Answer(5))
        counting = asyncio.create_task(acme.ada.post(f"/admin/surveys/doubts/{doubt}/count"))
        await asyncio.wait([counting], timeout=0.5)
    assert (await counting).status_code == 409
    assert await scores(acme, ticket.id) == [5]


def opened(*seconds_and_scores: tuple[float, int]) -> list[Opening]:
    return [Opening(tuesday_noon() + timedelta(seconds=at), score) for at, score in seconds_and_scores]


@pytest.mark.parametrize(
    ("openings", "steps", "expected"),
    [
        (opened((0, 1), (1, 2), (2, 3)), 5, True),
        (opened((0, 1), (4, 2), (9, 3)), 5, True),
        (opened((0, 1), (1, 2)), 5, False),  # somebody hit the wrong face
        (opened((0, 1), (1, 1), (2, 1)), 5, False),  # or reloaded
        (opened((0, 1), (30, 2), (60, 3)), 5, False),  # or could not decide
        (opened((0, 1), (1, 2)), 2, True),
        (opened((0, 1), (5, 2)), 2, False),
    ],
)
def test_many_scores_within_seconds_are_no_choice(openings: list[Opening], steps: int, expected: bool) -> None:
    assert robots.is_sweep(openings, steps=steps) is expected


@pytest.mark.parametrize(
    "agent",
    [
        FIREFOX,
        SAFE_LINKS,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
        "Mozilla/5.0 (Linux; Android 13; CUBOT X70) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36",
    ],
)
def test_browsers_that_people_use_are_no_scanners(agent: str) -> None:
    assert not robots.is_scanner({"user-agent": agent})
