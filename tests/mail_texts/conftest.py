"""The scenes of mail texts: acme in English, Italian and Arabic; a ticket of a customer who reads Italian."""

from collections.abc import Callable
from typing import Any

import pytest

from polydesk.kernel import outbox, unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.ids import new_id
from polydesk.tickets import conversation, queries
from polydesk.tickets.submission import NewTicket, submit
from tenants import directory
from tenants.roles import permissions_of


@pytest.fixture
async def house(acme: Any) -> Any:
    async with acme.unit():
        await unit.execute("UPDATE tenant SET languages = '{en,it,ar}' WHERE id = $1", acme.id)
    directory.forget(acme.id)
    return acme


@pytest.fixture
def ask(house: Any) -> Callable[..., Any]:
    """`await ask(language="it")`: a ticket of somebody whose address is confirmed, as it is then."""

    async def asked(
        *, language: str = "it", name: str = "Carla", confirmed: bool = True, subject: str = "Lampada"
    ) -> Any:
        address = f"{new_id().hex}@clienti.example"
        async with house.unit():
            new = NewTicket(address=address, name=name, subject=subject, body="Dov'è?", language=language)
            done = await submit(new, key=new_id().hex)
            if confirmed:
                await unit.execute("UPDATE person_address SET confirmed_at = now() WHERE address = $1", address)
            return await queries.by_id(done.ticket_id)

    return asked


@pytest.fixture
def answer(house: Any) -> Callable[..., Any]:
    """`await answer(ticket)`: alice answers."""

    async def answered(ticket: Any, body: str = "È in viaggio.", **more: Any) -> None:
        alice = Actor("member", house.alice.id, "Alice", role="agent", permissions=permissions_of("agent"))
        async with house.unit():
            await conversation.reply(ticket, body=body, by=alice, seen=ticket.message_count, **more)

    return answered


@pytest.fixture
def mails(house: Any) -> Callable[..., Any]:
    """`await mails("reply")`: those that were sent, the oldest first."""

    async def sent(kind: str) -> list[Any]:
        await outbox.drain(house.id)
        async with house.unit():
            return list(await unit.fetch("SELECT * FROM mail WHERE kind = $1 ORDER BY created_at, id", kind))

    return sent
