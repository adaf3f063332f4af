"""Customers with forms."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

NEW = "/en/tickets/new"
FIELDS = {"email": "dora@customers.example", "subject": "The lamp is broken", "message": "It went dark.\nSuddenly."}

Sends = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def sends() -> Sends:
    """Somebody sends the form for a new ticket; a field that is None is left out."""

    async def send(who: Any, *, files: Any = None, headers: Any = None, **fields: Any) -> httpx.Response:
        told = {key: value for key, value in {**FIELDS, **fields}.items() if value is not None}
        return await who.client.post(NEW, data=told, files=files, headers=headers)  # type: ignore[no-any-return]

    return send


@pytest.fixture
def field_of() -> Callable[[str, str], str]:
    """The value of a hidden field in a page."""

    def find(page: str, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', page)
        assert found, f"the page has no field {name}"
        return found[1]

    return find


@pytest.fixture
def guest_ticket(acme: Any, sends: Sends) -> Callable[[], Awaitable[str]]:
    """A visitor's ticket of acme: the address of its page."""

    async def make(**fields: Any) -> str:
        answer = await sends(acme.visitor, **fields)
        assert answer.status_code == 303, answer.text[:500]
        return str(answer.headers["location"]).removesuffix("/receipt")

    return make


@pytest.fixture
def own_ticket(acme: Any, sends: Sends) -> Callable[[], Awaitable[str]]:
    """Carl's ticket of acme: the address of its page."""

    async def make(**fields: Any) -> str:
        answer = await sends(acme.carl, email=None, **fields)
        assert answer.status_code == 303, answer.text[:500]
        return str(answer.headers["location"]).removesuffix("/receipt")

    return make
