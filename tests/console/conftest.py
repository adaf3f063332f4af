"""An operator with a browser on the platform's host."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests_operator import sign_in


@pytest.fixture
async def opal(cast: Any) -> AsyncIterator[httpx.AsyncClient]:
    """The operator."""
    await sign_in(cast.platform.client, operator=True)
    yield cast.platform.client
    cast.platform.client.headers.pop("cookie", None)
