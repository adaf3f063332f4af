"""A customer's tickets after they were sent: by login and by a guest's link."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from polydesk.kernel import clock, unit
from polydesk.kernel.actor import SYSTEM, Actor
from polydesk.tickets import conversation, lifecycle
from polydesk.tickets.queries import by_number
from tenants.roles import permissions_of


def _alice(house: Any) -> Actor:
    return Actor("member", house.alice.id, "Alice", house.alice.email, "agent", permissions_of("agent"))


async def _reply(house: Any, body: str = "Please **restart** it.", **named: Any) -> None:
    async with house.unit():
        await conversation.reply(await by_number(1), body=body, by=_alice(house), **named)


async def _status(house: Any, number: int = 1) -> str:
    async with house.unit():
        return (await by_number(number)).status


async def test_it_shows_the_conversation_without_notes(acme: Any, guest_ticket: Any) -> None:
    place = await guest_ticket()
    await _reply(acme)
    async with acme.unit():
        await conversation.add_note(await by_number(1), body="He is difficult", by=_alice(acme))
    page = await acme.visitor.get(place)
    assert "<strong>restart</strong>" in page.text
    assert "difficult" not in page.text


@pytest.mark.parametrize("way", ["guest_ticket", "own_ticket"])
async def test_it_takes_an_answer(acme: Any, request: Any, way: str) -> None:
    place = await request.getfixturevalue(way)()
    await _reply(acme)
    who = acme.visitor if way == "guest_ticket" else acme.carl
    answer = await who.post(f"{place}/messages", {"message": "It helped, thanks."})
    assert answer.headers["location"] == f"{place}?done=sent#latest"
    assert "It helped, thanks." in (await who.get(place)).text
    assert await _status(acme) == "open"


async def test_it_says_a_doubled_answer_once(acme: Any, guest_ticket: Any) -> None:
    place = await guest_ticket()
    for _ in range(2):
        await acme.visitor.post(f"{place}/messages", {"message": "Only once", "key": "a key that is long enough"})
    assert (await acme.visitor.get(place)).text.count("Only once") == 1


async def test_it_refuses_an_empty_answer(acme: Any, guest_ticket: Any) -> None:
    answer = await acme.visitor.post(f"{await guest_ticket()}/messages", {"message": "  "})
    assert answer.status_code == 422
    assert 'id="f-message-error"' in answer.text


async def test_it_takes_a_file_alone(acme: Any, guest_ticket: Any) -> None:
    place = await guest_ticket()
    await acme.visitor.client.post(f"{place}/messages", files={"files": ("log <b>.txt", b"x", "text/plain")})
    page = (await acme.visitor.get(place)).text
    assert "log &lt;b&gt;.txt" in page


async def test_it_lends_files_to_who_may_see_the_ticket(acme: Any, globex: Any, own_ticket: Any) -> None:
    place = await own_ticket()
    await acme.carl.client.post(f"{place}/messages", files={"files": ("log.txt", b"hello", "text/plain")})
    file = (await acme.carl.get(place)).text.split(f'href="{place}/files/')[1].split('"')[0]
    lent = await acme.carl.get(f"{place}/files/{file}")
    assert lent.status_code == 303
    assert (await acme.visitor.get(_path(lent.headers["location"]))).content == b"hello"
    assert (await acme.cora.get(f"{place}/files/{file}")).status_code == 404
    assert (await globex.greg.get(f"{place}/files/{file}")).status_code == 404
    assert (await acme.visitor.get(f"{place}/files/{file}")).status_code in (302, 303)


async def test_it_never_lends_the_files_of_a_note(acme: Any, own_ticket: Any) -> None:
    from polydesk.kernel import storage

    place = await own_ticket()
    async with acme.unit():
        kept = await storage.keep_bytes("secret.txt", b"x")
    async with acme.unit():
        await conversation.add_note(await by_number(1), body="See", by=_alice(acme), files=[kept.claim])
    assert (await acme.carl.get(f"{place}/files/{kept.id}")).status_code == 404
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM message_file WHERE tenant_id = app.tenant_id()") == 1


async def test_it_is_solved_and_opened_again_by_the_customer(acme: Any, guest_ticket: Any) -> None:
    place = await guest_ticket()
    assert (await acme.visitor.post(f"{place}/solution")).headers["location"] == f"{place}?done=solved"
    assert await _status(acme) == "resolved"
    assert (await acme.visitor.post(f"{place}/solution")).status_code == 409
    assert (await acme.visitor.post(f"{place}/reopening")).status_code == 303
    assert await _status(acme) == "open"


async def test_it_opens_a_new_ticket_after_the_old_one_closed(acme: Any, guest_ticket: Any) -> None:
    place = await guest_ticket()
    async with acme.unit():
        await lifecycle.close(await by_number(1), by=SYSTEM)
    assert (await acme.visitor.post(f"{place}/reopening")).status_code == 409
    answer = await acme.visitor.post(f"{place}/messages", {"message": "Again!"})
    assert answer.headers["location"] != place
    assert "Again!" in (await acme.visitor.get(answer.headers["location"])).text
    assert (await _status(acme, 1), await _status(acme, 2)) == ("closed", "new")


async def test_it_notes_how_urgent_it_is(acme: Any, guest_ticket: Any) -> None:
    place = await guest_ticket()
    await acme.visitor.post(f"{place}/urgency", {"priority": "urgent"})
    assert "changed the priority" in (await acme.visitor.get(place)).text
    assert (await acme.visitor.post(f"{place}/urgency", {"priority": "now!"})).status_code == 422


async def test_it_withdraws_the_link_when_the_customer_wants_a_new_one(acme: Any, guest_ticket: Any) -> None:
    place = await guest_ticket()
    new = (await acme.visitor.post(f"{place}/link")).headers["location"]
    assert (await acme.visitor.get(place)).status_code == 410
    assert (await acme.visitor.post(f"{place}/messages", {"message": "x"})).status_code == 410
    assert (await acme.visitor.get(new)).status_code == 200


@pytest.mark.parametrize("token", ["x", "%00", "a" * 3000, "' OR 1=1", "%ff", "../../x", "ü"])
async def test_it_opens_nothing_with_a_made_up_link(acme: Any, guest_ticket: Any, token: str) -> None:
    await guest_ticket()
    assert (await acme.visitor.get(f"/t/{token}")).status_code in (400, 404)


async def test_it_does_not_open_another_tenants_link(acme: Any, globex: Any, guest_ticket: Any) -> None:
    assert (await globex.visitor.get(await guest_ticket())).status_code == 404


async def test_it_hides_a_ticket_from_other_customers(acme: Any, own_ticket: Any) -> None:
    place = await own_ticket()
    for path in (place, f"{place}/receipt"):
        assert (await acme.cora.get(path)).status_code == 404
    for noun in ("messages", "solution", "reopening", "urgency", "link"):
        assert (await acme.cora.post(f"{place}/{noun}", {"message": "x", "priority": "low"})).status_code == 404
    assert (await acme.visitor.get(place)).headers["location"].startswith("/en/signin")


@pytest.mark.parametrize("number", ["0", "99", "9223372036854775808", "99999999999999999999999", "-1", "1.5", "x"])
async def test_it_knows_no_such_ticket(acme: Any, number: str) -> None:
    assert (await acme.carl.get(f"/en/tickets/{number}")).status_code in (400, 404)


async def test_it_lists_filters_and_finds_own_tickets(acme: Any, own_ticket: Any, guest_ticket: Any) -> None:
    for subject in ("Blue lamp", "Red chair"):
        await own_ticket(subject=subject)
    await guest_ticket(subject="Somebody else's")
    page = (await acme.carl.get("/en/tickets")).text
    assert "Blue lamp" in page
    assert "Somebody else" not in page
    found = (await acme.carl.get("/en/tickets?q=chair")).text
    assert "Red chair" in found
    assert "Blue lamp" not in found
    assert "Blue lamp" not in (await acme.carl.get("/en/tickets?status=solved")).text


@pytest.mark.parametrize(
    "query", ["before=x", "before=-1", "before=" + "9" * 30, "status=%00", "q=%00%ff", "q=" + "x" * 5000]
)
async def test_it_takes_any_query(acme: Any, own_ticket: Any, query: str) -> None:
    await own_ticket()
    assert (await acme.carl.get(f"/en/tickets?{query}")).status_code in (200, 400)


async def test_it_pages_through_own_tickets(acme: Any, sends: Any) -> None:
    async with acme.unit():
        from polydesk.tickets.submission import NewTicket, submit

        for n in range(25):
            new = NewTicket(subject=f"Number {n}", body="x", person_id=acme.carl.id)
            await submit(new, key=f"a key that is long enough {n}")
    first = (await acme.carl.get("/en/tickets")).text
    assert "Number 24" in first
    assert "Number 4<" not in first
    second = (await acme.carl.get("/en/tickets?before=6")).text
    assert "Number 4<" in second


async def test_it_closes_by_itself_after_the_days_that_the_tenant_wants(acme: Any, guest_ticket: Any) -> None:
    from polydesk.tickets.closing import close_resolved

    place = await guest_ticket()
    await acme.visitor.post(f"{place}/solution")
    with clock.travel(clock.now() + timedelta(days=6)):
        async with acme.unit():
            assert await close_resolved() == 0
    with clock.travel(clock.now() + timedelta(days=8)):
        async with acme.unit():
            assert await close_resolved() == 1
    assert await _status(acme) == "closed"


def _path(location: str) -> str:
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
