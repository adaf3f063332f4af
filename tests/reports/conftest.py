"""Acme with a policy, and promises under it."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from tests_promises import found_policy, make_promise


@pytest.fixture
async def promise(acme: Any) -> Callable[..., Awaitable[UUID]]:
    """`await promise(outcome="missed", counted=…)`: the timer of one promise, over and counted, or still open."""
    policy = await found_policy(acme)

    async def made(**named: Any) -> UUID:
        return (await make_promise(acme, policy, **named))[0]

    return made
