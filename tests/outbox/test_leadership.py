"""One clock leads at a time."""

import pytest

from polydesk.kernel.outbox import leadership
from polydesk.kernel.outbox.leadership import lead


@pytest.fixture(autouse=True)
def _own_lock(database, monkeypatch):
    monkeypatch.setattr(leadership, "LOCK", 4711)


async def test_it_leads_alone():
    async with lead() as first, lead() as second:
        assert first is not None
        assert second is None


async def test_it_passes_on():
    async with lead():
        pass
    async with lead() as next_one:
        assert next_one is not None


async def test_it_notices_when_the_lead_is_gone():
    async with lead() as first:
        first._connection.terminate()
        with pytest.raises(Exception, match="closed"):
            await first.confirm()
