"""A desk with texts in several languages: a status of its own, a brand."""

from typing import Any

import pytest

from polydesk.kernel import unit
from polydesk.tickets.statuses import OwnStatus, add_own_status
from tenants import directory


@pytest.fixture
async def spoken(acme: Any) -> Any:
    """acme speaks English, Italian, German and Polish."""
    async with acme.unit():
        await unit.execute("UPDATE tenant SET languages = '{en,it,de,pl}' WHERE id = $1", acme.id)
    directory.forget(acme.id)
    return acme


@pytest.fixture
async def repair(spoken: Any) -> OwnStatus:
    async with spoken.unit():
        return await add_own_status(category="open", names={"en": "In repair", "it": "In riparazione"})
