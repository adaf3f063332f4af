"""Scenes about tickets: people as actors, and tickets that somebody asked."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from polydesk.kernel.actor import Actor
from polydesk.kernel.ids import new_id
from polydesk.tickets.queries import by_id
from polydesk.tickets.submission import NewTicket, submit
from polydesk.tickets.ticket import Ticket
from tenants.roles import permissions_of

Asks = Callable[..., Awaitable[Ticket]]


@pytest.fixture
def acting() -> Callable[[Any], Actor]:
    """A person of the cast as the one who acts."""

    def as_actor(person: Any) -> Actor:
        kind = "member" if person.role else "requester"
        return Actor(kind, person.id, person.name, person.email, person.role, permissions_of(person.role))  # type: ignore[arg-type]

    return as_actor


@pytest.fixture
def asks() -> Asks:
    """Somebody asks something, inside an open unit; answers with the ticket."""

    async def ask(
        address: str = "dora@customers.example", *, subject: str = "The lamp is broken", **named: Any
    ) -> Ticket:
        new = NewTicket(**{"subject": subject, "body": "It went dark.", "address": address, **named})
        return await by_id((await submit(new, key=str(new_id()))).ticket_id)

    return ask
