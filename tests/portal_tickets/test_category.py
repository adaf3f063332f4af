"""What a ticket is about, as customers choose it: in their language, with a note where that is missing, by choice."""

from typing import Any

from polydesk.kernel import unit
from polydesk.tickets import categories
from polydesk.tickets.queries import by_number

NEW = "/en/tickets/new"


async def _category(house: Any, **names: str) -> categories.Category:
    async with house.unit():
        return await categories.add(names)


async def test_nobody_is_asked_where_there_are_no_categories(acme: Any) -> None:
    assert 'name="category"' not in (await acme.visitor.get(NEW)).text


async def test_a_customer_chooses_one_or_none(acme: Any, sends: Any) -> None:
    made = await _category(acme, en="Delivery")
    assert f'<option value="{made.id}">Delivery</option>' in (await acme.visitor.get(NEW)).text
    await sends(acme.visitor, category=str(made.id))
    await sends(acme.visitor, category="", subject="Another thing")
    async with acme.unit():
        assert [(await by_number(number)).category_id for number in (1, 2)] == [made.id, None]


async def test_it_is_offered_in_the_readers_language(acme: Any) -> None:
    async with acme.unit():
        await unit.execute("UPDATE tenant SET languages = '{en,it}', version = version + 1 WHERE id = app.tenant_id()")
    await _category(acme, en="Delivery", it="Consegna")
    assert "Some of these are not available" not in (await acme.visitor.get(NEW)).text


async def test_a_missing_language_shows_the_nearest_and_says_so(acme: Any) -> None:
    await _category(acme, it="Consegna")
    page = (await acme.visitor.get(NEW)).text
    assert 'lang="it">Consegna</option>' in page
    assert "Some of these are not available in your language yet." in page


async def test_what_was_archived_meanwhile_is_told_and_nothing_is_lost(acme: Any, sends: Any) -> None:
    made = await _category(acme, en="Delivery")
    async with acme.unit():
        await categories.archive(made.id)
    answer = await sends(acme.visitor, category=str(made.id))
    assert answer.status_code == 422
    await _category(acme, en="Repair")
    answer = await sends(acme.visitor, category=str(made.id), message="It went very dark.")
    assert answer.status_code == 422
    assert "This category does not exist any more." in answer.text
    assert "It went very dark." in answer.text


async def test_another_companys_category_is_none_of_ours(acme: Any, globex: Any, sends: Any) -> None:
    theirs = await _category(globex, en="Secret projects")
    assert "Secret projects" not in (await acme.visitor.get(NEW)).text
    assert (await sends(acme.visitor, category=str(theirs.id))).status_code == 422


async def test_the_promise_can_be_asked_for_a_category(acme: Any) -> None:
    made = await _category(acme, en="Delivery")
    for typed in (str(made.id), "nonsense", ""):
        assert (await acme.visitor.get(f"/en/tickets/promise?category={typed}")).status_code == 200


async def test_a_customer_sees_what_their_ticket_is_about(acme: Any, guest_ticket: Any) -> None:
    made = await _category(acme, en="Delivery")
    page = await guest_ticket(category=str(made.id))
    assert ">Delivery</dd>" in (await acme.visitor.get(page)).text
