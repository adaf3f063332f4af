"""The replies' scenes: acme in English and Italian, a ticket of carla's, who reads Italian."""

from collections.abc import Callable
from typing import Any

import pytest

from polydesk.kernel.actor import Actor
from polydesk.replies import canned
from polydesk.replies.canned import Draft
from polydesk.tickets.submission import NewTicket, submit
from tenants.roles import permissions_of

TEXTS = {"en": "Hello {{customer.name}}, {{ticket.number}} is on its way.", "it": "Ciao {{customer.name}}, arriva."}


def actor_of(person: Any) -> Actor:
    return Actor(
        "member", person.id, person.name, person.email, person.role, permissions_of(person.role), language="en"
    )


@pytest.fixture
def reply(acme: Any) -> Callable[..., Any]:
    """`await reply(by=acme.alice, scope="all")`: a canned reply, as its id."""

    async def written(*, by: Any = None, name: str = "On its way", **more: Any) -> Any:
        async with acme.unit():
            draft = Draft(name, more.pop("texts", TEXTS), **{"scope": "all", **more})
            return await canned.write(draft, by=actor_of(by or acme.alice))

    return written


@pytest.fixture
def ask(acme: Any) -> Callable[..., Any]:
    """`await ask()`: a ticket of carla's in Italian, as its number."""

    async def asked(subject: str = "La lampada", **more: Any) -> int:
        async with acme.unit():
            new = NewTicket(
                subject=subject,
                body="Dov'è?",
                address=more.pop("address", "carla@customers.example"),
                name=more.pop("name", "Carla"),
                language="it",
                **more,
            )
            return (await submit(new, key=subject.ljust(16, "x"))).number

    return asked
