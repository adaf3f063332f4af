"""A program elsewhere: a small server of ours that takes messages, and the wall that otherwise keeps us from calling it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from tests_listener import Listener, listening

from polydesk.webhooks import hooks
from polydesk.webhooks.hooks import Webhook


@pytest.fixture
async def listener(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Listener]:
    hooks._listening.clear()
    async with listening(monkeypatch) as found:
        yield found


@pytest.fixture
def hook(acme: Any, listener: Listener) -> Callable[..., Awaitable[Webhook]]:
    """`await hook("ticket.created")`: acme's webhook that asks for these events."""

    async def made(*events: str) -> Webhook:
        async with acme.unit():
            return await hooks.add("Pager", url=listener.url, events=events)

    return made
