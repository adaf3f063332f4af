"""10,000 random operations of two tenants, interleaved and cancelled at random: no foreign row, no lost connection."""

import asyncio
import contextlib
import random
from uuid import UUID

from tests_connections import all_are_back

from polydesk.kernel import unit
from polydesk.kernel.ids import new_id

OPERATIONS = 10_000
AT_ONCE = 40


async def test_it_never_mixes_tenants_and_never_loses_a_connection(database: None) -> None:
    dice = random.Random(20261122)
    houses = [await moved_in(name) for name in ("acme", "globex")]
    foreign: list[UUID] = []
    for _round in range(OPERATIONS // AT_ONCE):
        tasks = [asyncio.create_task(operation(dice.choice(houses), dice.random(), foreign)) for _ in range(AT_ONCE)]
        await asyncio.sleep(dice.random() * 0.004)
        for task in tasks:
            if dice.random() < 0.3:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await all_are_back()
    assert foreign == []
    for house in houses:
        async with unit.tenant(house):
            rows = await unit.fetch("SELECT tenant_id FROM team")
        assert {row["tenant_id"] for row in rows} == {house}


async def moved_in(name: str) -> UUID:
    house = new_id()
    async with unit.platform():
        await unit.execute(
            "INSERT INTO tenant (id, slug, name) VALUES ($1, $2, $3)", house, f"{name}-{house.hex[-10:]}", name
        )
    return house


async def operation(house: UUID, chance: float, foreign: list[UUID]) -> None:
    with contextlib.suppress(ZeroDivisionError):
        async with unit.tenant(house):
            if chance < 0.4:
                await unit.execute("INSERT INTO team (id, name) VALUES ($1, $2)", new_id(), new_id().hex)
            if chance < 0.2:
                await asyncio.gather(unit.fetchval("SELECT 1"), unit.fetchval("SELECT count(*) FROM team"))
            rows = await unit.fetch("SELECT tenant_id FROM team ORDER BY id DESC LIMIT 3")
            foreign.extend(row["tenant_id"] for row in rows if row["tenant_id"] != house)
            if chance > 0.9:
                _ = 1 / 0
