"""A process that erases is killed with -9, in the middle of a statement as likely as between two; the next one goes on."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from tests_surveys import ticket_of

from polydesk.kernel import clock, unit
from tenants.closing import orders

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parents[2]
PROGRAM = """
import asyncio, sys
from uuid import UUID
from polydesk import wiring
from tenants.closing import erasing

class Held:
    async def confirm(self): pass
    async def hold(self): pass

wiring.load()
erasing.BATCH = 20
asyncio.run(erasing.erase(UUID(sys.argv[1]), Held()))
"""
KILLS = 3


async def gone(tenant_id: Any) -> tuple[int, bool]:
    async with unit.platform():
        row = await unit.fetchrow("SELECT rows_gone, finished_at FROM erasure WHERE of_tenant = $1", tenant_id)
    assert row is not None
    return row["rows_gone"], row["finished_at"] is not None


async def begin(tenant_id: Any) -> asyncio.subprocess.Process:
    path = os.pathsep.join((str(ROOT / "platform"), str(ROOT)))
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM, str(tenant_id)), env={**os.environ, "PYTHONPATH": path}, cwd=ROOT
    )


async def test_it_is_erased_however_often_the_eraser_is_killed(acme: Any) -> None:
    ticket = await ticket_of(acme)
    async with acme.unit():
        await unit.execute(
            """INSERT INTO message (id, ticket_id, kind, author_kind, channel, body, html, at)
               SELECT gen_random_uuid(), $1, 'reply', 'requester', 'portal', 'b', 'h', now() FROM generate_series(1, 12000)""",
            ticket.id,
        )
    async with unit.platform():
        await orders.order(acme.id, cause="closed", at=clock.now())
    for kill in range(1, KILLS + 1):
        eraser = await begin(acme.id)
        async with asyncio.timeout(120):
            while (await gone(acme.id))[0] < kill * 1_000 and eraser.returncode is None:  # noqa: ASYNC110 (nobody tells us)
                await asyncio.sleep(0.01)
        assert eraser.returncode is None, "it was through before it could be killed"
        eraser.kill()
        await eraser.wait()
    assert not (await gone(acme.id))[1]
    eraser = await begin(acme.id)
    assert await eraser.wait() == 0
    rows, finished = await gone(acme.id)
    assert finished
    assert rows > 12_000
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM message") == 0
        assert await unit.fetchval("SELECT count(*) FROM member") == 0
