"""A dead letter says why it died, and can be replayed or discarded."""

import pytest

from polydesk.kernel import unit
from polydesk.kernel.outbox import GiveUp, dead_letters, discard, drain, enqueue, replay


@pytest.fixture
def luck():
    return {"good": False}


@pytest.fixture
async def letter(tenant, new_job, luck):
    @new_job()
    async def try_luck(bet: int) -> None:
        if not luck["good"]:
            raise GiveUp("no luck today")

    async with unit.tenant(tenant):
        number = await enqueue(try_luck, bet=5)
    await drain(tenant, strict=False)
    return number


async def find(letter):
    return next((found for found in await dead_letters() if found.id == letter), None)


async def test_it_says_whose_it_is_and_why(tenant, letter):
    found = await find(letter)
    assert (found.tenant_id, found.payload, found.last_error) == (tenant, {"bet": 5}, "GiveUp: no luck today")


async def test_it_runs_again_when_replayed(tenant, rows, letter, luck):
    luck["good"] = True
    assert await replay(letter)
    await drain(tenant)
    assert await rows(tenant, "state") == ["done"]
    assert await find(letter) is None


async def test_it_is_gone_when_discarded(tenant, rows, letter):
    assert await discard(letter)
    assert await find(letter) is None
    assert await rows(tenant, "state") == ["done"]


async def test_it_is_replayed_once(letter):
    assert await replay(letter)
    assert not await replay(letter)
    assert not await discard(letter)
