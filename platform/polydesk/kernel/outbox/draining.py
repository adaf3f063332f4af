"""`drain`: everything that is due runs now, here, in order: for tests, the demo, and commands that cannot wait."""

from uuid import UUID

from polydesk.kernel import clock, database
from polydesk.kernel.outbox.entry import Entry
from polydesk.kernel.outbox.lease import claim
from polydesk.kernel.outbox.running import Retry, run_claimed

DUE = """
SELECT tenant_id, id, queue FROM outbox
WHERE state = 'pending' AND due <= greatest($1, clock_timestamp()) AND ($2::uuid IS NULL OR tenant_id = $2)
ORDER BY due, id LIMIT 500
"""


async def drain(tenant: UUID | None = None, *, strict: bool = True) -> int:
    """Runs what is due by the kernel's clock, and what that enqueues; answers how many ran. Strict: raises errors."""
    ran = 0
    seen: set[UUID] = set()
    while rows := [row for row in await _due(tenant) if row.id not in seen]:
        for row in rows:
            seen.add(row.id)
            lease = await claim(row, by=clock.now())
            if lease is None:
                continue
            error = await run_claimed(lease)
            if strict and error is not None and not isinstance(error, Retry):
                raise error
            ran += 1
    return ran


async def _due(tenant: UUID | None) -> list[Entry]:
    async with database.connection("platform") as line:
        return [Entry(*row) for row in await line.fetch(DUE, clock.now(), tenant)]
