"""One clock leads at a time."""

import asyncio
import itertools

import pytest

from polydesk.kernel.outbox import leadership
from polydesk.kernel.outbox.leadership import lead

LOCKS = itertools.count(4711)


@pytest.fixture(autouse=True)
def _own_lock(database, monkeypatch):
    """The server lets go of a lock when it notices that its connection is gone, which may be in the next scene."""
    monkeypatch.setattr(leadership, "LOCK", next(LOCKS))


async def test_it_leads_alone():
    async with lead() as first, lead() as second:
        assert first is not None
        assert second is None


async def test_it_passes_on():
    async with lead() as first:
        assert first is not None
    async with asyncio.timeout(60):
        while not await _leads():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.01)


async def _leads():
    async with lead() as next_one:
        return next_one is not None


async def test_it_notices_when_the_lead_is_gone():
    async with lead() as first:
        first._connection.terminate()
        with pytest.raises(Exception, match="closed"):
            await first.confirm()
