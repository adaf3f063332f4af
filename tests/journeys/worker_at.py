"""A worker of one company for whom it is another hour: `python worker_at.py owls`, and then an hour a line.

It does what is due by then, answers with a line, and waits for the next; everybody else's clock stays as it is.
"""

import asyncio
import sys
from datetime import datetime

from polydesk import wiring
from polydesk.kernel import clock, database, outbox, unit


async def work(slug: str) -> None:
    async with unit.platform() as platform:
        tenant = await platform.fetchval("SELECT id FROM tenant WHERE slug = $1", slug)
    assert tenant is not None, slug
    for line in sys.stdin:
        with clock.travel(datetime.fromisoformat(line.strip())):
            await outbox.drain(tenant, strict=False)
        print("done", flush=True)
    await database.close_pools()


if __name__ == "__main__":
    wiring.load()
    asyncio.run(work(sys.argv[1]))
