"""A worker and a clock as they really run: a flood is fair, the broker may be away, an end is orderly."""

import asyncio
import os
import signal
import time
from typing import Any
from uuid import UUID

import pytest

pytestmark = pytest.mark.faults

STATES = "SELECT state, attempt FROM outbox WHERE tenant_id = $1"
DONE = "SELECT count(*) AS rows FROM outbox WHERE tenant_id = $1 AND state = 'done'"


async def until(house: Any, tenant: UUID, state: str, *, rows: int = 1, patience: float = 90) -> None:
    """Until so many rows of the tenant are in that state."""
    end = time.monotonic() + patience
    while len(await house.rows(STATES + " AND state = $2 LIMIT $3", tenant, state, rows)) < rows:
        assert time.monotonic() < end, f"no {rows} rows were {state} after {patience} s"
        await asyncio.sleep(0.05)


async def test_it_does_not_let_a_flood_of_one_tenant_delay_another(house: Any) -> None:
    """However quick the machine is: of the flood a small part is done until the other's row is."""
    flooding, patient, _ = house.tenants
    await house.enqueue("tests.work", flooding, rows=50_000, payload='{"seconds": 0.02}')
    house.cast("worker", "worker")
    house.cast("clock", "clock")
    await until(house, flooding, "done", rows=500)
    [before] = await house.rows(DONE, flooding)
    await house.enqueue("tests.work", patient)
    await until(house, patient, "done")
    [after] = await house.rows(DONE, flooding)
    assert after["rows"] - before["rows"] < 5_000


async def test_it_works_on_without_a_broker(house: Any) -> None:
    house.cast("worker", "worker")
    os.kill(house.courier.pid, signal.SIGKILL)
    house.courier.process.wait()
    await house.enqueue("tests.work", house.tenants[0])
    await until(house, house.tenants[0], "done")


async def test_it_lets_a_job_end_before_it_stops(house: Any) -> None:
    tenant = house.tenants[0]
    house.cast("worker", "worker")
    house.cast("clock", "clock")
    await house.enqueue("tests.work", tenant, payload='{"seconds": 1}')
    await until(house, tenant, "running")
    await stop(house.actors[0])
    assert [tuple(row) for row in await house.rows(STATES, tenant)] == [("done", 1)]


async def test_it_gives_back_what_does_not_end_in_time(house: Any) -> None:
    tenant = house.tenants[0]
    house.cast("worker", "worker")
    house.cast("clock", "clock")
    await house.enqueue("tests.work", tenant, payload='{"seconds": 50}')
    await until(house, tenant, "running")
    await stop(house.actors[0])
    assert [tuple(row) for row in await house.rows(STATES, tenant)] == [("pending", 0)]


async def stop(actor: Any) -> None:
    """As a supervisor does; the worker must be gone by itself."""
    actor.signal(signal.SIGTERM)
    assert await asyncio.to_thread(actor.ends_by_itself, within=40)
