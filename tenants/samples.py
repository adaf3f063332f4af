"""Samples: what a new desk shows so that it is not empty, and how all of it goes at one click (SG-06).

The floors above make samples when the tenant moves in, and remember each here; on `SamplesUnwanted` they take away
what they made. An article that somebody has changed is no sample any more; a sample ticket goes with its answers.
"""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.events import announce
from tenants.events import SamplesUnwanted


async def remember(kind: str, sample_id: UUID) -> None:
    """`kind` is the word of whoever makes and removes it: `ticket`, `person`, `article`, `faq_category`."""
    await unit.execute("INSERT INTO sample (kind, id) VALUES ($1, $2) ON CONFLICT DO NOTHING", kind, sample_id)


async def samples_of(kind: str) -> list[UUID]:
    return [row["id"] for row in await unit.fetch("SELECT id FROM sample WHERE kind = $1", kind)]


async def are_there() -> bool:
    return bool(await unit.fetchval("SELECT EXISTS (SELECT FROM sample)"))


async def remove_all() -> None:
    """Everything that is a sample is gone after this unit; a second click finds nothing and does nothing."""
    count = await unit.fetchval("SELECT count(*) FROM (SELECT FROM sample FOR UPDATE) locked")
    if count:
        await announce(SamplesUnwanted())
        await unit.execute("DELETE FROM sample")
        await record("samples.removed", changes={"samples": [count, 0]})
