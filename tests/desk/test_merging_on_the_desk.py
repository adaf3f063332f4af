"""Merging on the desk: choosing, seeing both, the warning, the way back; tags, organisation, impact beside a ticket."""

from typing import Any

import pytest

from polydesk.customers import organisations
from polydesk.kernel import unit
from polydesk.tickets.queries import by_number

ERIN = "erin@acme-customers.example"


@pytest.fixture
async def pair(ask: Any) -> tuple[int, int]:
    """Two tickets of one customer."""
    return int(await ask("The invoice is wrong")), int(await ask("Invoice, again", "It is still wrong."))


@pytest.fixture
async def others(ask: Any) -> tuple[int, int]:
    """Two tickets of two customers."""
    first = int(await ask("The invoice is wrong"))
    return first, int(await ask("Wrong invoice", "Mine, too.", address=ERIN, name="Erin"))


async def test_it_offers_the_customers_other_tickets(acme: Any, pair: tuple[int, int]) -> None:
    page = (await acme.alice.get(f"/desk/tickets/{pair[1]}/merge")).text
    assert f"/desk/tickets/{pair[1]}/merge?into={pair[0]}" in page
    assert f"/desk/tickets/{pair[1]}/merge?into={pair[1]}" not in page


async def test_it_finds_the_other_one_by_words_and_number(acme: Any, others: tuple[int, int]) -> None:
    for words in ("wrong", f"#{others[0]}"):
        page = (await acme.alice.get(f"/desk/tickets/{others[1]}/merge", params={"q": words})).text
        assert f"into={others[0]}" in page
    part = await acme.alice.swap("GET", f"/desk/tickets/{others[1]}/merge?q=nonsense")
    assert "Nothing found" in part.text
    assert "<html" not in part.text


async def test_it_shows_both_before_anything_happens(acme: Any, pair: tuple[int, int]) -> None:
    page = (await acme.alice.get(f"/desk/tickets/{pair[1]}/merge?into={pair[0]}")).text
    assert "The invoice is wrong" in page
    assert "It is still wrong." in page
    assert "Two different customers" not in page
    async with acme.unit():
        assert not (await by_number(pair[1])).is_merged


async def test_it_merges_and_leads_from_the_old_number(acme: Any, pair: tuple[int, int]) -> None:
    answer = await acme.alice.post(f"/desk/tickets/{pair[1]}/merge", {"into": str(pair[0])})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/tickets/{pair[0]}?merged={pair[1]}")
    page = (await acme.alice.get(answer.headers["location"])).text
    assert "It is still wrong." in page
    assert f"from #{pair[1]}" in page
    old = await acme.alice.get(f"/desk/tickets/{pair[1]}")
    assert (old.status_code, old.headers["location"]) == (303, f"/desk/tickets/{pair[0]}?came={pair[1]}")


async def test_it_takes_apart_what_was_merged(acme: Any, pair: tuple[int, int]) -> None:
    await acme.alice.post(f"/desk/tickets/{pair[1]}/merge", {"into": str(pair[0])})
    page = (await acme.alice.get(f"/desk/tickets/{pair[0]}")).text
    assert f'action="/desk/tickets/{pair[1]}/merge/end"' in page
    answer = await acme.alice.post(f"/desk/tickets/{pair[1]}/merge/end")
    assert answer.headers["location"] == f"/desk/tickets/{pair[0]}?unmerged={pair[1]}"
    assert "It is still wrong." in (await acme.alice.get(f"/desk/tickets/{pair[1]}")).text
    assert "It is still wrong." not in (await acme.alice.get(f"/desk/tickets/{pair[0]}")).text


async def test_it_warns_of_two_customers_and_wants_a_word(acme: Any, others: tuple[int, int]) -> None:
    preview = (await acme.alice.get(f"/desk/tickets/{others[1]}/merge?into={others[0]}")).text
    assert "Two different customers" in preview
    refused = await acme.alice.post(f"/desk/tickets/{others[1]}/merge", {"into": str(others[0])})
    assert refused.status_code == 409
    assert "Please confirm that you want to merge them." in refused.text
    done = await acme.alice.post(f"/desk/tickets/{others[1]}/merge", {"into": str(others[0]), "across": "yes"})
    assert done.status_code == 303


async def test_it_says_beside_the_reply_who_gets_it_too(acme: Any, others: tuple[int, int]) -> None:
    await acme.alice.post(f"/desk/tickets/{others[1]}/merge", {"into": str(others[0]), "across": "yes"})
    assert "Also to Erin: " in (await acme.alice.get(f"/desk/tickets/{others[0]}")).text


async def test_it_names_nobody_else_for_one_customer(acme: Any, pair: tuple[int, int]) -> None:
    await acme.alice.post(f"/desk/tickets/{pair[1]}/merge", {"into": str(pair[0])})
    assert "Also to" not in (await acme.alice.get(f"/desk/tickets/{pair[0]}")).text


async def test_it_says_why_it_cannot_be_done(acme: Any, pair: tuple[int, int]) -> None:
    await acme.alice.post(f"/desk/tickets/{pair[0]}/closure")
    page = (await acme.alice.get(f"/desk/tickets/{pair[1]}/merge?into={pair[0]}")).text
    assert "Reopen it first" in page
    assert 'name="into"' not in page
    missing = await acme.alice.get(f"/desk/tickets/{pair[1]}/merge?into=4711")
    assert missing.status_code == 422
    assert "There is no ticket #4711." in missing.text


async def test_it_keeps_an_open_page_of_a_merged_ticket_with_its_text(acme: Any, pair: tuple[int, int]) -> None:
    await acme.alice.post(f"/desk/tickets/{pair[1]}/merge", {"into": str(pair[0])})
    news = await acme.bob.swap("GET", f"/desk/tickets/{pair[1]}/changes")
    assert f"This ticket was merged into #{pair[0]}" in news.text
    assert 'id="composer"' not in news.text
    refused = await acme.bob.swap("POST", f"/desk/tickets/{pair[1]}/replies", data={"body": "My long answer"})
    assert refused.status_code == 409
    assert f"#{pair[0]}" in refused.text


async def test_it_lets_only_those_merge_who_may_change(acme: Any, globex: Any, pair: tuple[int, int]) -> None:
    assert (await acme.lara.post(f"/desk/tickets/{pair[1]}/merge", {"into": str(pair[0])})).status_code == 403
    assert (await globex.mallory.get(f"/desk/tickets/{pair[1]}/merge")).status_code == 404
    assert "/merge" not in (await acme.lara.get(f"/desk/tickets/{pair[0]}")).text


async def test_it_tags_and_untags(acme: Any, pair: tuple[int, int]) -> None:
    await acme.alice.post(f"/desk/tickets/{pair[0]}/tags", {"tags": "Roof, VIP"})
    page = (await acme.alice.get(f"/desk/tickets/{pair[0]}")).text
    assert "Remove the tag roof" in page
    await acme.alice.post(f"/desk/tickets/{pair[0]}/tags/end", {"tags": "roof"})
    async with acme.unit():
        assert (await by_number(pair[0])).tags == ["vip"]
    assert '<option value="vip">' in (await acme.alice.get("/desk/tags")).text


async def test_it_shows_a_tag_as_it_was_typed_and_no_markup(acme: Any, pair: tuple[int, int]) -> None:
    await acme.alice.post(f"/desk/tickets/{pair[0]}/tags", {"tags": "<b>bold</b>"})
    page = (await acme.alice.get(f"/desk/tickets/{pair[0]}")).text
    assert "<b>bold" not in page
    assert "&lt;b&gt;bold" in page


async def test_it_sets_impact_and_urgency(acme: Any, pair: tuple[int, int]) -> None:
    answer = await acme.alice.post(f"/desk/tickets/{pair[0]}/impact", {"impact": "high", "urgency": ""})
    assert answer.status_code == 303
    async with acme.unit():
        ticket = await by_number(pair[0])
    assert (ticket.impact, ticket.urgency) == ("high", None)
    assert (await acme.alice.post(f"/desk/tickets/{pair[0]}/impact", {"impact": "huge"})).status_code == 400


async def test_it_chooses_the_organisation(acme: Any, pair: tuple[int, int]) -> None:
    async with acme.unit():
        roofers = await organisations.found("Roofers United")
    page = (await acme.alice.get(f"/desk/tickets/{pair[0]}/organisation", params={"q": "roof"})).text
    assert "Roofers United" in page
    await acme.alice.post(f"/desk/tickets/{pair[0]}/organisation", {"organisation": str(roofers)})
    assert "Roofers United" in (await acme.alice.get(f"/desk/tickets/{pair[0]}")).text
    await acme.alice.post(f"/desk/tickets/{pair[0]}/organisation", {"organisation": ""})
    async with acme.unit():
        assert await unit.fetchval("SELECT organisation_id FROM ticket WHERE number = $1", pair[0]) is None
