"""What customers say, on the portal: nothing before it is switched on and approved, nothing else than was approved."""

import re
from typing import Any
from uuid import UUID

from tests_surveys import ticket_of

from polydesk.kernel import unit
from polydesk.kernel.events import announce
from surveys.answer_form import Answer
from surveys.answering import answer
from surveys.events import RatingWithdrawn
from surveys.facts import facts_of
from surveys.form_choice import form_for
from surveys.invitations import invitation, invite

PAGE = "/admin/surveys/praise"


async def said(acme: Any, score: int, comment: str) -> tuple[Any, str]:
    """The invitation and the rating's id."""
    ticket = await ticket_of(acme)
    async with acme.unit():
        facts = await facts_of(ticket.id)
        assert facts
        held = await invitation(
            await invite(facts, language="it", form_version_id=(await form_for(ticket.id)).id) or ""
        )
        assert held
        await answer(held, Answer(score, comment=comment))
        return held, str(await unit.fetchval("SELECT id FROM rating WHERE invitation_id = $1", held.id))


async def approve(acme: Any, rating: str, **fields: str) -> Any:
    """As it is read at this moment."""
    seen = mark_in((await acme.olga.get(PAGE)).text, rating)
    return await acme.olga.post(f"{PAGE}/{rating}", {**fields, "seen": seen})


def mark_in(page: str, rating: str) -> str:
    found = re.search(rf'praise/{rating}" .*?name="seen" value="([^"]+)"', page, re.DOTALL)
    assert found
    return found[1]


async def home(acme: Any) -> str:
    return str((await acme.visitor.get("/en/")).text)


async def test_nothing_is_shown_before_it_is_switched_on_approved_and_after_it_is_withdrawn(
    acme: Any, globex: Any
) -> None:
    _held, rating = await said(acme, 5, "Quick and kind.")
    _bad, unhappy = await said(acme, 1, "Never again.")
    assert "Never again." not in (await acme.olga.get(PAGE)).text
    assert (await acme.olga.post(f"{PAGE}/{unhappy}", {})).status_code == 404, "praise is good"
    assert (await globex.mallory.post(f"{PAGE}/{rating}", {})).status_code == 404
    assert (await acme.alice.post(f"{PAGE}/{rating}", {})).status_code == 403

    await approve(acme, rating, shown_as="Carl")
    assert "Quick and kind." not in await home(acme), "it is off"
    await acme.olga.post(PAGE, {"shown": "yes"})
    page = await home(acme)
    assert "Quick and kind." in page
    assert "Carl" in page
    await acme.olga.post(f"{PAGE}/{rating}/end", {})
    assert "Quick and kind." not in await home(acme)
    await approve(acme, rating, shown_as="")
    assert "A customer" in await home(acme)
    await acme.olga.post(PAGE, {})
    assert "Quick and kind." not in await home(acme)


async def test_an_answer_that_changes_leaves_the_portal_until_it_is_approved_again(acme: Any) -> None:
    held, rating = await said(acme, 5, "Quick and kind.")
    await acme.olga.post(PAGE, {"shown": "yes"})
    await approve(acme, rating)
    assert "Quick and kind." in await home(acme)
    async with acme.unit():
        await answer(held, Answer(5, comment="Buy at shady.example!"))
    page = await home(acme)
    assert "shady" not in page
    assert "Quick and kind." not in page
    assert "Approve" in (await acme.olga.get(PAGE)).text


async def test_only_what_the_admin_has_read_is_approved(acme: Any) -> None:
    held, rating = await said(acme, 5, "Quick and kind.")
    seen = mark_in((await acme.olga.get(PAGE)).text, rating)
    async with acme.unit():
        await answer(held, Answer(5, comment="Buy at shady.example!"))
    await acme.olga.post(PAGE, {"shown": "yes"})
    late = await acme.olga.post(f"{PAGE}/{rating}", {"shown_as": "Carl", "seen": seen})
    assert late.status_code == 409
    assert "shady" in late.text, "it says what the answer is now"
    assert 'value="Carl"' in late.text, "and keeps what was typed"
    assert "shady" not in await home(acme)


async def test_an_answer_that_counts_no_more_leaves_the_portal_at_once(acme: Any) -> None:
    held, rating = await said(acme, 5, "Quick and kind.")
    await acme.olga.post(PAGE, {"shown": "yes"})
    await approve(acme, rating)
    assert "Quick and kind." in await home(acme)
    async with acme.unit():
        await unit.execute("DELETE FROM rating WHERE id = $1::uuid", rating)
        await announce(RatingWithdrawn(held.ticket_id, held.cycle, UUID(rating), 5))
    assert "Quick and kind." not in await home(acme)
