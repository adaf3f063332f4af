"""Was it helpful? One vote a visitor and day; and tickets that were not written."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests_faq import article, topic

from polydesk.kernel import unit
from polydesk.kernel.clock import now, travel

THERE = "/en/faq/manual/zebra"


@pytest.fixture(autouse=True)
def _on_one_day() -> Iterator[None]:
    """Whenever it is played, no scene begins on one day and ends on the next."""
    with travel(now().replace(hour=12, minute=0)):
        yield


async def _zebra(acme: Any) -> UUID:
    return await article(acme, await topic(acme, en="Manual"), "Zebra")


async def _counts(acme: Any) -> tuple[int, int, int]:
    async with acme.unit():
        row = await unit.fetchrow("SELECT helpful, unhelpful, solved FROM article_text")
    assert row is not None
    return row["helpful"], row["unhelpful"], row["solved"]


async def test_a_visitor_votes_once_a_day_and_may_change_their_mind(acme: Any) -> None:
    await _zebra(acme)
    for _again in range(3):
        assert (await acme.visitor.post(f"{THERE}/votes", data={"helpful": "yes"})).status_code == 303
    assert await _counts(acme) == (1, 0, 0)
    await acme.visitor.post(f"{THERE}/votes", data={"helpful": "no"})
    assert await _counts(acme) == (0, 1, 0)


async def test_two_visitors_are_two_votes(acme: Any) -> None:
    await _zebra(acme)
    for agent in ("Firefox", "Chromium"):
        await acme.visitor.post(f"{THERE}/votes", data={"helpful": "yes"}, headers={"user-agent": agent})
    assert await _counts(acme) == (2, 0, 0)


async def test_a_no_asks_for_the_reason(acme: Any) -> None:
    await _zebra(acme)
    answer = await acme.visitor.swap("POST", f"{THERE}/votes", data={"helpful": "no"})
    assert "out of date" in answer.text
    assert "<html" not in answer.text
    sent = {"helpful": "no", "reason": "outdated", "comment": "Zebras moved <script>."}
    assert "Thank you" in (await acme.visitor.swap("POST", f"{THERE}/votes", data=sent)).text
    assert await _counts(acme) == (0, 1, 0)
    async with acme.unit():
        assert await unit.fetchval("SELECT reason FROM article_vote") == "outdated"
        found = await unit.fetchval("SELECT article_id FROM article_vote")
    page = (await acme.ada.get(f"/admin/faq/articles/{found}/en")).text
    assert "Zebras moved &lt;script&gt;." in page


async def test_it_works_without_javascript(acme: Any) -> None:
    await _zebra(acme)
    answer = await acme.visitor.post(f"{THERE}/votes", data={"helpful": "no"})
    assert answer.headers["location"] == f"{THERE}?voted=no#feedback"
    assert "out of date" in (await acme.visitor.get(f"{THERE}?voted=no")).text
    assert "out of date" not in (await acme.visitor.get(THERE)).text


async def test_it_keeps_nothing_that_names_the_visitor(acme: Any) -> None:
    await _zebra(acme)
    await acme.visitor.post(f"{THERE}/votes", data={"helpful": "yes"})
    async with acme.unit():
        row = await unit.fetchrow("SELECT visitor::text AS text FROM article_vote")
    assert row is not None
    assert "127.0.0.1" not in row["text"]


async def test_a_suggestion_that_solved_it_is_counted_once(acme: Any) -> None:
    await _zebra(acme)
    for _again in range(2):
        answer = await acme.visitor.swap("POST", f"{THERE}/solutions")
        assert answer.status_code == 200
    assert "nothing to send" in answer.text
    assert await _counts(acme) == (1, 0, 1)


async def test_it_refuses_votes_that_are_none(acme: Any) -> None:
    await _zebra(acme)
    for sent in (
        {},
        {"helpful": "perhaps"},
        {"helpful": "no", "reason": "x"},
        {"helpful": "no", "comment": "x" * 5000},
    ):
        assert (await acme.visitor.post(f"{THERE}/votes", data=sent)).status_code == 422
    assert await _counts(acme) == (0, 0, 0)


async def test_views_are_counted_without_a_write_per_view(acme: Any) -> None:
    from polydesk.kernel import tally

    await _zebra(acme)
    await tally.flush()
    for _reader in range(5):
        await acme.visitor.get(THERE)
        await acme.visitor.client.head(THERE)  # asks whether it is there, and reads nothing
    async with acme.unit():
        assert await unit.fetchval("SELECT views FROM article_text") == 0
    await tally.flush()
    async with acme.unit():
        assert await unit.fetchval("SELECT views FROM article_text") == 5
