"""The two buttons below an answer: a person confirms on the page; what opens links and posts forms decides nothing."""

from datetime import timedelta
from typing import Any

import pytest

from polydesk.kernel import outbox, unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now, travel
from polydesk.mailroom import habits
from polydesk.mailroom.habits import Habits
from polydesk.tickets import conversation, lifecycle, queries
from portal.tickets import by_hand
from tenants.roles import permissions_of

BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def alice(acme: Any) -> Actor:
    return Actor("member", acme.alice.id, "Alice", role="agent", permissions=permissions_of("agent"))


async def the_ticket(acme: Any) -> Any:
    async with acme.unit():
        return await queries.by_id(await unit.fetchval("SELECT id FROM ticket ORDER BY number LIMIT 1"))


@pytest.fixture
def person(acme: Any, field_of: Any) -> Any:
    """Opens the page, looks at it for a while and presses the button."""

    async def press(at: str, *, seconds: float = 3, headers: Any = None, cookie: bool = True, **typed: str) -> Any:
        opened = now()  # however long the page takes
        with travel(opened):
            page = await acme.visitor.client.get(f"{at}?answer={typed['answer']}", headers=BROWSER)
        kept = page.headers.get("set-cookie", "").partition(";")[0] if cookie else ""
        sent = {"nonce": field_of(page.text, "nonce"), **typed}
        with travel(opened + timedelta(seconds=seconds)):
            return await acme.visitor.client.post(at, data=sent, headers={**BROWSER, "cookie": kept, **(headers or {})})

    return press


async def test_the_answer_asks_whether_it_is_solved_and_a_person_says_so(
    acme: Any, own_ticket: Any, person: Any
) -> None:
    await own_ticket()
    ticket = await the_ticket(acme)
    async with acme.unit():
        await conversation.reply(ticket, body="Tighten the lid.", by=alice(acme), seen=ticket.message_count)
    await outbox.drain(acme.id)
    async with acme.unit():
        mail = await unit.fetchval("SELECT text FROM mail WHERE kind = 'reply'")
    at = mail.partition("/solved?answer=yes")[0].rpartition("It is solved: ")[2] + "/solved"
    assert at.startswith(f"http://{acme.host}/t/")
    assert f"{at}?answer=no" in mail
    assert "You wrote" in mail
    assert "> It went dark." in mail
    assert "checked" in (await acme.visitor.client.get(f"{at}?answer=yes", headers=BROWSER)).text
    assert (await the_ticket(acme)).is_open, "a GET decides nothing"
    assert (await person(at, answer="yes")).status_code == 303
    assert (await the_ticket(acme)).resolved_by == "customer"
    assert (await person(at, answer="yes")).status_code == 303, "pressed again"
    assert (await person(at, answer="no")).status_code == 303
    assert (await the_ticket(acme)).is_open, "not solved reopens"
    assert (await person(at, answer="no")).status_code == 422, "it is open, so a word is needed"
    assert (await person(at, answer="no", message="It still drips.")).status_code == 303
    assert (await the_ticket(acme)).message_count == ticket.message_count + 2


@pytest.mark.parametrize(
    "robot",
    [
        {"headers": {"user-agent": "Mozilla/5.0 SafeLinks scanner"}},
        {"seconds": 0.2},
        {"cookie": False},
        {"nonce": ""},
        {"nonce": "1795357958000.AAAA"},
    ],
)
async def test_what_a_robot_posts_does_nothing(acme: Any, guest_ticket: Any, person: Any, robot: Any) -> None:
    at = f"{await guest_ticket()}/solved"
    answer = await person(at, answer="yes", **robot)
    assert answer.status_code == 200
    assert "once more" in answer.text
    assert (await the_ticket(acme)).is_open


async def test_a_nonce_is_good_for_its_own_ticket_alone(
    acme: Any, guest_ticket: Any, person: Any, field_of: Any
) -> None:
    mine, other = f"{await guest_ticket()}/solved", f"{await guest_ticket(subject='Another lamp')}/solved"
    page = await acme.visitor.client.get(other, headers=BROWSER)
    assert (await person(mine, answer="yes", nonce=field_of(page.text, "nonce"))).status_code == 200
    assert (await the_ticket(acme)).is_open
    assert not by_hand.is_proven("x.y", "token")


async def test_it_quotes_and_asks_only_where_it_may(acme: Any, guest_ticket: Any, own_ticket: Any) -> None:
    await guest_ticket(message="Buy pills")
    ticket = await the_ticket(acme)
    async with acme.unit():
        said = await conversation.reply(ticket, body="Hello.", by=alice(acme), seen=ticket.message_count)
        await habits.change(Habits(quotes=False, asks_solved=False))
    await outbox.drain(acme.id)
    async with acme.unit():
        assert "pills" not in await unit.fetchval("SELECT html FROM mail WHERE kind = 'reply'"), (
            "an unconfirmed address"
        )
        await unit.execute("UPDATE person_address SET confirmed_at = now()")
        await conversation.reply(said.ticket, body="Again.", by=alice(acme), seen=said.ticket.message_count)
    await outbox.drain(acme.id)
    async with acme.unit():
        latest = await unit.fetchval("SELECT html FROM mail WHERE kind = 'reply' ORDER BY id DESC LIMIT 1")
        await lifecycle.resolve(await queries.by_id(ticket.id), by=alice(acme))
    assert "pills" not in latest
    assert "solved?" not in latest
