"""The desk's scenes: acme with a few tickets, and the statements that a page takes."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest

from polydesk.desk import pulse
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor, acting_as
from polydesk.tickets.submission import NewTicket, submit
from tenants.roles import permissions_of


@pytest.fixture(autouse=True)
def _fresh_pulse() -> None:
    pulse.forget(None)


@pytest.fixture
def as_member() -> Callable[[Any], Actor]:
    """The actor that this person is in a request."""

    def make(person: Any) -> Actor:
        return Actor(
            "member", person.id, person.name, person.email, person.role, permissions_of(person.role), language="en"
        )

    return make


@pytest.fixture
def ask(acme: Any) -> Callable[..., Any]:
    """`await ask("The invoice is wrong")`: a ticket of carl's, as its number."""

    async def asked(subject: str = "The invoice is wrong", body: str = "Please help.", **more: Any) -> int:
        async with acme.unit():
            new = NewTicket(
                subject=subject,
                body=body,
                address=more.pop("address", acme.carl.email),
                name=more.pop("name", "Carl"),
                **more,
            )
            return (await submit(new, key=f"{subject}-{body}"[:90].ljust(16, "x"))).number

    return asked


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """`with counting() as statements`: what ran, in order, besides the look-ups of the tenant and the session. The pulse,
    which is remembered for a few seconds, is always among them."""
    doors = ("FROM session s JOIN", "FROM tenant t")

    @contextmanager
    def count() -> Any:
        ran: list[str] = []
        run = unit.Unit._run

        async def noted(self: Any, method: str, *args: Any, **named: Any) -> Any:
            if not any(door in args[0] for door in doors):
                ran.append(args[0])
            return await run(self, method, *args, **named)

        pulse.forget(None)
        with monkeypatch.context() as patch:
            patch.setattr(unit.Unit, "_run", noted)
            yield ran

    return count


__all__ = ["acting_as"]
