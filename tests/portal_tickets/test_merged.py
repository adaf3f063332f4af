"""Customers whose tickets were merged: the old link leads on, and nobody reads what is not theirs."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from polydesk.kernel.actor import Actor
from polydesk.tickets.conversation import reply
from polydesk.tickets.merging import merge
from polydesk.tickets.queries import by_number
from tenants.roles import permissions_of

GuestTicket = Callable[..., Awaitable[str]]


def alice(acme: Any) -> Actor:
    return Actor("member", acme.alice.id, "Alice", role="agent", permissions=permissions_of("agent"))


async def merged(acme: Any, number: int, into: int) -> None:
    async with acme.unit():
        await merge(await by_number(number), into=await by_number(into), by=alice(acme), across_customers=True)


async def answered(acme: Any, number: int, body: str) -> None:
    async with acme.unit():
        await reply(await by_number(number), body=body, by=alice(acme))


async def test_it_opens_the_ticket_where_it_goes_on_from_the_old_link(acme: Any, guest_ticket: GuestTicket) -> None:
    await guest_ticket(subject="The lamp", message="It went dark.")
    second = await guest_ticket(subject="Lamp again", message="Still dark.")
    await merged(acme, 2, 1)
    page = (await acme.visitor.get(second)).text
    assert "Ticket #1" in page
    assert "It went dark." in page
    assert "Still dark." in page


async def test_it_shows_a_customer_only_what_is_theirs(acme: Any, guest_ticket: GuestTicket) -> None:
    first = await guest_ticket(email="carla@x.example", name="Carla", subject="Her lamp", message="Carla's words")
    second = await guest_ticket(email="erin@x.example", name="Erin", subject="My lamp", message="Erin's words")
    await merged(acme, 2, 1)
    await answered(acme, 1, "For both of you")
    carlas, erins = (await acme.visitor.get(first)).text, (await acme.visitor.get(second)).text
    assert "Erin" not in carlas
    assert "Carla" not in erins
    assert "Her lamp" not in erins
    assert "#1" not in erins
    assert "For both of you" in carlas
    assert "For both of you" in erins
    assert "Ticket #2" in erins


async def test_it_lets_them_write_but_not_decide_for_the_other(acme: Any, guest_ticket: GuestTicket) -> None:
    first = await guest_ticket(email="carla@x.example")
    second = await guest_ticket(email="erin@x.example")
    await merged(acme, 2, 1)
    page = (await acme.visitor.get(second)).text
    assert f'action="{second}/messages"' in page
    for way in ("solution", "reopening", "urgency"):
        assert f'action="{second}/{way}"' not in page
        answer = await acme.visitor.client.post(f"{second}/{way}", data={"priority": "urgent"})
        assert answer.status_code == 409
        assert "#1" not in answer.text
    written = await acme.visitor.client.post(f"{second}/messages", data={"message": "Erin again"})
    assert written.status_code == 303
    assert "Erin again" in (await acme.visitor.get(second)).text
    assert "Erin again" not in (await acme.visitor.get(first)).text


@pytest.mark.parametrize("whose", ["first", "second"])
async def test_it_hands_out_no_file_of_the_other(acme: Any, guest_ticket: GuestTicket, whose: str) -> None:
    sent = {"files": ("plan.txt", b"a plan", "text/plain")}
    first = await guest_ticket(email="carla@x.example", files=sent)
    second = await guest_ticket(email="erin@x.example", files=sent)
    pages = {"first": first, "second": second}
    files = {name: await _file(acme, page) for name, page in pages.items()}
    await merged(acme, 2, 1)
    other = "second" if whose == "first" else "first"
    assert (await acme.visitor.get(f"{pages[whose]}/files/{files[whose]}")).status_code == 303
    assert (await acme.visitor.get(f"{pages[whose]}/files/{files[other]}")).status_code == 404


async def test_it_withdraws_the_old_link_with_the_others(acme: Any, guest_ticket: GuestTicket) -> None:
    first, second = await guest_ticket(), await guest_ticket(subject="Again")
    await merged(acme, 2, 1)
    await acme.visitor.client.post(f"{first}/link")
    assert (await acme.visitor.get(first)).status_code == 410
    assert (await acme.visitor.get(second)).status_code == 410


async def _file(acme: Any, page: str) -> str:
    found = re.search(r"/files/([0-9a-f-]{36})", (await acme.visitor.get(page)).text)
    assert found
    return found[1]
