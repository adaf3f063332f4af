"""Opting out: one click or one button, until they take it back; it holds for the person, whatever becomes of their rows."""

from typing import Any

import pytest
from tests_surveys import Tap, asked, confirms, survey_mails, taps, ticket_of, tuesday_noon

from polydesk.customers.people import person_for
from polydesk.kernel import unit
from polydesk.kernel.clock import travel
from surveys import opting_out
from surveys.facts import facts_of


@pytest.fixture
async def stop(acme: Any) -> Any:
    """Where Carl says that it is enough, with the ticket that he was asked about."""
    with travel(tuesday_noon()):
        ticket = await ticket_of(acme)
        yield f"{await asked(acme)}/stop", ticket


async def is_out(acme: Any) -> bool:
    async with acme.unit():
        return await opting_out.opted_out_at(acme.carl.id) is not None


async def test_the_mail_carries_a_link_and_a_click_for_programs(acme: Any, stop: Any) -> None:
    at, _ticket = stop
    (mail,) = await survey_mails(acme)
    assert mail["headers"]["List-Unsubscribe"].endswith(f"{at}>")
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert at in mail["text"]
    # As a mail provider sends it: from nowhere, without cookies.
    headers = {"sec-fetch-site": "none", "user-agent": "Mail provider"}
    assert (await acme.visitor.post(at, {"List-Unsubscribe": "One-Click"}, headers=headers)).status_code == 200
    assert await is_out(acme)


async def test_a_person_leaves_and_comes_back_by_buttons_and_agents_see_it(acme: Any, stop: Any) -> None:
    at, ticket = stop
    tap = await taps(acme.visitor, at)
    assert not await is_out(acme), "looking changes nothing"
    assert (await confirms(acme.visitor, at, tap)).status_code == 303
    assert await is_out(acme)
    assert "Opted out" in (await acme.alice.get(f"/desk/people/{ticket.person_id}")).text
    back = await taps(acme.visitor, at, cookie=tap.cookie)
    assert "We will not ask you again" in back.page.text
    assert (await confirms(acme.visitor, f"{at}/undo", back)).status_code == 303
    assert not await is_out(acme)


async def test_a_scanner_that_posts_what_it_finds_opts_nobody_out(acme: Any, stop: Any) -> None:
    at, _ticket = stop
    tap = await taps(acme.visitor, at)
    assert (await confirms(acme.visitor, at, Tap(tap.page, ""))).status_code == 200
    assert (await acme.visitor.post(at, {})).status_code == 200
    assert not await is_out(acme)


async def test_it_holds_when_people_are_merged_and_when_they_are_erased_and_come_again(acme: Any, stop: Any) -> None:
    _at, ticket = stop
    async with acme.unit():
        await opting_out.opt_out(acme.carl.id)
        # Carl was Cora all along: his address and his ticket are hers from now on.
        await unit.execute("UPDATE person_address SET person_id = $2 WHERE person_id = $1", acme.carl.id, acme.cora.id)
        await unit.execute("UPDATE ticket SET person_id = $2 WHERE id = $1", ticket.id, acme.cora.id)
        facts = await facts_of(ticket.id)
        assert facts is not None
        assert facts.opted_out_at
        await unit.execute("UPDATE ticket SET person_id = NULL")
        await unit.execute("DELETE FROM person WHERE id = ANY($1::uuid[])", [acme.carl.id, acme.cora.id])
        again = await person_for(acme.carl.email)
        assert await opting_out.opted_out_at(again.id)


async def test_it_is_one_companys_matter(cast: Any) -> None:
    async with cast.acme.unit():
        await opting_out.opt_out(cast.acme.carl.id)
    async with cast.globex.unit():
        there = await person_for(cast.acme.carl.email)
        assert await opting_out.opted_out_at(there.id) is None
